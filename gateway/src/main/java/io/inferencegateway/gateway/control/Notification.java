package io.inferencegateway.gateway.control;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An alert rule changed its state. Immutable.
 *
 * @param id rises with each notification, also over a restart
 * @param model whose version the monitor watches; null in what an earlier release stored, and {@code version} means nothing
 *     then
 * @param state {@code inactive}, {@code pending}, {@code firing} or {@code resolved}
 * @param value the metric at that moment, or null where there was no data
 */
public record Notification(
        long id,
        Instant time,
        @Nullable String model,
        int version,
        String monitor,
        String rule,
        String metric,
        String state,
        @Nullable Double value,
        double threshold,
        String severity) {

    /** What the admin API shows and the store keeps. */
    public JsonObject toJson() {
        JsonObject shown = webhookBody().put("id", id).put("severity", severity);
        return model == null ? shown : shown.put("model", model).put("version", version);
    }

    /** What a webhook gets. */
    JsonObject webhookBody() {
        return new JsonObject()
                .put("monitor", monitor)
                .put("rule", rule)
                .put("metric", metric)
                .put("state", state)
                .put("value", value)
                .put("threshold", threshold)
                .put("time", time.toString());
    }

    static Notification fromJson(JsonObject json) {
        return new Notification(
                json.getLong("id"),
                Instant.parse(json.getString("time")),
                json.getString("model"),
                json.getInteger("version", 0),
                json.getString("monitor"),
                json.getString("rule"),
                json.getString("metric"),
                json.getString("state"),
                json.getDouble("value"),
                json.getDouble("threshold"),
                json.getString("severity"));
    }
}
