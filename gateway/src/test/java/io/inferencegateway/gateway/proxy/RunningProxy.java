package io.inferencegateway.gateway.proxy;

import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.config.UsageKey;
import io.inferencegateway.gateway.observe.CaptureBudget;
import io.inferencegateway.gateway.observe.Captures;
import io.inferencegateway.gateway.observe.Drained;
import io.inferencegateway.gateway.observe.Load;
import io.inferencegateway.gateway.observe.LoopGauges;
import io.inferencegateway.gateway.observe.Sample;
import io.inferencegateway.gateway.observe.SampleFilter;
import io.inferencegateway.gateway.observe.SampleSettings;
import io.inferencegateway.gateway.observe.Telemetry;
import io.inferencegateway.gateway.route.AdaptiveLimit;
import io.inferencegateway.gateway.route.CallerNames;
import io.inferencegateway.gateway.route.CallerTokens;
import io.inferencegateway.gateway.route.CanaryWatch;
import io.inferencegateway.gateway.route.CaptureSettings;
import io.inferencegateway.gateway.route.CheckResults;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.RateLimit;
import io.inferencegateway.gateway.route.RouteSettings;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.RoutingTable;
import io.inferencegateway.gateway.route.UpstreamProtocol;
import io.inferencegateway.gateway.route.UpstreamTls;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.testsupport.FixedDirectory;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.Interval;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.Track;
import io.inferencegateway.monitoring.usage.Usage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A traffic server with the model {@code m} on real sockets, and what it has recorded. Used by one thread. */
final class RunningProxy implements AutoCloseable {
    static final Settings DEFAULTS = new Settings();

    private final Vertx vertx;
    private final Telemetry telemetry;
    private final Context control;
    private final Routes routes;
    private final FixedDirectory directory = new FixedDirectory();
    private final CheckResults checks = new CheckResults();
    private final TrafficServer server;
    private final int loops;
    private final Map<ModelVersion, Interval> recorded = new HashMap<>();
    private final Map<String, Long> retried = new HashMap<>();
    private Usage used = Usage.NONE;
    private Captures captures = Captures.NONE;
    private final Set<ModelVersion> generated = new HashSet<>();
    private final Map<Integer, Long> unroutable = new TreeMap<>();

    /** What a test changes of {@link RouteSettings}, by name; each change makes a new one. */
    static final class Settings {
        private UpstreamProtocol protocol = UpstreamProtocol.HTTP1;
        private long connect = 2_000;
        private long firstByte = 30_000;
        private long idle = 60_000;
        private long total = 600_000;
        private long requestBody = 30_000;
        private long bodyLimit = 16 << 20;
        private int inFlight = 1_000;
        private int samples = 100;
        private int queue;
        private long queueWait;
        private int connections;
        private boolean keepPath;
        private boolean idempotent;
        private boolean generative;
        private boolean splitPinned;
        private boolean rescue;
        private @Nullable String stickyHeader;
        private @Nullable String stickyCookie;
        private @Nullable CallerTokens tokens;
        private UsageKey usage = UsageKey.NONE;
        private @Nullable RateLimit rate;
        private @Nullable CaptureSettings capture;
        private @Nullable AdaptiveLimit adaptive;
        private long hedgeAfter;

        Settings with(Consumer<Settings> change) {
            Settings copy = new Settings();
            copy.protocol = protocol;
            copy.connect = connect;
            copy.firstByte = firstByte;
            copy.idle = idle;
            copy.total = total;
            copy.requestBody = requestBody;
            copy.bodyLimit = bodyLimit;
            copy.inFlight = inFlight;
            copy.samples = samples;
            copy.queue = queue;
            copy.queueWait = queueWait;
            copy.connections = connections;
            copy.keepPath = keepPath;
            copy.idempotent = idempotent;
            copy.generative = generative;
            copy.splitPinned = splitPinned;
            copy.rescue = rescue;
            copy.stickyHeader = stickyHeader;
            copy.stickyCookie = stickyCookie;
            copy.tokens = tokens;
            copy.usage = usage;
            copy.rate = rate;
            copy.capture = capture;
            copy.adaptive = adaptive;
            copy.hedgeAfter = hedgeAfter;
            change.accept(copy);
            return copy;
        }

        /** Its upstreams speak HTTP/2. */
        Settings http2() {
            return with(copy -> copy.protocol = UpstreamProtocol.HTTP2);
        }

        Settings connect(long millis) {
            return with(copy -> copy.connect = millis);
        }

        Settings firstByte(long millis) {
            return with(copy -> copy.firstByte = millis);
        }

        Settings idle(long millis) {
            return with(copy -> copy.idle = millis);
        }

        Settings total(long millis) {
            return with(copy -> copy.total = millis);
        }

        Settings requestBody(long millis) {
            return with(copy -> copy.requestBody = millis);
        }

        Settings bodyLimit(long bytes) {
            return with(copy -> copy.bodyLimit = bytes);
        }

        Settings inFlight(int limit) {
            return with(copy -> copy.inFlight = limit);
        }

        /** How many requests are remembered, of each kind, version and loop. */
        Settings samples(int most) {
            return with(copy -> copy.samples = most);
        }

        Settings queue(int limit, long waitMillis) {
            return with(copy -> {
                copy.queue = limit;
                copy.queueWait = waitMillis;
            });
        }

        Settings connections(int limit) {
            return with(copy -> copy.connections = limit);
        }

        Settings keepPath() {
            return with(copy -> copy.keepPath = true);
        }

        Settings idempotent() {
            return with(copy -> copy.idempotent = true);
        }

        Settings generative() {
            return with(copy -> copy.generative = true);
        }

        Settings splitPinned() {
            return with(copy -> copy.splitPinned = true);
        }

        Settings rescue() {
            return with(copy -> copy.rescue = true);
        }

        Settings stickyHeader(String name) {
            return with(copy -> copy.stickyHeader = name);
        }

        Settings stickyCookie(String name) {
            return with(copy -> copy.stickyCookie = name);
        }

        Settings tokens(CallerTokens callers) {
            return with(copy -> copy.tokens = callers);
        }

        Settings adaptive(int minimum, int maximum) {
            return with(copy -> copy.adaptive = new AdaptiveLimit(minimum, maximum));
        }

        Settings hedgeAfter(long millis) {
            return with(copy -> copy.hedgeAfter = millis);
        }

        Settings usage(UsageKey key) {
            return with(copy -> copy.usage = key);
        }

        Settings capture(CaptureSettings settings) {
            return with(copy -> copy.capture = settings);
        }

        Settings rate(RateLimit limit) {
            return with(copy -> copy.rate = limit);
        }

        RouteSettings route() {
            return new RouteSettings(
                    connect,
                    firstByte,
                    idle,
                    total,
                    requestBody,
                    bodyLimit,
                    inFlight,
                    queue,
                    queueWait,
                    connections,
                    keepPath,
                    idempotent,
                    generative,
                    true,
                    splitPinned,
                    rescue,
                    stickyHeader,
                    stickyCookie,
                    tokens,
                    new CallerNames(usage),
                    adaptive,
                    hedgeAfter,
                    rate,
                    capture);
        }
    }

    /** @param versions the upstream URLs of version 1, 2 and so on */
    RunningProxy(Vertx vertx, Settings settings, List<List<String>> versions) {
        this(vertx, settings, TrafficSplit.allTo(1), null, versions);
    }

    RunningProxy(Vertx vertx, Settings settings, String upstream) {
        this(vertx, settings, List.of(List.of(upstream)));
    }

    /** @param change of the options of its listeners */
    RunningProxy(Vertx vertx, Settings settings, UnaryOperator<TrafficOptions> change, String upstream) {
        this(vertx, settings, TrafficSplit.allTo(1), null, List.of(List.of(upstream)), change);
    }

    RunningProxy(
            Vertx vertx,
            Settings settings,
            TrafficSplit split,
            @Nullable CanaryWatch watch,
            List<List<String>> versions) {
        this(vertx, settings, split, watch, versions, UnaryOperator.identity());
    }

    private RunningProxy(
            Vertx vertx,
            Settings settings,
            TrafficSplit split,
            @Nullable CanaryWatch watch,
            List<List<String>> versions,
            UnaryOperator<TrafficOptions> change) {
        this.vertx = vertx;
        this.control = vertx.getOrCreateContext();
        this.telemetry = new Telemetry(
                vertx, new SampleSettings(settings.samples, Duration.ofSeconds(1)), Duration.ofSeconds(5));
        Map<Integer, VersionRoute> byNumber = new HashMap<>();
        for (int i = 0; i < versions.size(); i++) {
            List<URI> urls = versions.get(i).stream().map(URI::create).toList();
            byNumber.put(
                    i + 1,
                    new VersionRoute(
                            new ModelVersion("m", i + 1), urls, null, UpstreamTls.DEFAULT, settings.protocol, null));
        }
        ModelRoute model = new ModelRoute("m", split, byNumber, Map.of("prod", 1), settings.route(), watch);
        this.routes = new Routes(RoutingTable.of(List.of(model)));
        TrafficOptions options = TrafficOptions.of("127.0.0.1", 0, Duration.ofSeconds(10))
                .withLoops(2)
                .withH2c(new TrafficOptions.Endpoint("127.0.0.1", 0));
        TrafficOptions changed = change.apply(options);
        this.loops = changed.loops();
        this.server = await(TrafficServer.start(vertx, changed, routes, directory, checks, telemetry));
    }

    int port() {
        return server.port();
    }

    int h2cPort() {
        return server.h2cPort();
    }

    /** Where names lead. */
    FixedDirectory directory() {
        return directory;
    }

    /** Which replicas fail their checks. */
    CheckResults checks() {
        return checks;
    }

    Routes routes() {
        return routes;
    }

    TrafficServer server() {
        return server;
    }

    /** Waits until every loop has done what it was given so far. */
    void isTurned() {
        CountDownLatch turned = new CountDownLatch(loops);
        server.onLoops(loop -> turned.countDown());
        try {
            if (!turned.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a loop stands still");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Every loop does something else for so long. */
    void standStill(long millis) {
        standStill(millis, () -> true);
    }

    /** @param happened what has to have happened elsewhere before the loops go on, within ten seconds */
    void standStill(long millis, BooleanSupplier happened) {
        server.onLoops(loop -> {
            try {
                TimeUnit.MILLISECONDS.sleep(millis);
                for (int i = 0; i < 1_000 && !happened.getAsBoolean(); i++) {
                    TimeUnit.MILLISECONDS.sleep(10);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    RawHttp connect() {
        return RawHttp.connect(port());
    }

    WireMessage exchange(String request) {
        return RawHttp.exchange(port(), request);
    }

    /** How the requests of all versions ended so far, as {@code "200 ok"} and how often. */
    Map<String, Long> outcomes() {
        return counts(cell -> cell.key().track().answersCaller());
    }

    /** How the tries of a canary failed that stable answered for, in the same words. */
    Map<String, Long> rescued() {
        return counts(cell -> cell.key().track() == Track.RESCUED);
    }

    private Map<String, Long> counts(Predicate<Cell> chosen) {
        drain();
        Map<String, Long> counts = new TreeMap<>();
        for (Interval interval : recorded.values()) {
            interval.cells().stream()
                    .filter(chosen)
                    .forEach(cell -> counts.merge(
                            cell.key().status() + " " + cell.key().outcome().label(), cell.count(), Long::sum));
        }
        return counts;
    }

    /** How everything ended that was recorded so far: what {@link #countKey} makes of it, and how often. */
    Map<String, Long> counts() {
        drain();
        Map<String, Long> counts = new TreeMap<>();
        recorded.forEach((version, interval) -> interval.cells().forEach(cell -> {
            Cell.Key key = cell.key();
            counts.merge(countKey(version, key.track(), key.status(), key.outcome()), cell.count(), Long::sum);
        }));
        return counts;
    }

    static String countKey(ModelVersion version, Track track, int status, Outcome outcome) {
        return version + " " + track.label() + ' ' + status + ' ' + outcome.label();
    }

    /** How many requests a version served so far. */
    long served(int version) {
        drain();
        return recorded.getOrDefault(new ModelVersion("m", version), Interval.EMPTY).cells().stream()
                .mapToLong(Cell::count)
                .sum();
    }

    long countAgainst(Outcome outcome) {
        drain();
        return recorded.values().stream()
                .flatMap(interval -> interval.cells().stream())
                .filter(cell -> cell.key().outcome() == outcome)
                .mapToLong(Cell::count)
                .sum();
    }

    Map<Integer, Long> unroutable() {
        drain();
        return Map.copyOf(unroutable);
    }

    Map<String, Long> retried() {
        drain();
        return Map.copyOf(retried);
    }

    /** Requests that have not ended. */
    int inFlight() {
        return drain().load().values().stream().mapToInt(Load::inFlight).sum();
    }

    /** Requests that wait for a place. */
    int queued() {
        return drain().load().values().stream().mapToInt(Load::queued).sum();
    }

    /** Every request that is still remembered, and each try of a canary that stable answered for. */
    List<Sample> samples() {
        Promise<List<Sample>> promise = Promise.promise();
        control.runOnContext(turn ->
                telemetry.samples(SampleFilter.newest(Integer.MAX_VALUE)).onComplete(promise));
        return await(promise.future());
    }

    LoopGauges gauges() {
        return drain().gauges();
    }

    Collected collected() {
        drain();
        List<Cell> cells = new ArrayList<>();
        recorded.values().forEach(interval -> cells.addAll(interval.cells()));
        return new Collected(cells);
    }

    /** Every cell recorded so far. */
    record Collected(List<Cell> cells) {}

    /** What the callers of the model are known to have sent so far. */
    Usage usage() {
        drain();
        return used;
    }

    /** What was copied so far for the quality plane, and what was not. */
    Captures captures() {
        drain();
        return captures;
    }

    /** Of which versions tokens were counted so far. */
    Set<ModelVersion> generated() {
        drain();
        return Set.copyOf(generated);
    }

    /** What all loops hold for the quality plane, of which {@link #captures} are a part. */
    CaptureBudget captureBudget() {
        return telemetry.captureBudget();
    }

    private Drained drain() {
        Promise<Drained> promise = Promise.promise();
        control.runOnContext(turn -> telemetry.drain().onComplete(promise));
        Drained drained = await(promise.future());
        drained.intervals().forEach((version, interval) -> recorded.merge(version, interval, Interval::merge));
        used = used.merge(drained.usage().getOrDefault("m", Usage.NONE), Integer.MAX_VALUE);
        captures = captures.merge(drained.captures());
        generated.addAll(drained.generations().keySet());
        drained.retried().forEach((reason, count) -> retried.merge(reason, count, Long::sum));
        drained.unroutable().forEach((key, count) -> unroutable.merge(key.status(), count, Long::sum));
        return drained;
    }

    void publish(UnaryOperator<ModelRoute> change) {
        routes.update(table -> {
            ModelRoute model = table.model("m");
            return model == null ? table : table.with(change.apply(model));
        });
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("did not complete", e);
        }
    }
}
