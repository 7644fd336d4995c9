package io.inferencegateway.gateway.notify;

import io.inferencegateway.gateway.config.NotificationSettings.Receiver;
import io.inferencegateway.gateway.config.NotificationSettings.Topic;
import io.inferencegateway.gateway.config.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * PagerDuty's Events API v2: an incident is triggered, acknowledged and resolved under one {@code dedup_key}. The routing
 * key joins an event when it is sent, so that none is stored.
 */
final class PagerDutyChannel implements Channel {
    private static final int SUMMARY = 1_024;

    private final URI url;
    private final @Nullable Secret routingKey;

    PagerDutyChannel(Receiver receiver) {
        this.url = Channel.below(receiver.url(), "/v2/enqueue");
        this.routingKey = receiver.secret();
    }

    @Override
    public Optional<String> shape(Announcement announcement) {
        return letters(announcement).stream().findFirst();
    }

    @Override
    public List<String> letters(Announcement announcement) {
        List<String> events = new ArrayList<>();
        if (announcement.event().equals("acknowledged")) {
            events.add(event("acknowledge", alertKey(announcement.labels())).encode());
        }
        for (Announcement.Condition condition : announcement.conditions()) {
            String key = announcement.topic() == Topic.ALERTS
                            && announcement.labels().containsKey("rule")
                    ? alertKey(announcement.labels())
                    : key(condition);
            events.add(
                    condition.holds()
                            ? trigger(key, announcement, condition).encode()
                            : event("resolve", key).encode());
        }
        return events;
    }

    @Override
    public String body(Letter letter) {
        JsonObject event = new JsonObject(letter.body());
        return (routingKey == null ? event : event.put("routing_key", routingKey.reveal())).encode();
    }

    @Override
    public URI url() {
        return url;
    }

    private static JsonObject event(String action, String key) {
        return new JsonObject().put("event_action", action).put("dedup_key", key);
    }

    private static JsonObject trigger(String key, Announcement announcement, Announcement.Condition condition) {
        JsonObject details = new JsonObject().put("reason", announcement.reason());
        announcement.facts().forEach(details::put);
        JsonObject payload = new JsonObject()
                .put("summary", Texts.cut(announcement.title(), SUMMARY))
                .put("source", "inference-gateway")
                .put("severity", severity(announcement.severity()))
                .put("timestamp", announcement.time().toString())
                .put("class", condition.name())
                .put("custom_details", details);
        if (announcement.model() != null) {
            payload.put("component", announcement.model());
        }
        if (announcement.labels().containsKey("owner")) {
            payload.put("group", announcement.labels().get("owner"));
        }
        JsonObject event =
                event("trigger", key).put("client", "Inference Gateway").put("payload", payload);
        if (announcement.link() != null) {
            event.put("client_url", announcement.link());
        }
        return announcement.runbook() == null
                ? event
                : event.put(
                        "links",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("href", announcement.runbook())
                                        .put("text", "Runbook")));
    }

    private static String severity(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "critical";
            case WARNING -> "warning";
            case INFO, GOOD -> "info";
        };
    }

    private static String alertKey(Map<String, String> labels) {
        return "igw/" + labels.get("monitor") + "/" + labels.get("rule");
    }

    private static String key(Announcement.Condition condition) {
        Map<String, String> labels = condition.labels();
        return "igw/" + condition.name() + "/" + labels.getOrDefault("model", "") + "/"
                + labels.getOrDefault("version", "");
    }
}
