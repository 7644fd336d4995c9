package io.inferencegateway.gateway.upstream;

import io.inferencegateway.gateway.wire.WebSocketUpgrade;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * What carries one exchange to an upstream and its answer back: over HTTP/1.1 a whole connection, over HTTP/2 one stream
 * of it. Owner: the event loop of its pool. It comes from an {@link UpstreamPool}, carries one exchange, and ends by the answer's end, by
 * {@link #abandon}, or unused by {@link #giveBack}.
 */
public interface UpstreamStream {
    /**
     * Begins an exchange. {@code exchange} hears nothing before this call has returned to the event loop.
     *
     * @param head as HTTP/1.1 has it, framed
     * @param asked what the request asks to leave HTTP for, or null
     * @param body the whole body, or its beginning, or null; owned by the stream from now on
     * @param whole whether nothing follows
     * @param trailers of a whole chunked body
     */
    void send(
            UpstreamListener exchange,
            HttpRequest head,
            @Nullable WebSocketUpgrade asked,
            @Nullable ByteBuf body,
            boolean whole,
            HttpHeaders trailers);

    /**
     * Sends more of the body.
     *
     * @param chunk owned by the stream from now on
     */
    void write(ByteBuf chunk);

    /** @param trailers only for a chunked body */
    void endRequest(HttpHeaders trailers);

    /** Whether more of the body may be written; the listener hears when it may be again. */
    boolean isWritable();

    /**
     * Another number than before if the upstream has taken more of the body in between, as far as it shows, and nothing was
     * written meanwhile.
     */
    long taken();

    /** The upstream has to wait. What has been read already may still be heard. */
    void pauseReading();

    void resumeReading();

    /** Whether the whole connection is this exchange's, so that it may {@link #leaveHttp}. */
    boolean mayLeaveHttp();

    /** What comes from here on, and what has come behind the 101, is {@code end}'s. */
    void leaveHttp(ChannelHandler end);

    /** Gives the exchange up: the listener hears nothing more, and the upstream is told. */
    void abandon();

    /** Nobody wants it after all: nothing was sent. */
    void giveBack();
}
