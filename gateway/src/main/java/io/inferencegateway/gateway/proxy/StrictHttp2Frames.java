package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.wire.Http2RequestHead;
import io.inferencegateway.gateway.wire.Refusal;
import io.inferencegateway.gateway.wire.StrictRequestDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * Stands between Netty's HTTP/2 decoder, which has seen to the frames and to the state of each stream, and Vert.x, which
 * makes requests of them: the HTTP/2 counterpart of {@link StrictRequestDecoder}. Owner: the connection's event loop.
 */
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
        if (!connection.mayOpen()) {
            throw Http2Exception.streamError(streamId, Http2Error.REFUSED_STREAM, "too many streams");
        }
        String fault = Http2RequestHead.faultOf(headers);
        if (fault != null) {
            connection.refused(Refusal.GARBLED);
            throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, fault);
        }
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
