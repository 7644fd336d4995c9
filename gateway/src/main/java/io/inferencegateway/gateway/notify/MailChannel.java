package io.inferencegateway.gateway.notify;

import io.inferencegateway.gateway.config.NotificationSettings.Receiver;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A mail: a subject of one line, and the same in plain text and in simple HTML. */
final class MailChannel implements Channel {
    private static final int SUBJECT = 200;

    private final URI server;

    MailChannel(Receiver receiver) {
        this.server = receiver.url();
    }

    @Override
    public Optional<String> shape(Announcement announcement) {
        if (announcement.minor()) {
            return Optional.empty();
        }
        return Optional.of(new JsonObject()
                .put("subject", subject(announcement))
                .put("text", text(announcement))
                .put("html", html(announcement))
                .encode());
    }

    @Override
    public URI url() {
        return server;
    }

    /** Without anything that could end a line, and with it a field. */
    private static String subject(Announcement announcement) {
        String line = "[" + announcement.severity().label() + "] " + announcement.title();
        return Texts.cut(line.replaceAll("[\\p{Cntrl}\u2028\u2029]+", " "), SUBJECT);
    }

    private static String text(Announcement announcement) {
        StringBuilder text = new StringBuilder(announcement.title()).append("\n\n");
        if (!announcement.reason().isEmpty()) {
            text.append(announcement.reason()).append("\n\n");
        }
        announcement
                .facts()
                .forEach((name, value) ->
                        text.append(name).append(": ").append(value).append('\n'));
        text.append("time: ").append(announcement.time()).append('\n');
        append(text, "Runbook: ", announcement.runbook());
        append(text, "Console: ", announcement.link());
        return text.toString();
    }

    private static void append(StringBuilder text, String what, @Nullable String url) {
        if (url != null) {
            text.append(what).append(url).append('\n');
        }
    }

    private static String html(Announcement announcement) {
        StringBuilder html = new StringBuilder("<!DOCTYPE html><html><body style=\"font-family:sans-serif\">")
                .append("<h2 style=\"color:")
                .append(announcement.severity().colour())
                .append("\">")
                .append(escaped(announcement.title()))
                .append("</h2>");
        if (!announcement.reason().isEmpty()) {
            html.append("<p>").append(escaped(announcement.reason())).append("</p>");
        }
        html.append("<table>");
        for (Map.Entry<String, String> fact : announcement.facts().entrySet()) {
            row(html, fact.getKey(), fact.getValue());
        }
        row(html, "time", announcement.time().toString());
        html.append("</table>");
        link(html, "Runbook", announcement.runbook());
        link(html, "Console", announcement.link());
        return html.append("</body></html>").toString();
    }

    private static void row(StringBuilder html, String name, String value) {
        html.append("<tr><td>")
                .append(escaped(name))
                .append("</td><td>")
                .append(escaped(value))
                .append("</td></tr>");
    }

    private static void link(StringBuilder html, String text, @Nullable String url) {
        if (url != null) {
            html.append("<p><a href=\"")
                    .append(escaped(url))
                    .append("\">")
                    .append(text)
                    .append("</a></p>");
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
