package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.alert.AlertEvaluator;
import io.inferencegateway.gateway.alert.AlertTelling;
import io.inferencegateway.gateway.alert.FigureSource;
import io.inferencegateway.gateway.alert.Silences;
import io.inferencegateway.gateway.config.ConfigLoader;
import io.inferencegateway.gateway.config.ConfigResult;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.config.ReloadTrigger;
import io.inferencegateway.gateway.control.Announcements;
import io.inferencegateway.gateway.control.Chronicle;
import io.inferencegateway.gateway.control.ConfigReload;
import io.inferencegateway.gateway.control.HealthWatch;
import io.inferencegateway.gateway.control.History;
import io.inferencegateway.gateway.control.Links;
import io.inferencegateway.gateway.control.Monitors;
import io.inferencegateway.gateway.control.Notifier;
import io.inferencegateway.gateway.control.UsageLedger;
import io.inferencegateway.gateway.notify.Announcer;
import io.inferencegateway.gateway.observe.EventLog;
import io.inferencegateway.gateway.observe.LoopTelemetry;
import io.inferencegateway.gateway.observe.SampleSettings;
import io.inferencegateway.gateway.observe.Telemetry;
import io.inferencegateway.gateway.quality.QualityPlane;
import io.inferencegateway.gateway.resources.VersionUsage;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.RoutingTables;
import io.inferencegateway.gateway.state.SqliteStateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * An admin API on a real socket over a real state file, with a clock that is moved by hand and figures that are recorded
 * by hand. Everything of the control plane runs on one context, as in the gateway.
 */
public final class AdminFixture implements AutoCloseable {
    public static final String CONFIG =
            """
            listen:
              traffic: { host: 127.0.0.1, port: 0 }
              admin: { host: 127.0.0.1, port: 0 }
            state: { url: "sqlite:unused.db" }
            models:
              fraud:
                stable: 1
                versions:
                  1: { upstreams: ["http://127.0.0.1:9001"], framework: onnx }
                  2: { upstreams: ["http://127.0.0.1:9002"] }
                labels: { prod: 1 }
                quality:
                  sample: 25%
                  minimum-rows: 100
                  features: { income: { kind: numeric, limit: 0.2, min: 0, max: 120000, critical: true } }
            monitors:
              - { name: configured, model: fraud, version: 1, window: 15m }
            """;

    public final Vertx vertx = Vertx.vertx();
    public final Context control = vertx.getOrCreateContext();
    final HandClock clock = new HandClock(Instant.parse("2026-11-22T10:00:00Z"));
    final HandStatistics statistics = new HandStatistics(clock);
    final HandResources resources = new HandResources();
    private final FraudTraffic traffic = new FraudTraffic();
    public final ScriptedRollouts rollouts = new ScriptedRollouts();
    final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final GatewayConfig config;
    volatile boolean ready = true;
    volatile MetricsPage page = wanted -> new MetricsPage.Rendered(
            "text/plain; version=0.0.4; charset=utf-8", "up 1\n".getBytes(StandardCharsets.UTF_8));
    volatile MetricsPage qualityPage = wanted -> new MetricsPage.Rendered(
            "text/plain; version=0.0.4; charset=utf-8", "ml_quality_rows 1\n".getBytes(StandardCharsets.UTF_8));
    List<String> fileProblems = List.of();

    SqliteStateStore store;
    WriteBehind behind;
    EventLog events;
    History history;
    volatile List<VersionUsage> usages = List.of();
    Monitors monitors;
    Announcer announcer;
    Notifier notifier;
    QualityPlane plane;
    HandQuality quality;
    AlertEvaluator alerts;
    UsageLedger usage;
    HealthWatch healthWatch;
    LoopTelemetry loop;
    final AdminDependencies needs;
    public AdminApi api;

    private AdminFixture(GatewayConfig config, Path folder) throws Exception {
        this.config = config;
        this.store = await(SqliteStateStore.open(vertx, "sqlite:" + folder.resolve("igw.db")));
        Routes routes = new Routes(RoutingTables.initial(config));
        Telemetry telemetry =
                new Telemetry(vertx, new SampleSettings(10, Duration.ofSeconds(1)), Duration.ofSeconds(1));
        this.loop = telemetry.newLoop(control);
        this.events = onControl(() -> new EventLog(100, clock));
        this.history = onControl(() -> new History(store, clock, clock, folder.hashCode()));
        awaitOnControl(history::restore);
        statistics.onCollected(history::take);
        this.monitors = awaitOnControl(() -> Monitors.load(store, statistics, config.monitors()));
        this.behind = new WriteBehind(vertx, store);
        // Its worker is whoever asks.
        this.plane = awaitOnControl(() -> QualityPlane.load(
                new QualityPlane.Outside(
                        Runnable::run,
                        task -> control.runOnContext(turn -> task.run()),
                        store,
                        behind,
                        model -> 1,
                        captured -> {},
                        clock,
                        () -> 7),
                config));
        this.quality = new HandQuality(plane);
        this.announcer = awaitOnControl(() -> Announcer.load(vertx, store, behind, clock, config.notifications()));
        this.notifier = awaitOnControl(
                () -> Notifier.load(store, behind, events, announcer, new Announcements(new Links(() -> config))));
        Silences silences = awaitOnControl(() -> Silences.load(store, behind));
        this.alerts = awaitOnControl(() -> AlertEvaluator.load(
                store,
                behind,
                silences,
                monitors,
                new FigureSource(statistics, resources, rollouts, quality),
                new AlertTelling(notifier, monitors, new Links(() -> config), clock),
                clock,
                config.alerts()));
        this.usage = awaitOnControl(() -> UsageLedger.load(store, behind, clock));
        this.healthWatch = onControl(() -> new HealthWatch(routes, monitors, events));
        this.needs = new AdminDependencies(
                config.listen().admin(),
                () -> config,
                reload(),
                store::health,
                routes,
                rollouts,
                statistics,
                history,
                () -> usages,
                quality,
                new Chronicle(store, rollouts, notifier, clock),
                monitors,
                alerts,
                usage,
                notifier,
                telemetry,
                events,
                wanted -> page.render(wanted),
                wanted -> qualityPage.render(wanted),
                () -> ready,
                clock);
        this.api = awaitOnControl(() -> AdminApi.start(vertx, needs));
    }

    public static AdminFixture start(Path folder) throws Exception {
        return start(folder, CONFIG);
    }

    static AdminFixture start(Path folder, String yaml) throws Exception {
        return new AdminFixture(config(yaml), folder);
    }

    private static GatewayConfig config(String yaml) {
        ConfigLoader loader = new ConfigLoader(name -> name == null ? null : "secret-of-" + name);
        ConfigResult result = loader.load("test.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        if (result instanceof ConfigResult.Loaded loaded) {
            return loaded.config();
        }
        throw new IllegalArgumentException(result.toString());
    }

    private ConfigReload reload() {
        return new ConfigReload() {
            @Override
            public Future<Result> reload(ReloadTrigger trigger) {
                return Future.succeededFuture(last());
            }

            @Override
            public Result last() {
                return new Result(clock.instant(), ReloadTrigger.API, fileProblems, List.of());
            }
        };
    }

    /** A version served so many requests well, and history has them. */
    public void served(ModelVersion version, int requests) throws Exception {
        statistics.record(version, requests, 200, Outcome.OK, 10_000);
        statistics.collectNow();
        awaitOnControl(history::flush);
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + api.port() + path);
    }

    Answer get(String path, String... headers) throws Exception {
        return send("GET", path, null, headers);
    }

    Answer post(String path, JsonObject body, String... headers) throws Exception {
        return send("POST", path, body, headers);
    }

    Answer send(String method, String path, JsonObject body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url(path)).timeout(Duration.ofSeconds(10));
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body.encode()));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }

    /** What came back. */
    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        JsonObject json() {
            return new JsonObject(response.body());
        }

        String contentType() {
            return header("content-type");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** One second passes, and what the control plane does each second is done. */
    void secondPasses() throws Exception {
        clock.advance(Duration.ofSeconds(1));
        onControl(() -> {
            history.tick();
            alerts.tick();
            healthWatch.tick();
            return true;
        });
    }

    /** Second by second; {@code traffic} comes before each is looked at. */
    void timePasses(Duration time, Runnable traffic) throws Exception {
        onControl(() -> {
            for (long second = 0; second < time.toSeconds(); second++) {
                clock.advance(Duration.ofSeconds(1));
                traffic.run();
                statistics.collectNow();
                alerts.tick();
            }
            return true;
        });
    }

    /** Rows of {@code fraud} over some minutes, each of them compared at its end; see {@link FraudTraffic#exchanges}. */
    public void feed(int version, int rows, double times, String country) throws Exception {
        int minutes = 5;
        for (int minute = 0; minute < minutes; minute++) {
            clock.advance(Duration.ofMinutes(1));
            onControl(() -> {
                plane.take(traffic.exchanges(version, rows / minutes, times, country, clock.millis()));
                plane.tick();
                return null;
            });
        }
    }

    /** The quality of no model is looked at any more. */
    public void switchQualityOff() throws Exception {
        GatewayConfig without = config(CONFIG.replaceAll("(?s) +quality:.*?(?=monitors:)", ""));
        onControl(() -> {
            plane.configure(without);
            return null;
        });
    }

    public <T> T onControl(Callable<T> action) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        control.runOnContext(go -> {
            try {
                done.complete(action.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done.get(10, TimeUnit.SECONDS);
    }

    private <T> T awaitOnControl(Callable<Future<T>> action) throws Exception {
        return await(onControl(action));
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Stops everything, but keeps the state file. */
    @Override
    public void close() throws Exception {
        List<Future<Void>> closing = new ArrayList<>();
        closing.add(api.close());
        awaitOnControl(history::flush);
        onControl(() -> {
            announcer.close();
            return true;
        });
        closing.add(store.close());
        await(Future.join(closing));
        await(vertx.close());
    }
}
