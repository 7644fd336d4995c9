package io.inferencegateway.gateway.alert;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * For a time, nobody is told of alerts that have these labels. Immutable.
 *
 * @param matchers at least one, names out of {@link #LABELS}; an alert must have all of them
 * @param from it begins then, even if it was made before
 * @param until it ends then, by itself
 * @param reason may be empty
 */
public record Silence(
        String id, Map<String, String> matchers, Instant from, Instant until, String reason, String actor) {
    /** What an alert can be told by. */
    public static final List<String> LABELS = List.of("monitor", "rule", "model", "version", "severity", "owner");

    public Silence {
        matchers = Collections.unmodifiableMap(new TreeMap<>(matchers));
        if (matchers.isEmpty() || !LABELS.containsAll(matchers.keySet())) {
            throw new IllegalArgumentException("a silence needs matchers out of " + LABELS);
        }
        if (!until.isAfter(from)) {
            throw new IllegalArgumentException("a silence ends after it begins");
        }
    }

    boolean isOver(Instant now) {
        return !now.isBefore(until);
    }

    public boolean isActive(Instant now) {
        return !now.isBefore(from) && !isOver(now);
    }

    /** Whether the alert is meant, at any time. */
    public boolean covers(Alert alert) {
        return matches(alert.labels());
    }

    boolean matches(Map<String, String> labels) {
        return matchers.entrySet().stream()
                .allMatch(matcher -> matcher.getValue().equals(labels.get(matcher.getKey())));
    }

    JsonObject encode() {
        JsonObject labels = new JsonObject();
        matchers.forEach(labels::put);
        return new JsonObject()
                .put("id", id)
                .put("matchers", labels)
                .put("from", from.toString())
                .put("until", until.toString())
                .put("reason", reason)
                .put("actor", actor);
    }

    /** @throws RuntimeException where it is no silence */
    static Silence decode(JsonObject json) {
        Map<String, String> matchers = new TreeMap<>();
        json.getJsonObject("matchers").forEach(each -> matchers.put(each.getKey(), (String) each.getValue()));
        return new Silence(
                json.getString("id"),
                matchers,
                Instant.parse(json.getString("from")),
                Instant.parse(json.getString("until")),
                json.getString("reason"),
                json.getString("actor"));
    }
}
