package io.inferencegateway.gateway.cli;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A review as lines of text: pure. */
final class ReportText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int MOST_EVENTS = 20;

    private ReportText() {}

    static List<String> lines(Report report, Screen screen) {
        List<String> lines = new ArrayList<>();
        lines.add(screen.colour(Screen.Colour.BOLD, title(report)));
        lines.add("");
        if (report.versions().isEmpty()) {
            lines.add("no requests in this time, nor in the one before");
        }
        for (Report.Version version : report.versions()) {
            lines.add(
                    screen.colour(Screen.Colour.BOLD, version.model() + " " + version.number()) + " " + version.role());
            JsonObject now = version.figures();
            JsonObject before = version.figuresBefore();
            lines.add("  requests  " + String.format(Locale.ROOT, "%,d", now.getLong("total_requests"))
                    + change(now.getDouble("total_requests"), before.getDouble("total_requests")));
            lines.add("  errors    " + percent(now.getDouble("error_rate")) + interval(now) + ", before "
                    + percent(before.getDouble("error_rate")));
            lines.add("  latency   p50 " + both(now, before, "p50") + "  p95 " + both(now, before, "p95") + "  p99 "
                    + both(now, before, "p99"));
            lines.add("  budget    " + budget(version));
        }
        lines.add("");
        lines.add("Quality, as of now: "
                + (report.quality().isEmpty()
                        ? "not looked at"
                        : report.quality().size()));
        report.quality().forEach(each -> lines.add("  " + QualityLine.of(each)));
        section(lines, report, "Rollouts", "rollout", "rollback");
        section(lines, report, "Alerts", "alert");
        section(lines, report, "Reloads, starts and stops", "reload", "start", "stop");
        return lines;
    }

    /** @param iso a moment as the API writes it */
    static String minute(String iso) {
        return TIME.format(Instant.parse(iso));
    }

    static String title(Report report) {
        return "Review of " + TIME.format(report.from()) + " to " + TIME.format(report.to())
                + " UTC, against the same time before";
    }

    private static void section(List<String> lines, Report report, String title, String... types) {
        List<JsonObject> events = report.events(types);
        lines.add("");
        lines.add(title + ": " + (events.isEmpty() ? "none" : String.valueOf(events.size())));
        events.stream().skip(Math.max(0, events.size() - MOST_EVENTS)).forEach(event -> lines.add("  " + event(event)));
    }

    static String event(JsonObject event) {
        String detail = event.getString("detail");
        return TIME.format(Instant.parse(event.getString("time"))) + "  " + event.getString("title")
                + (detail.isEmpty() ? "" : ": " + detail);
    }

    static String budget(Report.Version version) {
        return String.format(Locale.ROOT, "%.0f %% of the errors that 99.9 %% allows", 100 * version.budgetUsed());
    }

    static String interval(JsonObject figures) {
        return figures.getValue("error_rate_low") == null
                ? ""
                : " (" + percent(figures.getDouble("error_rate_low")) + " to "
                        + percent(figures.getDouble("error_rate_high")) + ")";
    }

    static String both(JsonObject now, JsonObject before, String percentile) {
        String key = percentile + "_latency_ms";
        return millis(now.getDouble(key)) + " (" + millis(before.getDouble(key)) + ")";
    }

    static String change(double now, double before) {
        return before == 0 ? ", none before" : String.format(Locale.ROOT, ", %+.0f %%", 100 * (now - before) / before);
    }

    static String percent(@Nullable Double fraction) {
        return fraction == null ? "–" : String.format(Locale.ROOT, "%.2f %%", 100 * fraction);
    }

    static String millis(@Nullable Double millis) {
        return millis == null ? "–" : String.format(Locale.ROOT, millis < 100 ? "%.1f ms" : "%.0f ms", millis);
    }
}
