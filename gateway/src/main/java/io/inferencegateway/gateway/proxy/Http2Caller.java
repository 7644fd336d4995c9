package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.wire.Refusal;
import io.inferencegateway.gateway.wire.RequestLength;
import io.inferencegateway.gateway.wire.RequestTrailers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * The caller of one exchange over HTTP/2: a stream. What costs an HTTP/1 caller its connection costs this one its stream.
 * Owner: the event loop of its connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a reset comes to shows in the stream's end
final class Http2Caller implements Caller {
    private final Http2Connection connection;
    private final int streamId;
    private final long firstByteNanos;
    private final boolean bodyFollows;
    private final @Nullable Refusal refusal;
    private final RequestTrailers trailers = new RequestTrailers();
    private @Nullable HttpServerRequest request;
    private @Nullable Listener exchange;
    private boolean closed;

    /**
     * @param bodyFollows whether the head did not end the stream
     * @param refusal what its head is to be refused for, or null
     */
    Http2Caller(
            Http2Connection connection,
            int streamId,
            long firstByteNanos,
            boolean bodyFollows,
            @Nullable Refusal refusal) {
        this.connection = connection;
        this.streamId = streamId;
        this.trailers.headDecoded();
        this.firstByteNanos = firstByteNanos;
        this.bodyFollows = bodyFollows;
        this.refusal = refusal;
    }

    /** The request that Vert.x has made of its head. */
    void bind(HttpServerRequest arrived) {
        request = arrived;
        arrived.response().closeHandler(end -> onStreamClosed());
    }

    @Override
    public @Nullable Refusal refusal() {
        return refusal;
    }

    int streamId() {
        return streamId;
    }

    @Override
    public RequestTrailers trailers() {
        return trailers;
    }

    @Override
    public RequestLength length(HttpServerRequest arrived) {
        return bodyFollows ? RequestLength.ofOpenBody(arrived.headers()) : RequestLength.NONE;
    }

    @Override
    public long firstByteNanos() {
        return firstByteNanos;
    }

    @Override
    public void begin(Listener listener) {
        exchange = listener;
        connection.begun(this);
    }

    /** An answer that is complete before the request is: the rest need not be sent (RFC 9113, section 8.1). */
    @Override
    public void end(Listener listener) {
        if (exchange != listener) {
            return;
        }
        exchange = null;
        HttpServerRequest own = request;
        if (own != null && own.response().ended() && !own.isEnded()) {
            reset(Http2Error.NO_ERROR);
        }
    }

    @Override
    public boolean inBatch() {
        return connection.inBatch();
    }

    @Override
    public void close() {
        reset(Http2Error.CANCEL);
    }

    @Override
    public void closeGarbled() {
        // The codec found the fault, and resets the stream with the error that names it.
    }

    @Override
    public void breakOff(boolean delimitedByClose) {
        reset(Http2Error.INTERNAL_ERROR);
    }

    @Override
    public void sayClose(HttpServerResponse response) {
        // The connection has a frame of its own for that.
    }

    @Override
    public void lingerThenClose(HttpServerRequest ended) {
        // The end of the exchange has seen to the stream already.
    }

    /** A protocol error of its own doing has reset the stream; anything else means that it reset or left. */
    @Override
    public boolean isGone(Throwable fault) {
        return !(fault instanceof Http2Exception);
    }

    /** Everything that arrived in one go has been handled. */
    void onBatchEnd() {
        Listener current = exchange;
        if (current != null) {
            current.onCallerBatchEnd();
        }
    }

    /** The caller left with its connection. */
    void gone() {
        Listener current = exchange;
        exchange = null;
        if (current != null) {
            current.onCallerGone();
        }
    }

    void cut() {
        Listener current = exchange;
        if (current != null) {
            current.onCut();
        }
    }

    private void reset(Http2Error error) {
        HttpServerRequest own = request;
        if (own != null && !closed) {
            CallerWrites.reset(own.response(), error.code());
        }
    }

    private void onStreamClosed() {
        closed = true;
        HttpServerRequest own = request;
        boolean answered = own != null && own.response().headWritten();
        boolean abandoned = exchange != null && !answered;
        // Where the answer is all written, its own future tells how that went.
        if (own != null && !own.response().ended()) {
            gone();
        }
        connection.streamClosed(this, abandoned);
    }
}
