package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.admission.CallerKey;
import io.inferencegateway.gateway.grpc.GrpcCall;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.RouteSettings;
import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.trace.ExchangeTrace;
import io.inferencegateway.gateway.wire.RequestLength;
import io.inferencegateway.gateway.wire.RequestTarget;
import io.inferencegateway.monitoring.stats.CompletedRequest;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.Track;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and all that is known of it, from its first byte to its one end. Owner: its event loop.
 *
 * <p>However it ends, {@link #end} runs once and only once: there the record is written. A
 * rollout hears of it a moment earlier, in {@link #judge}, before the last byte is handed to the socket: the request that
 * a caller sends on seeing a bad answer is already split by the new weights, and as many callers as the limit allows never
 * find its place still taken.
 */
final class Exchange extends ReceivedRequest {
    /** What a caller that left first is booked under: it received no status at all. */
    static final int CALLER_LEFT = 499;

    private static final int SWITCHING_PROTOCOLS = 101;

    private final TrafficLoop loop;
    private final RequestLength length;
    private final @Nullable GrpcCall grpc;
    private final ExchangeTimes times;

    private @Nullable ModelRoute model;
    private @Nullable ServedVersion version;
    private Track track = Track.STABLE;
    private boolean bySplit;
    private boolean holdsPlace;
    private @Nullable String tokenHolder;
    private @Nullable Trial trial;
    private @Nullable Onlooker onlooker;

    private @Nullable Upstream upstream;
    private int retries;
    private boolean switched;
    private long requestBytes;
    private long responseBytes;

    private long retryAfterSeconds = 1;
    private int status;
    private @Nullable Outcome outcome;
    private boolean judged;
    private boolean ended;

    Exchange(TrafficLoop loop, Caller caller, HttpServerRequest request, RequestTarget target, String requestId) {
        super(loop, request, target, requestId, caller.firstByteNanos());
        this.loop = loop;
        this.times = times();
        this.length = request.decoderResult().isFailure() ? RequestLength.NONE : caller.length(request);
        this.grpc = request.version() == HttpVersion.HTTP_2 ? GrpcCall.of(request.headers(), times.startNanos()) : null;
        loop.began();
    }

    // --- what happens to it, in this order ---------------------------------------------------------------------------

    void routed(ModelRoute chosenModel, ServedVersion chosen, VersionChoice choice) {
        model = chosenModel;
        version = chosen;
        track = choice.track();
        bySplit = choice.bySplit();
        chosen.telemetry().started();
    }

    /**
     * It has waited for a place and goes where the routing table sends it now: what it was meant for may have lost its
     * traffic meanwhile.
     */
    void rerouted(ModelRoute chosenModel, ServedVersion chosen, VersionChoice choice) {
        ServedVersion before = version;
        if (before != null) {
            before.telemetry().handedOn();
        }
        routed(chosenModel, chosen, choice);
    }

    /** @param name of the token that lets it in */
    void showedTokenOf(String name) {
        tokenHolder = name;
    }

    /** Its wait in the queue is over: it holds a place. */
    void waited(long nowNanos) {
        times.waited(nowNanos);
        holdsPlace = true;
    }

    /** @param waitNanos how long its caller should wait, if it is refused for coming too early */
    void retryAfter(long waitNanos) {
        retryAfterSeconds = 1 + TimeUnit.NANOSECONDS.toSeconds(Math.max(0, waitNanos - 1));
    }

    /** What a refusal asks its caller to wait, at least 1. */
    long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /** It holds a place under its model's limit, and counts for a rollout from here on. */
    void admitted() {
        holdsPlace = true;
        ModelRoute route = model;
        ServedVersion served = version;
        if (route == null || served == null) {
            return;
        }
        show(TokenCount.begin(this, route));
        show(Capture.begin(loop, this, route));
        if (bySplit) {
            long caller = track == Track.CANARY ? callerHash(route.settings()) : 0;
            trial = Trial.begin(route.watch(), track, served.route().version().version(), caller);
            // The last: where a copy is sent, all that is the caller's own is done.
            show(trial == null || track != Track.STABLE ? null : ShadowCopy.begin(loop, this, route));
        }
    }

    private void show(@Nullable Onlooker one) {
        Onlooker others = onlooker;
        if (one != null) {
            onlooker = others == null ? one : others.and(one);
        }
    }

    private long callerHash(RouteSettings settings) {
        return CallerKey.hashOf(VersionChoice.stickyKey(settings, request().headers()), request(), loop.trustedPeers());
    }

    /** After how many microseconds {@link #slow} is to be called, or {@link #NOT_MEASURED} for never. */
    long slowAfterMicros() {
        Trial watched = trial;
        return watched == null ? NOT_MEASURED : watched.slowAfterMicros();
    }

    /**
     * Its answer is due.
     *
     * @return 0, or how many nanoseconds are still to be waited because the loop stood still meanwhile
     */
    long slow(long nowNanos) {
        Trial watched = trial;
        return watched == null || judged ? 0 : watched.slow(times.servedNanos(nowNanos));
    }

    void triedOn(Upstream replica) {
        upstream = replica;
    }

    /** It is at a second replica as well. Its times go on: the slow one is part of them, whoever answers. */
    void hedged() {
        retries++;
    }

    void retried() {
        retries++;
        times.again();
    }

    /**
     * The canary failed before its caller got a byte of an answer, and stable takes its place. The try is booked as the
     * canary's here; how stable answers is no evidence, for these requests are no fair sample.
     *
     * @param failedStatus what the caller would have got
     */
    void rescued(int failedStatus, Outcome failure, ServedVersion stable) {
        times.over(System.nanoTime());
        AsServed failed = new AsServed(this, Track.RESCUED, failedStatus, failure, times.servedMicros());
        Trial watched = trial;
        if (watched != null) {
            watched.completed(failed);
        }
        trial = null;
        ServedVersion canary = version;
        if (canary != null) {
            canary.telemetry().ended(failed);
        }
        retried();
        version = stable;
        track = Track.STABLE;
        stable.telemetry().started();
    }

    /**
     * It leaves HTTP. Its times are those of the handshake and a rollout hears of it now, since a tunnel lasts as long as its
     * users like: a canary that has to show what it can would wait for them. Its place is held until {@link #end}.
     */
    void switched(long nowNanos) {
        times.answered(nowNanos);
        times.ended(nowNanos);
        switched = true;
        decide(SWITCHING_PROTOCOLS, Outcome.OK);
        tellRollout();
    }

    /** What became of it after it had left HTTP well. */
    void tunnelBroke(Outcome how) {
        outcome = how;
    }

    private long endsAtNanos() {
        return switched ? times.lastByteNanos() : System.nanoTime();
    }

    void countRequestBytes(int bytes) {
        requestBytes += bytes;
    }

    void countResponseBytes(int bytes) {
        responseBytes += bytes;
    }

    /** Decides how it ends; the first decision stands, except that a caller may still leave before an answer is written. */
    void decide(int decidedStatus, Outcome decided) {
        if (outcome == null) {
            status = decidedStatus;
            outcome = decided;
        }
    }

    void callerLeft() {
        if (outcome == null || !outcome.countsAgainstVersion()) {
            status = CALLER_LEFT;
            outcome = Outcome.CLIENT_ABORT;
        }
    }

    /**
     * Gives its place back and tells a running rollout. To be called with the decision made, before the last byte is
     * handed to the socket.
     */
    void judge() {
        if (judged) {
            return;
        }
        leaveGate();
        tellRollout();
    }

    private void tellRollout() {
        judged = true;
        Trial watched = trial;
        if (watched == null) {
            return;
        }
        times.over(endsAtNanos());
        long servedMicros = times.servedMicros();
        CompletedRequest asServed =
                servedMicros == latencyMicros() ? this : new AsServed(this, track, status(), outcome(), servedMicros);
        watched.completed(asServed);
    }

    /** The one end. Whoever comes second changes nothing. */
    void end() {
        if (ended) {
            return;
        }
        judge();
        leaveGate();
        ended = true;
        times.over(endsAtNanos());
        ServedVersion served = version;
        if (served == null) {
            loop.telemetry().unroutable(status(), outcome());
        } else {
            served.telemetry().ended(this);
        }
        ExchangeTrace traced = trace();
        if (traced != null) {
            traced.end(this, served == null ? null : served.route().version(), times.waitedNanos());
        }
        loop.ended();
        Onlooker looking = onlooker;
        if (looking != null) {
            looking.onExchangeEnd();
        }
    }

    boolean isDecided() {
        return outcome != null;
    }

    /** Whether an upstream was chosen for it. */
    boolean wasForwarded() {
        return upstream != null;
    }

    /** Whether a body follows the request's head, and how long it says it is. */
    RequestLength length() {
        return length;
    }

    // --- what is known of it -----------------------------------------------------------------------------------------

    /** What it is as a gRPC call, or null where it is none. */
    @Nullable
    GrpcCall grpc() {
        return grpc;
    }

    /** Who looks on as it passes, or null. Known once it is {@link #admitted}. */
    @Nullable
    Onlooker onlooker() {
        return onlooker;
    }

    /** The route it was given, or null where there is none. */
    @Nullable
    ModelRoute model() {
        return model;
    }

    /** The version that serves it, or null where none was chosen. */
    @Nullable
    ServedVersion version() {
        return version;
    }

    @Override
    public @Nullable String upstream() {
        Upstream last = upstream;
        return last == null ? null : last.whereabouts();
    }

    @Override
    public @Nullable String caller() {
        ModelRoute route = model;
        return route == null
                ? null
                : route.settings().callerNames().of(tokenHolder, request().headers());
    }

    @Override
    public int retries() {
        return retries;
    }

    @Override
    public Track track() {
        return track;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public Outcome outcome() {
        Outcome known = outcome;
        if (known == null) {
            throw new IllegalStateException("the exchange has not been decided");
        }
        return known;
    }

    @Override
    public long requestBytes() {
        return requestBytes;
    }

    @Override
    public long responseBytes() {
        return responseBytes;
    }

    /** Gives its place back, if it holds one. */
    void leaveGate() {
        ServedVersion served = version;
        if (holdsPlace && served != null) {
            holdsPlace = false;
            served.gate().leave();
        }
    }
}
