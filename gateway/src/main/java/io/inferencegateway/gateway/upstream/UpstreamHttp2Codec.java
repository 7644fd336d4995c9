package io.inferencegateway.gateway.upstream;

import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;

/** HTTP/2 on the wire towards an upstream: Netty's codec, with the bounds that a proxy needs. */
final class UpstreamHttp2Codec
        extends AbstractHttp2ConnectionHandlerBuilder<UpstreamHttp2Connection, UpstreamHttp2Codec> {
    /** Frames of our own that wait because the upstream does not read. */
    private static final int MOST_QUEUED_CONTROL_FRAMES = 1_000;

    private static final int MOST_EMPTY_DATA_FRAMES = 100;
    private static final float REFILL_RATIO = 0.5f;

    private final UpstreamHttp2Pool pool;
    private final UpstreamHttp2Pool.Opening opening;

    private UpstreamHttp2Codec(UpstreamHttp2Pool pool, UpstreamHttp2Pool.Opening opening) {
        this.pool = pool;
        this.opening = opening;
    }

    /** A connection that tells {@code opening} what comes of it. */
    static UpstreamHttp2Connection connection(UpstreamHttp2Pool pool, UpstreamHttp2Pool.Opening opening) {
        Http2Connection streams = new DefaultHttp2Connection(false);
        // The window of the connection is refilled at once: only a stream's own window holds up a stream.
        streams.local().flowController(new DefaultHttp2LocalFlowController(streams, REFILL_RATIO, true));
        return new UpstreamHttp2Codec(pool, opening)
                .connection(streams)
                .initialSettings(new Http2Settings()
                        .pushEnabled(false)
                        .initialWindowSize(UpstreamHttp2Connection.STREAM_WINDOW)
                        .maxHeaderListSize(UpstreamHttp2Connection.MAX_HEAD))
                .encoderEnforceMaxQueuedControlFrames(MOST_QUEUED_CONTROL_FRAMES)
                .decoderEnforceMaxConsecutiveEmptyDataFrames(MOST_EMPTY_DATA_FRAMES)
                // So that what an upstream wants can be bounded before it is acknowledged.
                .autoAckSettingsFrame(false)
                .gracefulShutdownTimeoutMillis(0)
                .build();
    }

    @Override
    protected UpstreamHttp2Connection build(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        return new UpstreamHttp2Connection(pool, opening, decoder, encoder, settings);
    }
}
