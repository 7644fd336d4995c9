package io.inferencegateway.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportTest {
    private static final Instant FROM = Instant.parse("2026-11-18T00:00:00Z");
    private static final JsonObject QUALITY = new JsonObject(
            """
            {"model":"fraud","verdict":"drift","rows":1250,
             "baseline":{"source":"live","version":1,"rows":3120,"created_at":"2026-11-20T10:00:00Z","created_by":"anna","features":3},
             "features":[{"feature":"<i>income","score":0.412,"limit":0.2,"verdict":"drift"},
                         {"feature":"age","score":0.12,"limit":0.15,"verdict":"warning"},
                         {"feature":"still","score":0.01,"limit":0.15,"verdict":"ok"},
                         {"feature":"rare","score":null,"limit":0.15,"verdict":"unknown"}],
             "versions":[{"version":1,"rows":1000,"prediction":{"score":0.01,"limit":0.15,"verdict":"ok","against_stable":null}},
                         {"version":2,"rows":250,"prediction":{"score":null,"limit":0.15,"verdict":"unknown",
                           "against_stable":{"score":0.52,"limit":0.15,"verdict":"drift"}}},
                         {"version":3,"rows":9,"prediction":null}]}
            """);
    private static final Report REPORT = new Report(
            FROM,
            FROM.plus(Duration.ofDays(7)),
            Duration.ofDays(7),
            List.of(new Report.Version(
                    "fraud<b>",
                    2,
                    "stable",
                    series(2_000_000, 1_000, 40.0, null, 55.5),
                    series(1_000_000, 500, 50.0, 45.0, 44.0))),
            List.of(
                    event("rollback", "fraud 1 → 2 rolled back", "error-rate: 12 of 13 bad <script>"),
                    event("alert", "fraud-v1 p99 firing", "")),
            List.of(QUALITY));

    @Test
    void the_text_has_the_figures_against_those_before() {
        String text = String.join("\n", ReportText.lines(REPORT, plain()));

        assertThat(text)
                .contains("2026-11-18 00:00 to 2026-11-25 00:00 UTC")
                .contains("requests  2,000,000, +100 %")
                .contains("errors    0.05 % (0.04 % to 0.06 %), before 0.05 %")
                .contains("p99 48.0 ms (47.0 ms)")
                .contains("budget    50 % of the errors that 99.9 % allows")
                .contains("Quality, as of now: 1")
                .contains(
                        "fraud: drift, 1,250 rows against version 1, 3,120 rows, 3 features, frozen 2026-11-20T10:00:00Z by anna;"
                                + " <i>income 0.412 of 0.200, age 0.120 of 0.150, predictions of 2 against stable 0.520 of 0.150")
                .doesNotContain("still", "rare", "predictions of 1", "predictions of 3")
                .contains("Rollouts: 1")
                .contains("fraud 1 → 2 rolled back: error-rate")
                .contains("Reloads, starts and stops: none");
    }

    @Test
    void the_page_is_well_formed_has_no_script_and_escapes_what_it_shows() throws Exception {
        String page = ReportPage.of(REPORT);

        assertThat(page)
                .doesNotContain("<script")
                .doesNotContain("<b>")
                .contains("fraud&lt;b&gt;")
                .contains("Quality, as of now", "&lt;i&gt;income 0.412 of 0.200")
                .doesNotContain("http:")
                .doesNotContain("https:");
        for (String svg : page.split("(?=<svg)|(?<=</svg>)")) {
            if (svg.startsWith("<svg")) {
                assertThat(DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(new InputSource(new StringReader(svg)))
                                .getElementsByTagName("path")
                                .getLength())
                        .isEqualTo(3);
            }
        }
    }

    @Test
    void a_gap_in_the_figures_is_a_gap_in_the_line() {
        String svg = SvgPlot.of("p99", Arrays.asList(1.0, null, 2.0), List.of(), "9:00", "10:00");

        assertThat(svg).contains("d=\"M36.0 60.0h1M320.0 10.0h1\"", ">9:00<", ">10:00<");
    }

    @Test
    void a_gateway_that_served_nothing_is_reviewed_too() {
        Report nothing =
                new Report(FROM, FROM.plus(Duration.ofDays(1)), Duration.ofDays(1), List.of(), List.of(), List.of());

        assertThat(String.join("\n", ReportText.lines(nothing, plain()))).contains("no requests in this time");
        assertThat(ReportPage.of(nothing)).contains("No requests in this time");
        assertThat(nothing.toJson().getJsonArray("versions")).isEmpty();
    }

    private static JsonObject series(long total, long errors, Double... p99) {
        JsonArray points = new JsonArray();
        for (Double each : p99) {
            points.add(new JsonObject()
                    .put("request_rate", 3.5)
                    .put("p99_latency_ms", each)
                    .put("error_rate", each == null ? null : 0.0005));
        }
        return new JsonObject()
                .put("from", FROM.toString())
                .put("to", FROM.plus(Duration.ofDays(1)).toString())
                .put("points", points)
                .put(
                        "summary",
                        new JsonObject()
                                .put("total_requests", total)
                                .put("error_count", errors)
                                .put("error_rate", (double) errors / total)
                                .put("error_rate_low", 0.00043)
                                .put("error_rate_high", 0.00057)
                                .put("p50_latency_ms", 12.0)
                                .put("p95_latency_ms", 31.0)
                                .put("p99_latency_ms", total > 1_000_000 ? 48.0 : 47.0));
    }

    private static JsonObject event(String type, String title, String detail) {
        return new JsonObject()
                .put("time", "2026-11-20T14:02:11Z")
                .put("type", type)
                .put("title", title)
                .put("detail", detail);
    }

    private static Screen plain() {
        return Screen.of(new PrintWriter(new StringWriter()), false, name -> null);
    }
}
