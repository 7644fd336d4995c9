package io.inferencegateway.gateway.control;

import io.inferencegateway.monitoring.alert.AlertNotice;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An alert rule changed its state, or something else is to be told of it. Immutable.
 *
 * @param id rises with each notification, also over a restart
 * @param model whose version the monitor watches; null in what an earlier release stored, and {@code version} means nothing
 *     then
 * @param state {@code inactive}, {@code pending}, {@code firing} or {@code resolved}
 * @param value the metric at that moment, or null where there was no data
 * @param silencedBy the silence that kept it from receivers, or null
 * @param acknowledgedBy who has taken the alert on, or null
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
        AlertNotice notice,
        Event event,
        @Nullable String silencedBy,
        @Nullable String acknowledgedBy) {

    /** Why it is told. */
    public enum Event {
        /** The state is new. */
        CHANGE,
        /** It fires on, and was told some time ago. */
        REMINDER,
        /** It fires on, and the silence in which it began is over. */
        SILENCE_ENDED,
        /** Somebody has taken it on. */
        ACKNOWLEDGED;

        private final String label = name().toLowerCase(Locale.ROOT);

        public String label() {
            return label;
        }
    }

    public String severity() {
        return notice.severity();
    }

    /** The last part of an announcement's type. A change of state goes by its name, however late it is told. */
    String type() {
        return switch (event) {
            case CHANGE, SILENCE_ENDED -> state;
            case REMINDER, ACKNOWLEDGED -> event.label();
        };
    }

    /** What the admin API shows and the store keeps. */
    public JsonObject toJson() {
        JsonObject shown = figures()
                .put("id", id)
                .put("severity", notice.severity())
                .put("event", event.label())
                .put("owner", notice.owner())
                .put("summary", notice.summary())
                .put("mitigation", notice.mitigation())
                .put("silenced_by", silencedBy)
                .put("acknowledged_by", acknowledgedBy);
        if (notice.runbook() != null) {
            shown.put("runbook", notice.runbook());
        }
        return model == null ? shown : shown.put("model", model).put("version", version);
    }

    /** What a webhook gets: of a change, however late it is told, nothing but its figures. */
    JsonObject webhookBody() {
        return event == Event.REMINDER || event == Event.ACKNOWLEDGED
                ? figures().put("event", event.label())
                : figures();
    }

    private JsonObject figures() {
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
                new AlertNotice(
                        json.getString("severity"),
                        json.getString("owner"),
                        json.getString("summary", ""),
                        json.getString("mitigation", ""),
                        json.getString("runbook"),
                        null,
                        null),
                Event.valueOf(json.getString("event", "change").toUpperCase(Locale.ROOT)),
                json.getString("silenced_by"),
                json.getString("acknowledged_by"));
    }
}
