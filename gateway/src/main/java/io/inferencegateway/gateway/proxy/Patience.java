package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.grpc.GrpcCall;
import io.inferencegateway.gateway.route.RouteSettings;
import java.util.concurrent.TimeUnit;

/**
 * How long one exchange waits for whom: it is told what happens, and tells in turn who took too long. Owner: the
 * exchange's event loop.
 */
final class Patience implements Timeouts.Listener {
    /** How long a caller that asked for 100 waits for the upstream's before it gets ours. */
    private static final long CONTINUE_MILLIS = 300;

    /**
     * How often in the idle time an upload that is held back is looked at. It is let go once the upstream has taken as much
     * as makes room for a good deal more; a slow upstream may need longer for that than it may be idle.
     */
    private static final int LOOKS_WHILE_IDLE = 8;

    private final TrafficLoop loop;
    private final Exchange exchange;
    private final RouteSettings settings;
    private final RequestBody body;
    private final Listener listener;
    private final Timeouts timeouts;

    /** Who is told that patience ran out. */
    interface Listener {
        /** Somebody took too long, and this is what it comes to. */
        void onFailure(ProxyFailure why);

        /** The caller has not read its answer for too long. */
        void onAnswerUnread();

        /** The answer takes so long to begin that another replica may be asked as well. */
        void onHedgeDue();

        /** The upstream has not told the caller to go on with its body. */
        void onContinueDue();
    }

    Patience(TrafficLoop loop, Exchange exchange, RouteSettings settings, RequestBody body, Listener listener) {
        this.loop = loop;
        this.exchange = exchange;
        this.settings = settings;
        this.body = body;
        this.listener = listener;
        this.timeouts = new Timeouts(loop.deadlines(), this, exchange.times().startNanos());
    }

    /** The exchange begins. */
    void begin() {
        timeouts.setNanos(Timeouts.Kind.TOTAL, exchange.times().startNanos(), Math.min(totalNanos(), callersNanos()));
        long slowAfterMicros = exchange.slowAfterMicros();
        if (slowAfterMicros >= 0) {
            timeouts.setNanos(
                    Timeouts.Kind.SLOW,
                    exchange.times().servedFromNanos(),
                    TimeUnit.MICROSECONDS.toNanos(slowAfterMicros));
        }
        if (!body.isEnded()) {
            watchBody();
        }
    }

    /** A gRPC call is a conversation: who has the next word is not for us to know, only how long nobody has had it. */
    private void watchBody() {
        long millis = settings.requestBodyTimeoutMillis();
        watch(
                Timeouts.Kind.REQUEST_BODY,
                exchange.grpc() == null ? millis : Math.max(millis, settings.idleTimeoutMillis()));
    }

    private long totalNanos() {
        return TimeUnit.MILLISECONDS.toNanos(settings.totalTimeoutMillis());
    }

    /** How long the caller of a gRPC call waits. */
    private long callersNanos() {
        GrpcCall call = exchange.grpc();
        return call == null ? Long.MAX_VALUE : call.timeoutNanos();
    }

    /** More of the request's body came. */
    void requestMoved() {
        watchBody();
        // Where it is not watched, nothing was sent yet, or the caller does not read its answer.
        if (timeouts.isPending(Timeouts.Kind.UPSTREAM_IDLE)) {
            watch(Timeouts.Kind.UPSTREAM_IDLE, settings.idleTimeoutMillis());
            if (!timeouts.isPending(Timeouts.Kind.UPLOAD_LOOK)) {
                watchUpload();
            }
        }
    }

    /** The request's body is whole. */
    void requestEnded() {
        timeouts.clear(Timeouts.Kind.REQUEST_BODY);
        timeouts.clear(Timeouts.Kind.CONTINUE);
        timeouts.clear(Timeouts.Kind.UPLOAD_LOOK);
        if (exchange.times().awaitsAnswer()) {
            timeouts.clear(Timeouts.Kind.UPSTREAM_IDLE);
            watch(Timeouts.Kind.FIRST_BYTE, settings.firstByteTimeoutMillis());
        }
    }

    void connecting() {
        watch(Timeouts.Kind.CONNECT, settings.connectTimeoutMillis());
    }

    void connectEnded() {
        timeouts.clear(Timeouts.Kind.CONNECT);
    }

    /**
     * The head went out.
     *
     * @param whole whether the body went with it
     * @param expectsContinue whether the caller keeps its body back until it is told to go on
     */
    void sent(long nowNanos, boolean whole, boolean expectsContinue) {
        if (whole) {
            timeouts.setMillis(Timeouts.Kind.FIRST_BYTE, nowNanos, settings.firstByteTimeoutMillis());
            return;
        }
        timeouts.setMillis(Timeouts.Kind.UPSTREAM_IDLE, nowNanos, settings.idleTimeoutMillis());
        if (expectsContinue) {
            timeouts.setMillis(Timeouts.Kind.CONTINUE, nowNanos, CONTINUE_MILLIS);
        }
    }

    /** What was sent could be sent to another replica as well. */
    void mayHedge(long nowNanos) {
        timeouts.setMillis(Timeouts.Kind.HEDGE, nowNanos, settings.hedgeAfterMillis());
    }

    /** What was sent got no answer, and goes out again. */
    void retrying() {
        timeouts.clear(Timeouts.Kind.HEDGE);
        timeouts.clear(Timeouts.Kind.FIRST_BYTE);
        timeouts.clear(Timeouts.Kind.UPSTREAM_IDLE);
    }

    /** The upstream told the caller to go on. Answers whether the caller still waits for that. */
    boolean continued() {
        boolean waits = timeouts.isPending(Timeouts.Kind.CONTINUE);
        timeouts.clear(Timeouts.Kind.CONTINUE);
        return waits;
    }

    /** The head of the answer came. */
    void answered() {
        timeouts.clear(Timeouts.Kind.FIRST_BYTE);
        timeouts.clear(Timeouts.Kind.CONTINUE);
        timeouts.clear(Timeouts.Kind.HEDGE);
        answerMoved();
    }

    /** More of the answer came. */
    void answerMoved() {
        if (exchange.grpc() != null && !body.isEnded()) {
            watchBody();
        }
        watch(Timeouts.Kind.UPSTREAM_IDLE, settings.idleTimeoutMillis());
    }

    /** The caller's socket takes no more, and the upstream has to wait. */
    void answerStalled() {
        timeouts.clear(Timeouts.Kind.UPSTREAM_IDLE);
        watch(Timeouts.Kind.ANSWER_STALLED, settings.idleTimeoutMillis());
    }

    /** The caller reads again. */
    void answerResumed() {
        timeouts.clear(Timeouts.Kind.ANSWER_STALLED);
        answerMoved();
    }

    /** The upstream has said its last word; the caller has still to read it. */
    void answerEnded() {
        timeouts.clear(Timeouts.Kind.REQUEST_BODY);
        answerStalled();
    }

    /** Nobody is waited for any more. */
    void end() {
        timeouts.cancelAll();
    }

    @Override
    public void onOverdue(Timeouts.Kind kind) {
        switch (kind) {
            case TOTAL -> {
                if (exchange.isDecided()) {
                    listener.onAnswerUnread();
                } else {
                    boolean callers = callersNanos() < totalNanos();
                    listener.onFailure(callers ? ProxyFailure.DEADLINE_PASSED : ProxyFailure.TOTAL_TIMEOUT);
                }
            }
            case CONNECT -> listener.onFailure(ProxyFailure.CONNECT_TIMEOUT);
            case FIRST_BYTE -> listener.onFailure(ProxyFailure.FIRST_BYTE_TIMEOUT);
            case UPSTREAM_IDLE -> onUpstreamIdle();
            case UPLOAD_LOOK -> lookAtUpload();
            case REQUEST_BODY -> onBodyOverdue();
            case ANSWER_STALLED -> listener.onAnswerUnread();
            case SLOW -> onSlow();
            case CONTINUE -> listener.onContinueDue();
            case HEDGE -> listener.onHedgeDue();
        }
    }

    /** Whose clock goes off first, the caller's, ours or the upstream's, is chance: the version was too slow either way. */
    boolean callersTimeIsOver() {
        GrpcCall call = exchange.grpc();
        return call != null && call.isOver(System.nanoTime());
    }

    private void onSlow() {
        long now = loop.nowNanos();
        long leftNanos = exchange.slow(now);
        if (leftNanos > 0) {
            timeouts.setNanos(Timeouts.Kind.SLOW, now, leftNanos);
        }
    }

    private void onUpstreamIdle() {
        if (exchange.times().awaitsAnswer() && body.waitsForCaller()) {
            // The caller is the one who is late; its own limit watches over that.
            answerMoved();
        } else if (body.isEnded() || body.waitsForCaller()) {
            listener.onFailure(ProxyFailure.IDLE_TIMEOUT);
        } else {
            listener.onFailure(ProxyFailure.UPLOAD_STALLED);
        }
    }

    private void watchUpload() {
        watch(Timeouts.Kind.UPLOAD_LOOK, Math.max(1, settings.idleTimeoutMillis() / LOOKS_WHILE_IDLE));
    }

    private void lookAtUpload() {
        if (body.movesOn() && timeouts.isPending(Timeouts.Kind.UPSTREAM_IDLE)) {
            watch(Timeouts.Kind.UPSTREAM_IDLE, settings.idleTimeoutMillis());
        }
        watchUpload();
    }

    private void onBodyOverdue() {
        if (body.isEnded()) {
            return;
        }
        if (body.waitsForCaller()) {
            listener.onFailure(ProxyFailure.BODY_TOO_SLOW);
        } else {
            // It was told to wait: the upstream does not read.
            watchBody();
        }
    }

    private void watch(Timeouts.Kind kind, long millis) {
        timeouts.setMillis(kind, loop.nowNanos(), millis);
    }
}
