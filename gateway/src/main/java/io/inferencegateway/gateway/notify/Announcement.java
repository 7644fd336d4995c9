package io.inferencegateway.gateway.notify;

import io.inferencegateway.gateway.config.NotificationSettings.Topic;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened and that others are to hear of, before it has a receiver's shape. Immutable.
 *
 * @param type such as {@code rollout.paused} or {@code alert.firing}
 * @param minor whether people need not be told: machines get it all the same
 * @param since when that began which this ends, or null where it is a moment
 * @param model whom it concerns, with {@code version}; both null where no model is meant
 * @param title one line
 * @param reason why, in words; may be empty
 * @param facts further figures by their names, in order
 * @param runbook what to do about it, or null
 * @param link where to see it, or null
 * @param body what a plain webhook gets: one JSON object
 * @param conditions what begins or ceases to hold with it
 * @param labels by which it is routed: {@code topic}, {@code severity}, and what else is known of it
 */
public record Announcement(
        Topic topic,
        String type,
        Severity severity,
        boolean minor,
        Instant time,
        @Nullable Instant since,
        @Nullable String model,
        @Nullable Integer version,
        String title,
        String reason,
        Map<String, String> facts,
        @Nullable String runbook,
        @Nullable String link,
        String body,
        List<Condition> conditions,
        Map<String, String> labels) {
    public Announcement {
        labels = Map.copyOf(labels);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        conditions = List.copyOf(conditions);
    }

    /** One that is routed by what it is about and how much it matters. */
    public Announcement(
            Topic topic,
            String type,
            Severity severity,
            boolean minor,
            Instant time,
            @Nullable Instant since,
            @Nullable String model,
            @Nullable Integer version,
            String title,
            String reason,
            Map<String, String> facts,
            @Nullable String runbook,
            @Nullable String link,
            String body,
            List<Condition> conditions) {
        this(
                topic,
                type,
                severity,
                minor,
                time,
                since,
                model,
                version,
                title,
                reason,
                facts,
                runbook,
                link,
                body,
                conditions,
                labels(topic, severity, model, version));
    }

    private static Map<String, String> labels(
            Topic topic, Severity severity, @Nullable String model, @Nullable Integer version) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("topic", topic.label());
        labels.put("severity", severity.label());
        if (model != null) {
            labels.put("model", model);
        }
        if (version != null) {
            labels.put("version", version.toString());
        }
        return labels;
    }

    /** The last part of the type: {@code paused}, {@code firing}. */
    String event() {
        return type.substring(type.indexOf('.') + 1);
    }

    /**
     * Something that holds for a while, as Alertmanager knows it.
     *
     * @param name of the alert
     * @param labels that tell it from others of its name
     * @param holds whether it begins; otherwise it is over
     * @param longestMillis after which it is over by itself; 0 for never
     */
    public record Condition(String name, Map<String, String> labels, boolean holds, long longestMillis) {
        public Condition {
            labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        }

        /** The same for the beginning and the end of one condition. */
        String key() {
            return name + " " + new JsonObject(new LinkedHashMap<>(labels)).encode();
        }
    }
}
