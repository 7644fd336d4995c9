package io.inferencegateway.gateway.notify;

import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What holds now, over restarts, as the alerts that Alertmanager is reminded of. Owner: the control context. */
final class StandingConditions {
    /** Further ones are told once and not repeated. */
    static final int MOST = 2_000;

    private static final String KIND = "condition";
    private static final Logger LOG = LoggerFactory.getLogger(StandingConditions.class);

    private final WriteBehind stored;
    private final Map<String, JsonObject> byKey = new LinkedHashMap<>();

    private StandingConditions(WriteBehind stored) {
        this.stored = stored;
    }

    static Future<StandingConditions> load(StateStore store, WriteBehind behind) {
        StandingConditions standing = new StandingConditions(behind);
        return store.documents(KIND).map(stored -> {
            stored.forEach((key, document) -> {
                try {
                    standing.byKey.put(key, new JsonObject(document));
                } catch (RuntimeException e) {
                    LOG.error("stored condition cannot be read name={}", key, e);
                }
            });
            return standing;
        });
    }

    void note(Announcement announcement) {
        for (Announcement.Condition condition : announcement.conditions()) {
            String key = condition.key();
            if (!condition.holds()) {
                forget(key);
            } else if (byKey.size() < MOST || byKey.containsKey(key)) {
                JsonObject alert = alert(announcement, condition)
                        .put("topic", announcement.topic().label())
                        .put("routed", new JsonObject(new LinkedHashMap<>(announcement.labels())));
                byKey.put(key, alert);
                stored.put(KIND, key, alert.encode());
            }
        }
    }

    /** What still holds at {@code now}: alerts of Alertmanager's API, each with its {@code topic} and how it is {@code routed}. */
    Collection<JsonObject> at(Instant now) {
        List.copyOf(byKey.entrySet()).stream()
                .filter(entry -> isOver(entry.getValue(), now))
                .forEach(entry -> forget(entry.getKey()));
        return List.copyOf(byKey.values());
    }

    /** The labels by which it is routed; of one that an earlier release stored, those that it is sent with. */
    static Map<String, String> routed(JsonObject alert) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("topic", alert.getString("topic"));
        alert.getJsonObject("routed", alert.getJsonObject("labels"))
                .forEach(label -> labels.put(label.getKey(), String.valueOf(label.getValue())));
        return labels;
    }

    private void forget(String key) {
        if (byKey.remove(key) != null) {
            stored.delete(KIND, key);
        }
    }

    private static boolean isOver(JsonObject alert, Instant now) {
        String end = alert.getString("endsAt");
        return end != null && !Instant.parse(end).isAfter(now);
    }

    /** One alert of Alertmanager's API. */
    static JsonObject alert(Announcement announcement, Announcement.Condition condition) {
        JsonObject labels = new JsonObject().put("alertname", condition.name());
        condition.labels().forEach(labels::put);
        JsonObject annotations = new JsonObject().put("summary", announcement.title());
        if (!announcement.reason().isEmpty()) {
            annotations.put("description", announcement.reason());
        }
        if (announcement.runbook() != null) {
            annotations.put("runbook_url", announcement.runbook());
        }
        JsonObject alert = new JsonObject().put("labels", labels).put("annotations", annotations);
        if (announcement.link() != null) {
            alert.put("generatorURL", announcement.link());
        }
        if (!condition.holds()) {
            // Without a start, Alertmanager keeps the one it knows.
            return alert.put("endsAt", announcement.time().toString());
        }
        alert.put("startsAt", announcement.time().toString());
        return condition.longestMillis() == 0
                ? alert
                : alert.put(
                        "endsAt",
                        announcement
                                .time()
                                .plusMillis(condition.longestMillis())
                                .toString());
    }
}
