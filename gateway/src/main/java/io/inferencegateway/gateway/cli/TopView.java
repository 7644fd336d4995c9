package io.inferencegateway.gateway.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The answer of {@code /api/v1/models} as lines of text: pure. */
final class TopView {
    private static final String HEADER = String.format(
            Locale.ROOT,
            "%-20s %-16s %-10s %8s %10s %8s %9s %9s %9s",
            "model",
            "version",
            "health",
            "traffic",
            "req/s",
            "errors",
            "p50 ms",
            "p95 ms",
            "p99 ms");

    private TopView() {}

    static List<String> lines(JsonObject models, Screen screen) {
        List<String> lines = new ArrayList<>();
        JsonArray list = models.getJsonArray("models");
        if (list.isEmpty()) {
            return List.of("no models: the configuration names none");
        }
        lines.add(screen.colour(Screen.Colour.BOLD, HEADER));
        for (int i = 0; i < list.size(); i++) {
            JsonObject model = list.getJsonObject(i);
            JsonArray versions = model.getJsonArray("versions");
            for (int j = 0; j < versions.size(); j++) {
                lines.add(line(model.getString("id"), versions.getJsonObject(j), screen));
            }
            JsonObject rollout = model.getJsonObject("rollout");
            if (rollout != null) {
                lines.add("  rollout " + RolloutTextView.summary(rollout));
            }
        }
        return lines;
    }

    private static String line(String model, JsonObject version, Screen screen) {
        JsonObject figures = version.getJsonObject("windows").getJsonObject("5m");
        JsonObject recent = version.getJsonObject("recent");
        return String.format(
                        Locale.ROOT,
                        "%-20s %-16s %s %8s %10s %8s %9s %9s %9s",
                        clipped(model, 20),
                        version.getInteger("version") + " " + version.getString("role"),
                        screen.health(version.getString("health")),
                        version.getString("weight"),
                        number(recent.getDouble("request_rate"), 1),
                        figures.getLong("total_requests") == 0
                                ? "–"
                                : number(figures.getDouble("error_rate") * 100, 1) + "%",
                        number(figures.getDouble("p50_latency_ms"), 1),
                        number(figures.getDouble("p95_latency_ms"), 1),
                        number(figures.getDouble("p99_latency_ms"), 1))
                + used(version.getJsonObject("resources"));
    }

    /** Nothing for a version that names no metrics. */
    private static String used(@Nullable JsonObject resources) {
        if (resources == null) {
            return "";
        }
        Double memory = resources.getDouble("memory_bytes");
        return String.format(
                Locale.ROOT,
                "  cpu %s  mem %s",
                number(resources.getDouble("cpu_cores"), 2),
                memory == null ? "–" : number(memory / (1 << 20), 0) + " MiB");
    }

    private static String number(@Nullable Double value, int decimals) {
        return value == null ? "–" : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String clipped(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
