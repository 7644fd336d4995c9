package io.inferencegateway.gateway.notify;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * One document on its way to one receiver. Immutable.
 *
 * @param number rises within a receiver: letters leave in this order
 * @param delivery a name of its own, the same in every attempt, so that a receiver can tell a repetition
 * @param type of the announcement
 * @param writtenAtMillis when it was announced
 * @param body JSON
 */
record Letter(long number, String delivery, String type, long writtenAtMillis, String body) {
    /** Sorts as a text the way the numbers sort. */
    String key(String receiver) {
        return receiver + "/" + String.format(Locale.ROOT, "%019d", number);
    }

    String encode() {
        return new JsonObject()
                .put("number", number)
                .put("delivery", delivery)
                .put("type", type)
                .put("written_at", writtenAtMillis)
                .put("body", body)
                .encode();
    }

    /** @throws RuntimeException where it is no letter */
    static Letter decode(String document) {
        JsonObject json = new JsonObject(document);
        return new Letter(
                json.getLong("number"),
                json.getString("delivery"),
                json.getString("type"),
                json.getLong("written_at"),
                json.getString("body"));
    }
}
