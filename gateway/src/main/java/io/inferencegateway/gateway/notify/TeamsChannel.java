package io.inferencegateway.gateway.notify;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Optional;

/** A webhook of the Workflows app in Microsoft Teams: a message with one adaptive card. */
final class TeamsChannel implements Channel {
    private static final int LONGEST = 4_000;

    private final URI url;

    TeamsChannel(URI url) {
        this.url = url;
    }

    @Override
    public Optional<String> shape(Announcement announcement) {
        if (announcement.minor()) {
            return Optional.empty();
        }
        JsonArray body = new JsonArray()
                .add(paragraph(new JsonObject()
                        .put("type", "TextRun")
                        .put("text", Texts.cut(announcement.title(), LONGEST))
                        .put("size", "Large")
                        .put("weight", "Bolder")
                        .put("color", announcement.severity().cardColour())));
        if (!announcement.reason().isEmpty()) {
            body.add(paragraph(
                    new JsonObject().put("type", "TextRun").put("text", Texts.cut(announcement.reason(), LONGEST))));
        }
        JsonArray facts = new JsonArray();
        announcement
                .facts()
                .forEach((name, value) ->
                        facts.add(new JsonObject().put("title", name).put("value", Texts.cut(value, LONGEST))));
        facts.add(new JsonObject()
                .put("title", "time")
                .put("value", announcement.time().toString()));
        body.add(new JsonObject().put("type", "FactSet").put("facts", facts));
        JsonObject card = new JsonObject()
                .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
                .put("type", "AdaptiveCard")
                .put("version", "1.4")
                .put("msteams", new JsonObject().put("width", "Full"))
                .put("body", body);
        JsonArray actions = actions(announcement);
        if (!actions.isEmpty()) {
            card.put("actions", actions);
        }
        return Optional.of(new JsonObject()
                .put("type", "message")
                .put(
                        "attachments",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("contentType", "application/vnd.microsoft.card.adaptive")
                                        .putNull("contentUrl")
                                        .put("content", card)))
                .encode());
    }

    @Override
    public URI url() {
        return url;
    }

    /** A rich text, unlike a text block, takes no part of what others wrote for markup. */
    private static JsonObject paragraph(JsonObject run) {
        return new JsonObject().put("type", "RichTextBlock").put("inlines", new JsonArray().add(run));
    }

    private static JsonArray actions(Announcement announcement) {
        JsonArray actions = new JsonArray();
        if (announcement.runbook() != null) {
            actions.add(action("Runbook", announcement.runbook()));
        }
        if (announcement.link() != null) {
            actions.add(action("Console", announcement.link()));
        }
        return actions;
    }

    private static JsonObject action(String title, String url) {
        return new JsonObject()
                .put("type", "Action.OpenUrl")
                .put("title", title)
                .put("url", url);
    }
}
