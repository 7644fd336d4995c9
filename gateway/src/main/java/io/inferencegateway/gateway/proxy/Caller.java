package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.wire.Refusal;
import io.inferencegateway.gateway.wire.RequestLength;
import io.inferencegateway.gateway.wire.RequestTrailers;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The caller as one exchange meets it: a whole connection over HTTP/1, one stream of it over HTTP/2. Owner: its event
 * loop.
 */
interface Caller {
    /** The exchange in progress. */
    interface Listener {
        /** Everything that arrived in one go has been handled. */
        void onCallerBatchEnd();

        /** The caller has left. */
        void onCallerGone();

        /** The gateway stops: the connection is about to be closed. */
        void onCut();

        /** Bytes of the answer's body so far. */
        default long answerBytes() {
            return 0;
        }

        /** Whether the caller may have read the beginning of an answer. */
        default boolean isAnswering() {
            return answerBytes() > 0;
        }
    }

    /** To be called in the turn in which the request came. */
    static Caller of(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2 ? Http2Connection.callerOf(request) : Http1Caller.of(request);
    }

    /** What its head alone is to be refused for, or null. */
    @Nullable
    Refusal refusal();

    /** Whether a body follows the head, and how long it says it is. */
    RequestLength length(HttpServerRequest request);

    /** Where the trailers of its requests are found. */
    RequestTrailers trailers();

    /** When the first byte of the request whose head is complete now was read. */
    long firstByteNanos();

    /** An exchange begins to listen, in place of the one before. */
    void begin(Listener listener);

    /** The exchange is over; over HTTP/1 the next one may have begun already. */
    void end(Listener listener);

    /** Takes no more of the request's body from the caller, until {@link #readOn}. */
    default void holdBack(HttpServerRequest request) {
        request.pause();
    }

    /** Goes on with the request's body. */
    default void readOn(HttpServerRequest request) {
        request.resume();
    }

    /** Whether bytes are being handled right now, so that the end of the batch is still to come. */
    boolean inBatch();

    /** Gives the caller up. */
    void close();

    /** Gives up a caller whose framing is broken. */
    void closeGarbled();

    /**
     * Ends in the middle of an answer, so that it can't look whole.
     *
     * @param delimitedByClose whether only the end of the connection says where the answer ends
     */
    void breakOff(boolean delimitedByClose);

    /** Announces, in an answer whose head is still to be written, that it is the last one here. */
    void sayClose(HttpServerResponse response);

    /** Ends after an answer that came before the request's end. */
    void lingerThenClose(HttpServerRequest request);

    /**
     * Takes the whole connection out of HTTP, in favour of a tunnel: {@code end} gets every byte from here on, and the
     * exchange begins to listen anew.
     *
     * @return false if that can't be: the connection has other streams, or the caller sent more than its request
     */
    default boolean leaveHttp(TunnelEnd end) {
        return false;
    }

    /** Whether a failed request body means that the caller has left, rather than that its framing is broken. */
    boolean isGone(Throwable fault);
}
