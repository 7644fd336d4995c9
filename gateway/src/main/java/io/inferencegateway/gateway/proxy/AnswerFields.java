package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.wire.OwnFields;
import io.vertx.core.MultiMap;

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
}
