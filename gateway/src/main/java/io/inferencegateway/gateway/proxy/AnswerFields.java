package io.inferencegateway.gateway.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;

/** The gateway's own fields on an answer. */
final class AnswerFields {
    private AnswerFields() {}

    /** Says who served, where a version was chosen, and under which id. */
    static void addOwn(MultiMap fields, Exchange exchange) {
        ServedVersion version = exchange.version();
        if (version != null) {
            fields.add(OwnFields.MODEL_VERSION, version.number());
        }
        fields.add(OwnFields.REQUEST_ID, exchange.requestId());
    }

    /** Says that the connection ends with this answer. */
    static void sayClose(HttpServerResponse response) {
        MultiMap fields = response.headers();
        fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        // For an HTTP/1.0 caller Vert.x would write keep-alive over it at the last moment.
        response.headersEndHandler(last -> fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE));
    }
}
