package io.inferencegateway.gateway.notify;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Optional;

/**
 * A Slack incoming webhook: one attachment in the severity's colour that holds blocks, and a text for notifications.
 * Slack refuses what is too long, so every part is cut at its limit.
 */
final class SlackChannel implements Channel {
    private static final int HEADER = 150;
    private static final int SECTION = 2_900;
    private static final int FIELD = 1_900;
    private static final int MOST_FIELDS = 10;

    private final URI url;

    SlackChannel(URI url) {
        this.url = url;
    }

    @Override
    public Optional<String> shape(Announcement announcement) {
        if (announcement.minor()) {
            return Optional.empty();
        }
        JsonArray blocks = new JsonArray()
                .add(new JsonObject()
                        .put("type", "header")
                        .put("text", text("plain_text", Texts.cut(announcement.title(), HEADER))));
        if (!announcement.reason().isEmpty()) {
            blocks.add(new JsonObject()
                    .put("type", "section")
                    .put("text", text("mrkdwn", Texts.cut(escaped(announcement.reason()), SECTION))));
        }
        JsonArray fields = new JsonArray();
        announcement.facts().entrySet().stream()
                .limit(MOST_FIELDS)
                .forEach(fact -> fields.add(text(
                        "mrkdwn", Texts.cut("*" + escaped(fact.getKey()) + "*\n" + escaped(fact.getValue()), FIELD))));
        if (!fields.isEmpty()) {
            blocks.add(new JsonObject().put("type", "section").put("fields", fields));
        }
        blocks.add(new JsonObject()
                .put("type", "context")
                .put("elements", new JsonArray().add(text("mrkdwn", Texts.cut(footer(announcement), SECTION)))));
        return Optional.of(new JsonObject()
                .put("text", escaped(announcement.title()))
                .put(
                        "attachments",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("color", announcement.severity().colour())
                                        .put("blocks", blocks)))
                .encode());
    }

    @Override
    public URI url() {
        return url;
    }

    private static String footer(Announcement announcement) {
        StringBuilder footer = new StringBuilder(announcement.time().toString());
        if (announcement.runbook() != null) {
            footer.append("  ·  <").append(escaped(announcement.runbook())).append("|runbook>");
        }
        if (announcement.link() != null) {
            footer.append("  ·  <").append(escaped(announcement.link())).append("|console>");
        }
        return footer.toString();
    }

    private static JsonObject text(String type, String text) {
        return new JsonObject().put("type", type).put("text", text);
    }

    /** Slack's three control characters: unescaped, a text could mention everyone. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
