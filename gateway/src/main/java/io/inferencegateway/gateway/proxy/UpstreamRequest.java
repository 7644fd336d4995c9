package io.inferencegateway.gateway.proxy;

import static io.vertx.core.http.HttpVersion.HTTP_1_0;

import io.inferencegateway.gateway.grpc.GrpcCall;
import io.inferencegateway.gateway.route.RouteSettings;
import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.UpstreamProtocol;
import io.inferencegateway.gateway.trace.ExchangeTrace;
import io.inferencegateway.gateway.wire.Peer;
import io.inferencegateway.gateway.wire.RequestLength;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.concurrent.TimeUnit;

/** The head of a request as an upstream gets it: target, Host, fields, and framing made anew. */
final class UpstreamRequest {
    private UpstreamRequest() {}

    /**
     * @param attempt that sends it
     * @param body as far as it has come
     */
    static HttpRequest head(
            TrafficLoop loop,
            Exchange exchange,
            ServedVersion version,
            RouteSettings settings,
            UpstreamAttempt attempt,
            RequestBody body) {
        Upstream replica = attempt.replica();
        HttpServerRequest request = exchange.request();
        HeadersMultiMap fields = HeadersMultiMap.httpHeaders();
        String asked = exchange.target().authority();
        String host = asked != null ? asked : request.getHeader(HttpHeaderNames.HOST);
        String configured = version.route().hostHeader();
        String upstreamHost = configured != null ? configured : host != null ? host : replica.authority();
        Peer peer = Peer.of(request.connection(), loop.trustedPeers());
        loop.hops()
                .copyRequest(
                        request.headers(), fields, peer, host, upstreamHost, exchange.requestId(), request.version());
        if (settings.tokens() != null) {
            // It was the proof for us, and is none of the upstream's business.
            fields.remove(HttpHeaderNames.AUTHORIZATION);
        }
        if (exchange.length().hasBody() && !fields.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            frame(fields, body.wholeLength());
        }
        if (version.route().protocol() == UpstreamProtocol.HTTP2 && takesTrailers(request)) {
            fields.add(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        }
        GrpcCall call = exchange.grpc();
        if (call != null) {
            passDeadline(call, fields, settings);
        }
        if (body.isEnded() || request.version() == HTTP_1_0) {
            fields.remove(HttpHeaderNames.EXPECT);
        }
        String uri = exchange.target().upstreamTarget(replica.basePath(), settings.keepPath());
        ExchangeTrace trace = exchange.trace();
        if (trace != null) {
            trace.writeTo(fields, attempt.trace(), uri);
        }
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, request.method().toNetty(), uri, fields);
    }

    /** The upstream gets what is left of the caller's time, or of ours if that is less. */
    private static void passDeadline(GrpcCall call, HeadersMultiMap fields, RouteSettings settings) {
        String left = call.timeLeft(System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(settings.totalTimeoutMillis()));
        if (left != null) {
            fields.set(GrpcCall.TIMEOUT, left);
        }
    }

    private static boolean takesTrailers(HttpServerRequest request) {
        for (String line : request.headers().getAll(HttpHeaderNames.TE)) {
            for (String coding : line.split(",", -1)) {
                if (HttpHeaderValues.TRAILERS.contentEqualsIgnoreCase(coding.trim())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the caller holds its body back until it is told to go on. */
    static boolean expectsContinue(HttpServerRequest request) {
        return request.version() != HTTP_1_0
                && HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(request.getHeader(HttpHeaderNames.EXPECT));
    }

    /** Whether the method only asks (RFC 9110, section 9.2.1), so that asking twice does no harm. */
    static boolean isSafe(HttpServerRequest request) {
        return switch (request.method().name()) {
            case "GET", "HEAD", "OPTIONS" -> true;
            default -> false;
        };
    }

    private static void frame(HeadersMultiMap fields, long length) {
        if (length != RequestLength.UNKNOWN) {
            fields.add(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
        } else {
            fields.add(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
    }
}
