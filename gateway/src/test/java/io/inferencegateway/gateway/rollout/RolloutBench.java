package io.inferencegateway.gateway.rollout;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.config.ConfigLoader;
import io.inferencegateway.gateway.config.ConfigResult;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.route.CanaryWatch;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.RoutingTables;
import io.inferencegateway.gateway.state.SqliteStateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.inferencegateway.gateway.time.SteadyClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A control plane on a real event loop and a real SQLite file, with a clock that only a test moves. */
public final class RolloutBench implements AutoCloseable {
    static final String MODEL = "fraud";
    static final Instant BEGINNING = Instant.parse("2026-11-22T12:00:00Z");

    final Vertx vertx = Vertx.vertx();
    final Context control = vertx.getOrCreateContext();
    final Routes routes;
    final FaultyStore store;
    final WriteBehind behind;
    final RolloutController controller;
    final List<RolloutView.Change> heard = new CopyOnWriteArrayList<>();
    volatile boolean reachable = true;
    volatile int inFlight;
    volatile long salt = 42;
    private volatile Instant wall;
    private volatile long elapsedNanos;

    RolloutBench(Path file, GatewayConfig config) throws Exception {
        this(file, config, BEGINNING);
    }

    RolloutBench(Path file, GatewayConfig config, Instant now) throws Exception {
        wall = now;
        store = new FaultyStore(SqliteStateStore.open(vertx, "sqlite:" + file).await(20, SECONDS));
        behind = new WriteBehind(vertx, store);
        routes = new Routes(RoutingTables.initial(config));
        controller = new RolloutController(
                new RolloutController.Outside(
                        control,
                        routes,
                        store,
                        behind,
                        (version, upstreams) -> Future.succeededFuture(reachable),
                        version -> Future.succeededFuture(inFlight),
                        (rollout, change) -> heard.add(change),
                        new SteadyClock(() -> wall, () -> elapsedNanos),
                        () -> wall,
                        () -> salt),
                config);
        await(controller::restore);
    }

    /** Versions 1 to 3 of one model; steps of 10 % and 50 % for a minute each. */
    static GatewayConfig config(int stable, String versions, String onCritical) {
        return config(stable, versions, onCritical, "rescue: false");
    }

    /** @param canaryKeys further keys of the canary section */
    static GatewayConfig config(int stable, String versions, String onCritical, String canaryKeys) {
        StringBuilder yaml = new StringBuilder(
                """
                listen: { traffic: { host: 127.0.0.1, port: 0 }, admin: { host: 127.0.0.1, port: 0 } }
                models:
                  fraud:
                """);
        yaml.append("    stable: ").append(stable).append("\n    versions:\n");
        for (String version : versions.split(",")) {
            yaml.append("      ").append(version).append(": { upstreams: [\"http://127.0.0.1:9\"] }\n");
        }
        yaml.append("    canary:\n      on-critical: ").append(onCritical).append('\n');
        canaryKeys
                .lines()
                .forEach(line -> yaml.append("      ").append(line.strip()).append('\n'));
        yaml.append("      steps: [ { weight: 10%, hold: 1m }, { weight: 50%, hold: 1m } ]\n");
        ConfigResult result = new ConfigLoader(name -> null)
                .load("bench.yaml", yaml.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
        return ((ConfigResult.Loaded) result).config();
    }

    public static GatewayConfig config() {
        return config(1, "1,2,3", "rollback");
    }

    <T> T await(Supplier<Future<T>> work) throws Exception {
        Promise<T> answer = Promise.promise();
        control.runOnContext(ignored -> work.get().onComplete(answer));
        return answer.future().await(20, SECONDS);
    }

    /** One tick, and everything that it set off. */
    void tick() throws Exception {
        await(() -> {
            controller.tick();
            return Future.succeededFuture();
        });
        await(controller::flush);
        await(() -> behind.flush().otherwiseEmpty());
    }

    void tickAfterMillis(long millis) throws Exception {
        advance(millis);
        tick();
    }

    void advance(long millis) {
        wall = wall.plusMillis(millis);
        elapsedNanos += millis * 1_000_000;
    }

    /** Somebody sets the host's clock; no time passes. */
    void setClock(Duration forward) {
        wall = wall.plus(forward);
    }

    RolloutView view() throws Exception {
        return await(() -> Future.succeededFuture(controller.current(MODEL).orElseThrow()));
    }

    ModelRoute route() {
        return Objects.requireNonNull(routes.current().model(MODEL));
    }

    TrafficSplit split() {
        return route().split();
    }

    CanaryWatch watch() {
        return Objects.requireNonNull(
                Objects.requireNonNull(routes.current().model(MODEL)).watch(), "nobody watches");
    }

    RolloutView start(int version) throws Exception {
        return await(() -> controller.start(MODEL, asked(version, PlanChoice.CONFIGURED)));
    }

    static Rollouts.Start asked(int version, PlanChoice choice) {
        return new Rollouts.Start(version, choice, false, new Rollouts.Note("ada", "new model"));
    }

    static Rollouts.Wish wish(Operation operation) {
        return new Rollouts.Wish(operation, Precondition.NONE, false, new Rollouts.Note("ada", "because"));
    }

    RolloutView startProgressing(int version) throws Exception {
        start(version);
        tick();
        RolloutView view = view();
        assertThat(view.phase()).isEqualTo("progressing");
        return view;
    }

    /** Lets the canary answer, as an event loop would. */
    static void answer(CanaryWatch watch, Answer answer, int times) {
        for (int i = 0; i < times; i++) {
            long admission = watch.canaryAdmitted();
            watch.canaryCompleted(admission, 0, answer, false);
        }
    }

    @Override
    public void close() {
        store.full = false;
        settle(store.close());
        settle(vertx.close());
    }

    private static void settle(Future<Void> closing) {
        try {
            closing.await(20, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not closed in time", e);
        }
    }
}
