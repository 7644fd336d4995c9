package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.trace.AttemptTrace;
import io.inferencegateway.gateway.upstream.UpstreamListener;
import io.inferencegateway.gateway.upstream.UpstreamLoss;
import io.inferencegateway.gateway.upstream.UpstreamStream;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The same request at a second replica of the same version, while the first has not begun to answer (decision 0023). Who
 * answers first is heard: until this one does it keeps what befalls it to itself, and from then on it hands everything on.
 * Owner: the exchange's event loop.
 */
final class Hedge implements UpstreamAttempt.Listener, UpstreamListener {
    private static final int FIRST_SERVER_ERROR = 500;

    private final UpstreamAttempt attempt;
    private final Upstream replica;
    private final Function<UpstreamAttempt, HttpRequest> head;
    private final @Nullable ByteBuf body;
    private final HttpHeaders trailers;
    private final Listener exchange;
    private @Nullable UpstreamStream stream;
    private boolean won;
    private boolean over;

    /** The exchange that it is for. */
    interface Listener extends UpstreamListener {
        /** The second replica begins to answer: the first is to be let go, and the answer follows. */
        void onHedgeWon(UpstreamStream stream);
    }

    /**
     * @param replica another than the one that is slow
     * @param trace of it, or null where it is not recorded
     * @param head makes the request's head for a try
     * @param body all of it, or null
     */
    Hedge(
            ServedVersion version,
            Upstream replica,
            @Nullable AttemptTrace trace,
            Function<UpstreamAttempt, HttpRequest> head,
            @Nullable ByteBuf body,
            HttpHeaders trailers,
            Listener exchange) {
        this.replica = replica;
        this.head = head;
        this.body = body;
        this.trailers = trailers;
        this.exchange = exchange;
        this.attempt = new UpstreamAttempt(version, replica, trace, this);
    }

    void begin(long connectTimeoutMillis) {
        attempt.open(false, connectTimeoutMillis);
    }

    UpstreamAttempt attempt() {
        return attempt;
    }

    Upstream replica() {
        return replica;
    }

    /** Whether it can still answer in the place of the first, which has died. */
    boolean isUnderWay() {
        return stream != null && !over;
    }

    /** The first has died: whatever becomes of this one is the exchange's. */
    UpstreamStream takeOver() {
        UpstreamStream open = stream;
        if (open == null) {
            throw new IllegalStateException("nothing is under way");
        }
        won = true;
        return open;
    }

    /** The first has answered, or nobody wants an answer any more. */
    void cancel() {
        UpstreamStream open = stream;
        over = true;
        stream = null;
        attempt.abandon();
        if (open != null) {
            open.abandon();
        }
    }

    @Override
    public void onReady(UpstreamAttempt begun, UpstreamStream opened, long connectMicros) {
        stream = opened;
        opened.send(this, head.apply(begun), null, body, true, trailers);
    }

    @Override
    public void onUnreachable(UpstreamAttempt begun, Throwable cause) {
        over = true;
        begun.blame(ProxyFailure.ofConnect(cause).error().token());
        attempt.end();
    }

    @Override
    public void onFailure(ProxyFailure why) {
        throw new IllegalStateException("it has one");
    }

    @Override
    public void onInformational(int status, HttpHeaders headers) {
        if (won) {
            exchange.onInformational(status, headers);
        }
    }

    @Override
    public void onSwitched(HttpResponse answer) {
        exchange.onSwitched(answer);
    }

    @Override
    public void onHead(HttpResponse answer) {
        UpstreamStream open = stream;
        if (!won && open != null) {
            int status = answer.status().code();
            if (status >= FIRST_SERVER_ERROR) {
                // A replica that refuses at once must not outrun one that is about to answer.
                attempt.answered(status, System.nanoTime());
                attempt.end();
                cancel();
                return;
            }
            won = true;
            exchange.onHedgeWon(open);
        }
        exchange.onHead(answer);
    }

    @Override
    public void onBody(ByteBuf chunk) {
        exchange.onBody(chunk);
    }

    @Override
    public void onEnd(HttpHeaders answerTrailers) {
        exchange.onEnd(answerTrailers);
    }

    @Override
    public void onBatchEnd() {
        if (won) {
            exchange.onBatchEnd();
        }
    }

    @Override
    public void onWritable() {
        // All of the request went out at once.
    }

    @Override
    public void onLost(UpstreamLoss loss) {
        if (won) {
            exchange.onLost(loss);
        } else {
            over = true;
            stream = null;
            attempt.blame(ProxyFailure.ofLoss(loss).error().token());
            attempt.failed(System.nanoTime());
            attempt.end();
        }
    }
}
