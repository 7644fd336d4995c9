package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.admission.Admission;
import io.inferencegateway.gateway.admission.LoadLimit;
import io.inferencegateway.gateway.admission.RateLimiter;
import io.inferencegateway.gateway.admission.RetryBudget;
import io.inferencegateway.gateway.discovery.Directory;
import io.inferencegateway.gateway.observe.LoopGauges;
import io.inferencegateway.gateway.observe.LoopTelemetry;
import io.inferencegateway.gateway.route.AdaptiveLimit;
import io.inferencegateway.gateway.route.CheckResults;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.RateLimit;
import io.inferencegateway.gateway.route.RouteSettings;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.time.Deadlines;
import io.inferencegateway.gateway.trace.Tracer;
import io.inferencegateway.gateway.upstream.ConnectionBudgets;
import io.inferencegateway.gateway.wire.HopByHop;
import io.inferencegateway.gateway.wire.TrustedPeers;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.net.NetClient;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the exchanges of one event loop share: timers, random numbers, connections, records, the drain. Owner: that event
 * loop.
 */
final class TrafficLoop {
    /** A tick this late means that the loop stood still: the process was stopped, or one turn took that long. */
    private static final long STOOD_STILL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** Ticks that were missed come close behind each other; the sockets get this long all the same. */
    private static final long CATCH_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final TrafficOptions options;
    private final Routes routes;
    private final Admission admission;
    private final LoopTelemetry telemetry;
    private final HopByHop hops;
    private final TrustedPeers trustedPeers;
    private final Deadlines deadlines;
    private final RetryBudget retries;
    private final RandomGenerator random;
    private final Replicas replicas;
    private final Context context;
    private final Set<CallerConnection> callers = new HashSet<>();
    private long nowNanos;
    private long stoodStillNanos;
    private long resumedNanos;
    private long dateSecond;
    private String date = "";
    private int inFlight;
    private boolean draining;
    private @Nullable Tracer tracer;
    private @Nullable Promise<Void> drained;

    TrafficLoop(
            Context context,
            TrafficOptions options,
            Routes routes,
            Directory directory,
            CheckResults checks,
            Admission admission,
            ConnectionBudgets connections,
            LoopTelemetry telemetry,
            NetClient client,
            long seed) {
        this.context = context;
        this.options = options;
        this.routes = routes;
        this.admission = admission;
        this.telemetry = telemetry;
        this.hops = new HopByHop(options.pseudonym());
        this.trustedPeers = TrustedPeers.of(options.trustedProxies());
        this.random = new SplittableRandom(seed);
        this.nowNanos = System.nanoTime();
        this.resumedNanos = nowNanos;
        this.deadlines = new Deadlines(nowNanos);
        this.retries = new RetryBudget(nowNanos);
        this.replicas = new Replicas(
                routes,
                directory,
                checks,
                admission,
                connections,
                telemetry,
                client,
                deadlines,
                random,
                work -> context.runOnContext(turn -> work.run()));
        telemetry.watch(this::gauges);
    }

    TrafficOptions options() {
        return options;
    }

    Routes routes() {
        return routes;
    }

    RateLimiter limiter(String model, RateLimit limit, long now) {
        return admission.limiter(model, limit, now);
    }

    /** How many requests of a model may be in flight just now. */
    int inFlightLimit(ModelRoute model) {
        AdaptiveLimit bounds = model.settings().adaptive();
        int most = model.settings().inFlightLimit();
        return bounds == null
                ? most
                : Math.min(most, admission.loadLimit(model.id(), bounds).current());
    }

    /** What follows the load of a model, or null where nothing does. */
    @Nullable
    LoadLimit loadLimit(ServedVersion version, RouteSettings settings) {
        AdaptiveLimit bounds = settings.adaptive();
        return bounds == null
                ? null
                : admission.loadLimit(version.route().version().model(), bounds);
    }

    LoopTelemetry telemetry() {
        return telemetry;
    }

    /** What begins traces, or null where none are recorded. */
    @Nullable
    Tracer tracer() {
        return tracer;
    }

    /** For the exchanges from now on. */
    void traceWith(@Nullable Tracer next) {
        tracer = next;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    RetryBudget retries() {
        return retries;
    }

    RandomGenerator random() {
        return random;
    }

    HopByHop hops() {
        return hops;
    }

    TrustedPeers trustedPeers() {
        return trustedPeers;
    }

    /** The value of a Date field (RFC 9110, section 5.6.7), written once a second. */
    String date() {
        long second = System.currentTimeMillis() / 1000;
        if (second != dateSecond) {
            dateSecond = second;
            date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    Instant.ofEpochSecond(second).atOffset(ZoneOffset.UTC));
        }
        return date;
    }

    /** The time of the last tick: free to read and late by one tick at most. */
    long nowNanos() {
        return nowNanos;
    }

    /**
     * How long this loop has stood still until now, in all its life: nobody but the gateway is to blame for that time.
     * A tick that is overdue counts, since what a loop reads first after a stop comes before its tick.
     */
    long stoodStillNanos(long now) {
        return stoodStillNanos + lateNanos(now);
    }

    private long lateNanos(long now) {
        long lateNanos = now - nowNanos - Deadlines.TICK_NANOS;
        return lateNanos > STOOD_STILL_NANOS ? lateNanos : 0;
    }

    /**
     * Meets the deadlines that are due. Where the loop stood still, what arrived meanwhile has not been read yet, so nobody
     * is late before a later tick: between two of them, which are two turns of the loop, it has polled its sockets.
     */
    void tick(long now) {
        long lateNanos = lateNanos(now);
        nowNanos = now;
        if (lateNanos > 0) {
            stoodStillNanos += lateNanos;
            resumedNanos = now;
        } else if (now - resumedNanos >= CATCH_UP_NANOS) {
            deadlines.advance(now);
        }
    }

    ServedVersion served(VersionRoute route) {
        return replicas.served(route, nowNanos);
    }

    /** Calls back on this loop, in a later turn, when the version has a replica or none could be found. */
    void awaitReplicas(VersionRoute route, Runnable heard) {
        replicas.await(route, () -> context.runOnContext(turn -> heard.run()));
    }

    // --- what is open, and the drain ---------------------------------------------------------------------------------

    void opened(CallerConnection caller) {
        callers.add(caller);
    }

    void closed(CallerConnection caller) {
        callers.remove(caller);
    }

    private boolean followsLoad(String id) {
        ModelRoute model = routes.current().model(id);
        return model != null && model.settings().adaptive() != null;
    }

    private LoopGauges gauges() {
        long resting = 0;
        long reading = 0;
        for (CallerConnection caller : callers) {
            resting += caller.isResting() ? 1 : 0;
            reading += caller.isReadingHead() ? 1 : 0;
        }
        return new LoopGauges(
                replicas.ejected(nowNanos),
                reading,
                callers.size() - resting - reading,
                resting,
                admission.loadLimits(this::followsLoad));
    }

    /** An exchange began; exactly one {@link #ended} follows. */
    void began() {
        inFlight++;
    }

    void ended() {
        inFlight--;
        completeDrain();
    }

    int inFlight() {
        return inFlight;
    }

    /** Whether answers have to say {@code Connection: close}. */
    boolean isDraining() {
        return draining;
    }

    void startDrain() {
        draining = true;
        List.copyOf(callers).forEach(CallerConnection::leaveSoon);
    }

    /** Completes {@code whenEmpty} once nothing is in flight; callers that rest are sent away now. */
    void finishDrain(Promise<Void> whenEmpty) {
        drained = whenEmpty;
        for (CallerConnection caller : List.copyOf(callers)) {
            caller.leave();
        }
        completeDrain();
    }

    /**
     * Ends what is still in flight.
     *
     * @return how much that was
     */
    int cut() {
        int left = inFlight;
        for (CallerConnection caller : List.copyOf(callers)) {
            caller.cut();
        }
        return left;
    }

    private void completeDrain() {
        Promise<Void> waiting = drained;
        if (waiting != null && inFlight == 0) {
            waiting.tryComplete();
        }
    }
}
