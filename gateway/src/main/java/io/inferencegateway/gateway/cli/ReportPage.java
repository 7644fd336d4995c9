package io.inferencegateway.gateway.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A review as one HTML page without script, style sheet or picture from elsewhere: pure. */
final class ReportPage {
    private static final String STYLE =
            """
            body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1f26;background:#fff}
            h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem;border-bottom:1px solid #d5dae1}
            table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{padding:.15rem .8rem .15rem 0;text-align:left}
            .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:0 1.5rem;margin-top:.8rem}
            svg{width:100%;display:block;margin:.2rem 0 .8rem}figcaption{color:#55606e}figure{margin:0}
            .now{stroke:#0b62c4;fill:none;stroke-width:1.5}.before{stroke:#8b95a3;fill:none;stroke-width:1;stroke-dasharray:4 3}
            .axis{stroke:#d5dae1}text{font-size:11px;fill:#55606e}
            @media(prefers-color-scheme:dark){body{color:#e6e9ee;background:#14181d}.now{stroke:#6db3ff}h2{border-color:#333b45}}
            """;

    private ReportPage() {}

    static String of(Report report) {
        StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>Inference gateway review</title><style>\n"
                + STYLE + "</style></head><body>\n<h1>" + escaped(ReportText.title(report)) + "</h1>\n");
        if (report.versions().isEmpty()) {
            page.append("<p>No requests in this time, nor in the one before.</p>\n");
        }
        report.versions().forEach(version -> version(page, version));
        list(
                page,
                "Quality, as of now",
                report.quality().stream().map(QualityLine::of).toList(),
                "Not looked at.");
        events(page, report, "Rollouts", "rollout", "rollback");
        events(page, report, "Alerts", "alert");
        events(page, report, "Reloads, starts and stops", "reload", "start", "stop");
        return page.append("</body></html>\n").toString();
    }

    private static void version(StringBuilder page, Report.Version version) {
        JsonObject now = version.figures();
        JsonObject before = version.figuresBefore();
        page.append("<h2>")
                .append(escaped(version.model() + " " + version.number() + ", " + version.role()))
                .append("</h2>\n<table>\n");
        row(
                page,
                "requests",
                String.format(Locale.ROOT, "%,d", now.getLong("total_requests"))
                        + ReportText.change(now.getDouble("total_requests"), before.getDouble("total_requests")));
        row(
                page,
                "errors",
                ReportText.percent(now.getDouble("error_rate")) + ReportText.interval(now) + ", before "
                        + ReportText.percent(before.getDouble("error_rate")));
        for (String percentile : List.of("p50", "p95", "p99")) {
            row(page, percentile + " (before)", ReportText.both(now, before, percentile));
        }
        row(page, "error budget", ReportText.budget(version));
        page.append("</table>\n<div class=\"plots\">\n");
        plot(page, version, "request_rate", 1, "requests per second");
        plot(page, version, "p99_latency_ms", 1, "p99 in milliseconds");
        plot(page, version, "error_rate", 100, "errors in percent");
        page.append("</div>\n");
    }

    private static void row(StringBuilder page, String name, String value) {
        page.append("<tr><th>")
                .append(escaped(name))
                .append("</th><td>")
                .append(escaped(value))
                .append("</td></tr>\n");
    }

    private static void plot(StringBuilder page, Report.Version version, String key, double scale, String caption) {
        List<@Nullable Double> now = values(version.now(), key, scale);
        List<@Nullable Double> before = values(version.before(), key, scale);
        page.append("<figure><figcaption>")
                .append(escaped(caption))
                .append(" (dashed: the time before)</figcaption>")
                .append(SvgPlot.of(
                        caption,
                        now,
                        before,
                        ReportText.minute(version.now().getString("from")),
                        ReportText.minute(version.now().getString("to"))))
                .append("</figure>\n");
    }

    private static List<@Nullable Double> values(JsonObject series, String key, double scale) {
        JsonArray points = series.getJsonArray("points");
        List<@Nullable Double> values = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            Double value = points.getJsonObject(i).getDouble(key);
            values.add(value == null ? null : value * scale);
        }
        return values;
    }

    private static void events(StringBuilder page, Report report, String title, String... types) {
        list(page, title, report.events(types).stream().map(ReportText::event).toList(), "None.");
    }

    private static void list(StringBuilder page, String title, List<String> items, String without) {
        page.append("<h2>").append(escaped(title)).append("</h2>\n");
        if (items.isEmpty()) {
            page.append("<p>").append(without).append("</p>\n");
            return;
        }
        page.append("<ul>\n");
        items.forEach(item -> page.append("<li>").append(escaped(item)).append("</li>\n"));
        page.append("</ul>\n");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
