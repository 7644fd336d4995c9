package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.wire.StrictRequestDecoder;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** How the sockets of the traffic listeners are set: what callers may speak there, and the limits of each protocol. */
final class CallerProtocols {
    private static final int ACCEPT_BACKLOG = 4096;

    /** The header list of RFC 9113, section 6.5.2; HTTP/1 has the same limit. */
    private static final int MAX_HEADER_LIST_BYTES = 60 * 1024;

    private static final int STREAM_WINDOW_BYTES = Http2Settings.DEFAULT_INITIAL_WINDOW_SIZE;
    private static final int CONNECTION_WINDOW_BYTES = 1 << 20;
    private static final int MAX_SMALL_CONTINUATIONS = 100;
    /** Netty's own limit is the net below {@link FloodGuard}, and stops those who make us reset their streams. */
    private static final int MAX_RESETS = 1_000;

    private static final int RESET_WINDOW_SECONDS = 10;
    /** Too short for any request line: whoever speaks HTTP/1 here is told to go. */
    private static final int NO_LINE = 1;

    private CallerProtocols() {}

    /** HTTP/1 in clear. An {@code Upgrade: h2c} is left alone. */
    static HttpServerOptions http1() {
        return StrictRequestDecoder.limits(common());
    }

    /** HTTP/2 in clear, with prior knowledge only. */
    static HttpServerOptions h2c(TrafficOptions options) {
        return http2(common().setHttp2ClearTextEnabled(true).setMaxInitialLineLength(NO_LINE), options);
    }

    /** HTTP/2 or HTTP/1 over TLS, as the caller chooses; who does not choose speaks HTTP/1. */
    static HttpServerOptions tls(ListenerTls tls, TrafficOptions options) {
        HttpServerOptions http = http2(StrictRequestDecoder.limits(common()), options)
                .setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setSslHandshakeTimeout(options.requestHeadTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        tls.writeTo(Objects.requireNonNull(http.getSslOptions()));
        return http;
    }

    private static HttpServerOptions http2(HttpServerOptions http, TrafficOptions options) {
        return http.setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(Http2Connection.MAX_STREAMS)
                        .setInitialWindowSize(STREAM_WINDOW_BYTES)
                        .setMaxHeaderListSize(MAX_HEADER_LIST_BYTES))
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
                .setHttp2MaxSmallContinuationFrames(MAX_SMALL_CONTINUATIONS)
                .setHttp2RstFloodMaxRstFramePerWindow(MAX_RESETS)
                .setHttp2RstFloodWindowDuration(RESET_WINDOW_SECONDS)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                // For the time before the connection is known to us, which takes the timer off.
                .setIdleTimeout((int) Math.max(1, options.requestHeadTimeout().toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    private static HttpServerOptions common() {
        return new HttpServerOptions()
                .setStrictThreadMode(true)
                .setTcpNoDelay(true)
                .setAcceptBacklog(ACCEPT_BACKLOG)
                .setIdleTimeout(0)
                .setHandle100ContinueAutomatically(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setMaxChunkSize(RequestPump.GATHER_BYTES);
    }
}
