package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.admission.LoadLimit;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.RouteSettings;
import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.trace.AttemptTrace;
import io.inferencegateway.gateway.upstream.UpstreamStream;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.Track;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where one exchange is sent: to a replica of its version, once more where that can do no harm, and to stable in the place
 * of a canary that failed. Whether it can do no harm is for {@link Forwarding} to say, which knows what was sent and
 * answered; here it is counted. Owner: the exchange's event loop.
 */
final class Attempts {
    private static final int FIRST_CLIENT_ERROR = 400;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;

    private final TrafficLoop loop;
    private final Exchange exchange;
    private final RouteSettings settings;
    private final Patience patience;
    private final UpstreamAttempt.Listener listener;
    private ServedVersion version;
    private @Nullable UpstreamAttempt current;
    private @Nullable Hedge hedge;
    private boolean begun;
    private boolean retried;
    private String why = AttemptTrace.FIRST;
    private int searches;
    private int fullTries;

    Attempts(
            TrafficLoop loop,
            Exchange exchange,
            ServedVersion version,
            RouteSettings settings,
            Patience patience,
            UpstreamAttempt.Listener listener) {
        this.loop = loop;
        this.exchange = exchange;
        this.version = version;
        this.settings = settings;
        this.patience = patience;
        this.listener = listener;
    }

    /** The version that is tried. */
    ServedVersion version() {
        return version;
    }

    /** The try in progress, or null between two of them. */
    @Nullable
    UpstreamAttempt current() {
        return current;
    }

    /** The first try; only the first call counts. */
    void begin() {
        if (!begun) {
            tryReplica(null);
        }
    }

    /** Whether another replica could have it. */
    boolean hasOther() {
        return version.picker().upstreams().size() > 1;
    }

    /**
     * One more try with this version.
     *
     * @param avoid the replica that is to blame, or null where none is
     * @return false where it has had that or the budget is spent, and nothing has happened
     */
    boolean retry(String reason, @Nullable Upstream avoid) {
        if (retried || !loop.retries().tryRetry(loop.nowNanos())) {
            return false;
        }
        if (avoid != null) {
            failed();
        }
        if (current != null) {
            current.blame(reason);
        }
        loop.telemetry().retried(reason);
        end();
        why = reason;
        retried = true;
        exchange.retried();
        patience.retrying();
        tryReplica(avoid);
        return true;
    }

    /**
     * Who may answer in the place of a canary that failed: the version that was stable when the request came, once, and
     * only for a request that the split gave to the canary. Who named the version wants that one's answer, good or bad.
     *
     * @return null for nobody; otherwise one of the retry budget is taken, and {@link #rescue} follows
     */
    @Nullable
    ServedVersion rescuer() {
        ModelRoute model = exchange.model();
        if (model == null || !model.settings().rescue() || exchange.track() != Track.CANARY) {
            return null;
        }
        VersionRoute stable = model.versions().get(model.split().stable());
        return stable != null && loop.retries().tryRetry(loop.nowNanos()) ? loop.served(stable) : null;
    }

    /** Tries stable as if it had come first; the canary's failure stands in its books all the same. */
    void rescue(ServedVersion stable, int failedStatus, Outcome failure) {
        loop.telemetry().retried("rescue");
        exchange.rescued(failedStatus, failure, stable);
        version = stable;
        retried = false;
        why = AttemptTrace.RESCUE;
        patience.retrying();
        tryReplica(null);
    }

    private void tryReplica(@Nullable Upstream avoid) {
        begun = true;
        if (!version.hasReplica()) {
            findReplica();
            return;
        }
        Upstream replica = version.picker().pick(loop.nowNanos(), avoid);
        if (!hasRoom(replica)) {
            Upstream other = version.picker().pickOther(loop.nowNanos(), avoid, this::hasRoom);
            if (other == null) {
                exchange.triedOn(replica);
                listener.onFailure(ProxyFailure.UPSTREAMS_FULL);
                return;
            }
            replica = other;
        }
        exchange.triedOn(replica);
        UpstreamAttempt started =
                new UpstreamAttempt(version, replica, exchange.tries(why, version, replica), listener);
        current = started;
        if (started.open(retried, settings.connectTimeoutMillis())) {
            patience.connecting();
        }
    }

    /**
     * Asks a second replica as well. Both hold a place at theirs; the exchange holds its one place under the model's limit.
     *
     * @param head makes the request's head for a try
     * @param body all of it, or null
     */
    void hedge(
            Function<UpstreamAttempt, HttpRequest> head,
            @Nullable ByteBuf body,
            HttpHeaders trailers,
            Hedge.Listener exchangeListener) {
        UpstreamAttempt slow = current;
        if (slow == null || hedge != null) {
            return;
        }
        Upstream other = version.picker()
                .pickOther(loop.nowNanos(), slow.replica(), replica -> replica != slow.replica() && hasRoom(replica));
        if (other == null || other == slow.replica() || !loop.retries().tryRetry(loop.nowNanos())) {
            return;
        }
        loop.telemetry().retried("hedge");
        exchange.hedged();
        AttemptTrace trace = exchange.tries(AttemptTrace.HEDGE, version, other);
        Hedge begun = new Hedge(version, other, trace, head, body, trailers, exchangeListener);
        hedge = begun;
        begun.begin(settings.connectTimeoutMillis());
    }

    /** The second replica is the one that counts from now on, and the first is given back. */
    void hedgeWon() {
        Hedge winner = hedge;
        UpstreamAttempt slow = current;
        hedge = null;
        if (winner != null) {
            exchange.triedOn(winner.replica());
            current = winner.attempt();
        }
        if (slow != null) {
            slow.abandon();
        }
    }

    /** The stream of a second replica that may answer yet, now that the first has died; null where there is none. */
    @Nullable
    UpstreamStream takeOver() {
        Hedge second = hedge;
        if (second == null || !second.isUnderWay()) {
            return null;
        }
        if (current != null) {
            current.blame(ProxyError.CONNECTION_TERMINATED.token());
        }
        failed();
        UpstreamStream open = second.takeOver();
        hedgeWon();
        return open;
    }

    private boolean hasRoom(Upstream replica) {
        int limit = settings.connectionLimit();
        return limit == 0 || version.pool(replica).hasRoom(limit);
    }

    /**
     * The last place was taken by another loop in the meantime: nothing is wrong with the replica, so this costs no retry.
     *
     * @return whether another one has it now
     */
    boolean elsewhere(Upstream full) {
        if (current != null) {
            current.blame(ProxyError.CONNECTION_LIMIT_REACHED.token());
        }
        end();
        why = AttemptTrace.FULL;
        boolean more = ++fullTries < version.picker().upstreams().size();
        if (!more || version.picker().pickOther(loop.nowNanos(), full, this::hasRoom) == null) {
            return false;
        }
        tryReplica(full);
        return true;
    }

    /** The version's names have not been found yet, which takes a moment when they are new. */
    private void findReplica() {
        int search = ++searches;
        patience.connecting();
        loop.awaitReplicas(version.route(), () -> {
            if (search != searches) {
                return;
            }
            patience.connectEnded();
            version = loop.served(version.route());
            if (version.hasReplica()) {
                tryReplica(null);
            } else {
                listener.onFailure(ProxyFailure.UPSTREAM_NOT_FOUND);
            }
        });
    }

    private void dropHedge() {
        Hedge second = hedge;
        hedge = null;
        if (second != null) {
            second.cancel();
        }
    }

    /** The replica began to answer. */
    void answered(int status) {
        dropHedge();
        UpstreamAttempt answering = current;
        if (answering != null) {
            answering.answered(status, loop.nowNanos());
        }
        LoadLimit limit = loop.loadLimit(version, settings);
        if (limit == null) {
            return;
        }
        int inFlight = version.gate().inFlight();
        if (status == TOO_MANY_REQUESTS || status == SERVICE_UNAVAILABLE) {
            limit.refused(loop.nowNanos(), inFlight);
        } else if (status < FIRST_CLIENT_ERROR) {
            // An error may come at once, or for any reason but load.
            limit.took(System.nanoTime(), exchange.times().answerNanos(), inFlight);
        }
    }

    /** The exchange fails: what that says of the replica that has it. */
    void failed(ProxyFailure how) {
        if (current != null) {
            current.blame(how.error().token());
        }
        if (!how.countsForEjection()) {
            return;
        }
        failed();
        LoadLimit limit = loop.loadLimit(version, settings);
        if (limit != null && how == ProxyFailure.FIRST_BYTE_TIMEOUT) {
            long waitedNanos = TimeUnit.MILLISECONDS.toNanos(settings.firstByteTimeoutMillis());
            limit.took(loop.nowNanos(), waitedNanos, version.gate().inFlight());
        }
    }

    /** The replica showed that it is not there. */
    private void failed() {
        UpstreamAttempt failing = current;
        if (failing != null) {
            failing.failed(loop.nowNanos());
        }
    }

    /** The try in progress is over. */
    void end() {
        searches++;
        dropHedge();
        UpstreamAttempt over = current;
        current = null;
        if (over != null) {
            over.end();
        }
    }
}
