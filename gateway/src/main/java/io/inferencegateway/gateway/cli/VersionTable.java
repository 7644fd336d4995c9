package io.inferencegateway.gateway.cli;

import io.inferencegateway.gateway.cli.Screen.Colour;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Stable and canary one above the other, over the last five minutes: pure. */
final class VersionTable {
    private static final int INDENT = 2;
    private static final int NAME = 11;
    private static final int HEALTH = 11;
    private static final String[] COLUMNS = {"weight", "requests", "req/s", "errors", "p50", "p95", "p99", "open"};
    private static final int[] WIDTHS = {7, 9, 7, 7, 7, 7, 7, 5};
    private static final int NARROWEST = 80;
    private static final int MOST_AIR = 3;

    private VersionTable() {}

    static List<String> lines(JsonArray versions, int stable, int canary, Screen screen, int width) {
        int air = Math.max(0, Math.min(MOST_AIR, (width - NARROWEST) / COLUMNS.length));
        List<String> lines = new ArrayList<>();
        lines.add(new Line(screen, width)
                .add(
                        Colour.GREY,
                        " ".repeat(INDENT) + "version" + " ".repeat(NAME - 7) + "health" + " ".repeat(HEALTH - 6))
                .add(Colour.GREY, row(COLUMNS, air))
                .toString());
        for (int number : new int[] {stable, canary}) {
            for (int i = 0; i < versions.size(); i++) {
                JsonObject version = versions.getJsonObject(i);
                if (version.getInteger("version") == number) {
                    lines.add(line(version, number == stable ? "stable" : "canary", air, screen, width));
                }
            }
        }
        return lines;
    }

    private static String line(JsonObject version, String role, int air, Screen screen, int width) {
        JsonObject figures = version.getJsonObject("windows").getJsonObject("5m");
        boolean none = figures.getLong("total_requests") == 0;
        String[] cells = {
            version.getString("weight"),
            count(figures.getLong("total_requests")),
            rate(version.getJsonObject("recent").getDouble("request_rate")),
            none ? "–" : RolloutTextView.percent(figures.getDouble("error_rate")),
            millis(figures.getDouble("p50_latency_ms")),
            millis(figures.getDouble("p95_latency_ms")),
            millis(figures.getDouble("p99_latency_ms")),
            version.getInteger("in_flight") == null ? "–" : count(version.getInteger("in_flight"))
        };
        String health = version.getString("health");
        return new Line(screen, width)
                .to(INDENT)
                .add(Colour.BOLD, version.getInteger("version") + " " + role)
                .to(INDENT + NAME)
                .add(Screen.colourOf(health), Screen.shapeOf(health) + " " + health)
                .to(INDENT + NAME + HEALTH)
                .add(row(cells, air))
                .toString();
    }

    private static String row(String[] cells, int air) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            row.append(" ".repeat(Math.max(1, WIDTHS[i] + air - Line.length(cells[i]))))
                    .append(cells[i]);
        }
        return row.toString();
    }

    private static String count(long count) {
        if (count < 100_000) {
            return String.format(Locale.ROOT, "%,d", count);
        }
        return count < 10_000_000
                ? String.format(Locale.ROOT, "%,dk", count / 1_000)
                : String.format(Locale.ROOT, "%,dM", count / 1_000_000);
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 1_000 ? "%.1f" : "%.0f", perSecond);
    }

    private static String millis(@Nullable Double millis) {
        if (millis == null) {
            return "–";
        }
        if (millis >= 10_000) {
            return String.format(Locale.ROOT, "%.1fs", millis / 1_000);
        }
        return String.format(Locale.ROOT, millis < 100 ? "%.1f" : "%.0f", millis) + "ms";
    }
}
