package io.inferencegateway.gateway.proxy;

import static io.vertx.core.http.HttpVersion.HTTP_1_0;
import static io.vertx.core.http.HttpVersion.HTTP_1_1;
import static io.vertx.core.http.HttpVersion.HTTP_2;

import io.inferencegateway.gateway.wire.WebSocketUpgrade;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.http.impl.headers.Http2HeadersAdaptor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The head of an upstream's answer as the caller gets it: status, fields, and framing made anew. */
final class AnswerHead {
    private AnswerHead() {}

    /**
     * Sets status and fields; nothing is written yet.
     *
     * @return false if a field can't go on the wire: the answer is garbled
     */
    static boolean relay(TrafficLoop loop, Exchange exchange, HttpResponse head, ResponsePump answer) {
        HttpServerResponse response = exchange.request().response();
        if (!loop.hops().copyResponse((MultiMap) head.headers(), response.headers(), versionOf(head))) {
            return false;
        }
        response.setStatusCode(head.status().code());
        // Vert.x knows the 304 that has no length by the constant, which a phrase of its own would replace.
        boolean knownByConstant = head.status().code() == 304;
        if (!knownByConstant && !head.status().reasonPhrase().equals(response.getStatusMessage())) {
            response.setStatusMessage(head.status().reasonPhrase());
        }
        AnswerFields.addOwn(response.headers(), exchange);
        if (!response.headers().contains(HttpHeaderNames.DATE)) {
            response.headers().add(HttpHeaderNames.DATE, loop.date());
        }
        frame(exchange.request(), response, HttpUtil.isContentLengthSet(head), answer);
        Onlooker onlooker = exchange.onlooker();
        if (onlooker != null) {
            onlooker.onAnswer(head);
            answer.show(onlooker);
        }
        return true;
    }

    /**
     * The head that opens a tunnel, as bytes: Vert.x would frame a body behind it.
     *
     * @return null if a field can't go on the wire: the answer is garbled
     */
    static @Nullable ByteBuf switching(TrafficLoop loop, Exchange exchange, HttpResponse head, WebSocketUpgrade asked) {
        HeadersMultiMap fields = HeadersMultiMap.httpHeaders();
        if (!loop.hops().copyResponse((MultiMap) head.headers(), fields, HTTP_1_1)) {
            return null;
        }
        asked.addTo(fields);
        AnswerFields.addOwn(fields, exchange);
        if (!fields.contains(HttpHeaderNames.DATE)) {
            fields.add(HttpHeaderNames.DATE, loop.date());
        }
        ByteBuf bytes = Unpooled.buffer(512);
        bytes.writeCharSequence("HTTP/1.1 101 Switching Protocols\r\n", StandardCharsets.US_ASCII);
        fields.encode(bytes, false);
        bytes.writeCharSequence("\r\n", StandardCharsets.US_ASCII);
        return bytes;
    }

    private static HttpVersion versionOf(HttpResponse head) {
        if (head.protocolVersion().majorVersion() == 2) {
            return HTTP_2;
        }
        return head.protocolVersion().minorVersion() == 0 ? HTTP_1_0 : HTTP_1_1;
    }

    private static void frame(
            HttpServerRequest request, HttpServerResponse response, boolean lengthKnown, ResponsePump answer) {
        int status = response.getStatusCode();
        boolean withoutBody = request.method().equals(HttpMethod.HEAD) || status == 204 || status == 304;
        boolean open = !withoutBody && !lengthKnown;
        boolean untilClose = open && request.version() == HTTP_1_0;
        if (open && !untilClose) {
            response.setChunked(true);
        }
        boolean mayHaveTrailers = !withoutBody && (request.version() == HTTP_2 || response.isChunked());
        answer.head(withoutBody, untilClose, mayHaveTrailers);
    }

    /** Relays 103 to a caller that can understand it. */
    static void relayHints(TrafficLoop loop, HttpServerRequest request, HttpHeaders fields) {
        if (request.version() == HTTP_1_0 || request.response().headWritten()) {
            return;
        }
        MultiMap hints = request.version() == HTTP_2
                ? new Http2HeadersAdaptor(new DefaultHttp2Headers())
                : HeadersMultiMap.httpHeaders();
        if (loop.hops().copyResponse((MultiMap) fields, hints, HTTP_1_1)) {
            CallerWrites.hints(request.response(), hints);
        }
    }
}
