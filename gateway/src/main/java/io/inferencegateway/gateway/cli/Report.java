package io.inferencegateway.gateway.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What a review is made of. Immutable by convention.
 *
 * @param length of the time, and of the one before it
 * @param versions those that served in either, last those that left the configuration
 * @param events of the time, oldest first, as the admin API tells them
 * @param quality the newest report of each model whose quality is looked at, as the admin API tells it
 */
record Report(
        Instant from,
        Instant to,
        Duration length,
        List<Version> versions,
        List<JsonObject> events,
        List<JsonObject> quality) {
    /** What part of all requests may go wrong: availability of 99.9 %. */
    static final double BUDGET = 0.001;

    private static final int POINTS = 168;
    private static final int MOST_EVENTS = 5_000;

    /**
     * One version.
     *
     * @param now its series over the time, as the admin API gives it
     * @param before the same over the time before
     */
    record Version(String model, int number, String role, JsonObject now, JsonObject before) {
        JsonObject figures() {
            return now.getJsonObject("summary");
        }

        JsonObject figuresBefore() {
            return before.getJsonObject("summary");
        }

        boolean served() {
            return figures().getLong("total_requests") + figuresBefore().getLong("total_requests") > 0;
        }

        /** Which part of the errors that were allowed happened; 1 is all of them. */
        double budgetUsed() {
            long total = figures().getLong("total_requests");
            return total == 0 ? 0 : figures().getLong("error_count") / (BUDGET * total);
        }
    }

    static Report fetch(AdminClient client, Instant now, Duration length) {
        Instant to = now.truncatedTo(ChronoUnit.SECONDS);
        Instant from = to.minus(length);
        long step = Math.max(60, length.toSeconds() / POINTS / 60 * 60);
        List<Version> found = new ArrayList<>();
        JsonArray models = client.get("/api/v1/models").getJsonArray("models");
        for (int i = 0; i < models.size(); i++) {
            JsonObject model = models.getJsonObject(i);
            JsonArray each = model.getJsonArray("versions");
            for (int j = 0; j < each.size(); j++) {
                JsonObject version = each.getJsonObject(j);
                found.add(version(client, model.getString("id"), version, from, to, step));
            }
        }
        JsonArray known = client.get("/api/v1/history/versions").getJsonArray("versions");
        for (int i = 0; i < known.size(); i++) {
            JsonObject past = known.getJsonObject(i);
            if (!past.getBoolean("configured")) {
                found.add(version(client, past.getString("model"), past.put("role", "gone"), from, to, step));
            }
        }
        List<Version> versions = found.stream().filter(Version::served).toList();
        List<JsonObject> events = new ArrayList<>();
        JsonArray told = client.get("/api/v1/events/history?from=" + from + "&to=" + to + "&limit=" + MOST_EVENTS)
                .getJsonArray("events");
        for (int i = 0; i < told.size(); i++) {
            events.add(told.getJsonObject(i));
        }
        return new Report(from, to, length, versions, List.copyOf(events), quality(client));
    }

    private static List<JsonObject> quality(AdminClient client) {
        return client.get("/api/v1/quality/reports").getJsonArray("reports").stream()
                .map(each -> ((JsonObject) each).getString("model"))
                .map(model -> client.get("/api/v1/quality/reports/" + AdminClient.segment(model)))
                .toList();
    }

    private static Version version(
            AdminClient client, String model, JsonObject version, Instant from, Instant to, long step) {
        int number = version.getInteger("version");
        String series = "/api/v1/models/" + AdminClient.segment(model) + "/versions/" + number + "/series?step=" + step;
        Instant before = from.minus(Duration.between(from, to));
        return new Version(
                model,
                number,
                version.getString("role"),
                client.get(series + "&from=" + from + "&to=" + to),
                client.get(series + "&from=" + before + "&to=" + from));
    }

    List<JsonObject> events(String... types) {
        return events.stream()
                .filter(event -> List.of(types).contains(event.getString("type")))
                .toList();
    }

    JsonObject toJson() {
        JsonArray each = new JsonArray();
        versions.forEach(version -> each.add(new JsonObject()
                .put("model", version.model())
                .put("version", version.number())
                .put("role", version.role())
                .put("summary", version.figures())
                .put("before", version.figuresBefore())
                .put("budget_used", version.budgetUsed())));
        return new JsonObject()
                .put("from", from.toString())
                .put("to", to.toString())
                .put("versions", each)
                .put("events", new JsonArray(events))
                .put("quality", new JsonArray(quality));
    }
}
