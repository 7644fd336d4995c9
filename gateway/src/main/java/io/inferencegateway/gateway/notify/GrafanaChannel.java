package io.inferencegateway.gateway.notify;

import io.inferencegateway.gateway.config.NotificationSettings.Receiver;
import io.inferencegateway.gateway.config.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Grafana's annotations: a mark in every dashboard that asks for their tags; the end of a rollout marks all of its time. */
final class GrafanaChannel implements Channel {
    private static final int LONGEST = 4_000;

    private final URI url;
    private final @Nullable Secret token;

    GrafanaChannel(Receiver receiver) {
        this.url = Channel.below(receiver.url(), "/api/annotations");
        this.token = receiver.secret();
    }

    @Override
    public Optional<String> shape(Announcement announcement) {
        JsonArray tags =
                new JsonArray().add("igw").add(announcement.topic().label()).add(announcement.event());
        if (announcement.model() != null) {
            tags.add("model:" + announcement.model()).add("version:" + announcement.version());
        }
        String text = announcement.title() + (announcement.reason().isEmpty() ? "" : "\n" + announcement.reason());
        JsonObject annotation = new JsonObject();
        if (announcement.since() == null) {
            annotation.put("time", announcement.time().toEpochMilli());
        } else {
            annotation
                    .put("time", announcement.since().toEpochMilli())
                    .put("timeEnd", announcement.time().toEpochMilli());
        }
        return Optional.of(annotation
                .put("tags", tags)
                .put("text", Texts.cut(text, LONGEST))
                .encode());
    }

    @Override
    public URI url() {
        return url;
    }

    @Override
    public Map<String, String> fields(Letter letter, long nowSeconds) {
        return token == null ? Map.of() : Map.of("Authorization", "Bearer " + token.reveal());
    }
}
