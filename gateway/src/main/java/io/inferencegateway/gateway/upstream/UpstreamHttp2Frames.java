package io.inferencegateway.gateway.upstream;

import io.inferencegateway.gateway.wire.Http2RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.concurrent.TimeUnit;

/**
 * Gives each frame of an upstream to the stream that it is for, and counts those that are for none. Owner: the
 * connection's event loop.
 */
final class UpstreamHttp2Frames extends Http2EventAdapter {
    private static final int MOST_FRAMES_TO_NO_END = 10_000;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final UpstreamHttp2Connection connection;
    private long windowStartNanos = System.nanoTime();
    private int framesToNoEnd;

    UpstreamHttp2Frames(UpstreamHttp2Connection connection) {
        this.connection = connection;
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
        onHeadersRead(ctx, streamId, headers, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        connection.onMessage();
        UpstreamHttp2Stream exchange = connection.exchangeOf(streamId);
        if (exchange == null) {
            return;
        }
        if (exchange.awaitsHead()) {
            exchange.readHead(headers, endOfStream);
        } else {
            exchange.readTrailers(Http2RequestHead.trailersOf(streamId, headers));
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream)
            throws Http2Exception {
        connection.onMessage();
        UpstreamHttp2Stream exchange = connection.exchangeOf(streamId);
        return exchange == null ? data.readableBytes() + padding : exchange.readData(data, padding, endOfStream);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
        connection.onMessage();
        UpstreamHttp2Stream exchange = connection.exchangeOf(streamId);
        if (exchange != null) {
            boolean refused = errorCode == Http2Error.REFUSED_STREAM.code();
            exchange.onClosed(refused ? UpstreamLoss.REFUSED : UpstreamLoss.CLOSED_BEFORE_ANSWER);
        }
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        countToNoEnd();
        connection.onSettings(ctx, settings);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int windowSizeIncrement) {
        UpstreamHttp2Stream exchange = connection.exchangeOf(streamId);
        if (exchange != null) {
            exchange.windowOpened();
        }
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        countToNoEnd();
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        countToNoEnd();
    }

    @Override
    public void onPriorityRead(
            ChannelHandlerContext ctx, int streamId, int streamDependency, short weight, boolean exclusive)
            throws Http2Exception {
        countToNoEnd();
    }

    @Override
    public void onUnknownFrame(
            ChannelHandlerContext ctx, byte frameType, int streamId, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        countToNoEnd();
    }

    private void countToNoEnd() throws Http2Exception {
        if (++framesToNoEnd <= MOST_FRAMES_TO_NO_END) {
            return;
        }
        long now = System.nanoTime();
        if (now - windowStartNanos < WINDOW_NANOS) {
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many frames to no end");
        }
        windowStartNanos = now;
        framesToNoEnd = 0;
    }
}
