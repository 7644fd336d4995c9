package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.wire.Http2RequestHead;
import io.inferencegateway.gateway.wire.Refusal;
import io.inferencegateway.gateway.wire.StrictRequestDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stands between Netty's HTTP/2 decoder, which has seen to the frames and to the state of each stream, and Vert.x, which
 * makes requests of them: the HTTP/2 counterpart of {@link StrictRequestDecoder}. Owner: the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a reset comes to shows in the connection's end
final class StrictHttp2Frames extends Http2FrameListenerDecorator {
    private final Http2Connection connection;
    private int lastStream;

    StrictHttp2Frames(Http2FrameListener vertx, Http2Connection connection) {
        super(vertx);
        this.connection = connection;
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        Http2Error refused = refusalOf(streamId, headers);
        if (refused != null) {
            refuse(ctx, streamId, refused);
            return;
        }
        boolean head = begin(streamId, headers, endOfStream);
        if (!connection.isSilenced()) {
            super.onHeadersRead(ctx, streamId, headers, padding, endOfStream);
        }
        end(head);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        // What it says of priorities has been deprecated, and is not for the answer (RFC 9113, section 5.3).
        onHeadersRead(ctx, streamId, headers, padding, endOfStream);
    }

    /** With what a stream is to be reset that no request begins on, or null. */
    private @Nullable Http2Error refusalOf(int streamId, Http2Headers headers) {
        if (connection.isSilenced() || streamId <= lastStream) {
            return null;
        }
        if (!connection.mayOpen()) {
            return Http2Error.REFUSED_STREAM;
        }
        if (Http2RequestHead.faultOf(headers) != null) {
            connection.refused(Refusal.GARBLED);
            return Http2Error.PROTOCOL_ERROR;
        }
        return null;
    }

    /**
     * Closes the stream at once. One that Vert.x has not heard of, and that waits for its reset to be written, is met by
     * Vert.x when the connection dies, and not expected.
     */
    private void refuse(ChannelHandlerContext ctx, int streamId, Http2Error error) {
        connection.headFinished();
        lastStream = streamId;
        Http2ConnectionHandler codec = (Http2ConnectionHandler) ctx.handler();
        codec.resetStream(ctx, streamId, error.code(), ctx.newPromise());
        Http2Stream stream = codec.connection().stream(streamId);
        if (stream != null) {
            stream.close();
        }
    }

    /** @return whether this is a request's head and not its trailers */
    private boolean begin(int streamId, Http2Headers headers, boolean endOfStream) throws Http2Exception {
        connection.headFinished();
        if (connection.isSilenced()) {
            return false;
        }
        if (streamId <= lastStream) {
            connection.trailersArrived(streamId, Http2RequestHead.trailersOf(streamId, headers));
            return false;
        }
        lastStream = streamId;
        Refusal refusal = Http2RequestHead.refusalOf(headers);
        Http2RequestHead.normalise(headers);
        connection.arrives(streamId, !endOfStream, refusal);
        return true;
    }

    private void end(boolean head) {
        if (head) {
            connection.arrived();
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream)
            throws Http2Exception {
        return connection.isSilenced()
                ? data.readableBytes() + padding
                : super.onDataRead(ctx, streamId, data, padding, endOfStream);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        connection.controlled();
        super.onPingRead(ctx, data);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        connection.controlled();
        super.onSettingsRead(ctx, settings);
    }

    @Override
    public void onPriorityRead(
            ChannelHandlerContext ctx, int streamId, int streamDependency, short weight, boolean exclusive) {
        connection.controlled();
    }

    @Override
    public void onUnknownFrame(
            ChannelHandlerContext ctx, byte frameType, int streamId, Http2Flags flags, ByteBuf payload) {
        connection.controlled();
    }
}
