package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.trace.AttemptTrace;
import io.inferencegateway.gateway.upstream.UpstreamPool;
import io.inferencegateway.gateway.upstream.UpstreamStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One try at one replica, from being picked to being given back. Owner: the exchange's event loop. What its connecting
 * comes to after {@link #end} is nobody's business: a connection that arrives late goes to the pool.
 */
final class UpstreamAttempt implements UpstreamPool.Waiter {
    private static final int FIRST_SERVER_ERROR = 500;

    private final ServedVersion version;
    private final Upstream replica;
    private final @Nullable AttemptTrace trace;
    private final Listener listener;
    private long beganNanos;
    private boolean ended;

    /** Who wants the connection. */
    interface Listener {
        /** @param connectMicros how long it took; 0 for a connection that was there */
        void onReady(UpstreamAttempt attempt, UpstreamStream stream, long connectMicros);

        void onUnreachable(UpstreamAttempt attempt, Throwable cause);

        /** There is no replica to try: all are full, or nobody knows where they are. */
        void onFailure(ProxyFailure why);
    }

    /** @param trace of it, or null where it is not recorded */
    UpstreamAttempt(ServedVersion version, Upstream replica, @Nullable AttemptTrace trace, Listener listener) {
        this.version = version;
        this.replica = replica;
        this.trace = trace;
        this.listener = listener;
        replica.acquire();
    }

    /**
     * Tells the listener at once where an idle connection may be taken, else when there is one.
     *
     * @param fresh whether an idle one won't do: the next may be as dead as the one before
     * @return whether it is connecting
     */
    boolean open(boolean fresh, long connectTimeoutMillis) {
        UpstreamPool pool = version.pool(replica);
        UpstreamStream idle = pool.take(fresh);
        if (idle != null) {
            listener.onReady(this, idle, 0);
            return false;
        }
        beganNanos = System.nanoTime();
        pool.connect(connectTimeoutMillis, this);
        return true;
    }

    @Override
    public void onConnected(UpstreamStream stream) {
        if (ended) {
            stream.giveBack();
        } else {
            long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - beganNanos);
            listener.onReady(this, stream, micros);
        }
    }

    @Override
    public void onConnectFailed(Throwable cause) {
        if (!ended) {
            listener.onUnreachable(this, cause);
        }
    }

    Upstream replica() {
        return replica;
    }

    /** What a trace shows of it, or null where it is not recorded. */
    @Nullable
    AttemptTrace trace() {
        return trace;
    }

    /** The replica began to answer. */
    void answered(int status, long nowNanos) {
        if (trace != null) {
            trace.answered(status);
        }
        boolean success = status < FIRST_SERVER_ERROR;
        if (version.picker().answered(replica, success, nowNanos)) {
            version.telemetry().ejected(replica.authority());
        }
    }

    /** The replica showed that it is not there. */
    void failed(long nowNanos) {
        if (version.picker().failed(replica, nowNanos)) {
            version.telemetry().ejected(replica.authority());
        }
    }

    /** For the trace: what went wrong, from a closed set. */
    void blame(String how) {
        if (trace != null) {
            trace.failed(how);
        }
    }

    /** Nobody needs its answer any more. */
    void abandon() {
        if (trace != null && !ended) {
            trace.abandoned();
        }
        end();
    }

    /** Gives the replica back. A second call changes nothing. */
    void end() {
        if (!ended) {
            ended = true;
            replica.release();
            if (trace != null) {
                trace.end();
            }
        }
    }
}
