package io.inferencegateway.gateway.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import java.util.Map;

/** The gateway's own fields on an answer, and which trailers may follow one. */
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

    /** Relays the trailers that may be (RFC 9110, section 6.5.1): nothing that frames, routes or authenticates. */
    static void copyTrailers(HttpHeaders from, MultiMap to) {
        for (Map.Entry<String, String> trailer : from) {
            if (FieldRole.of(trailer.getKey()) == FieldRole.END_TO_END && FieldValues.isClean(trailer.getValue())) {
                to.add(trailer.getKey(), trailer.getValue());
            }
        }
    }
}
