package io.inferencegateway.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of the live view, as a person sees them: {@code src/test/resources/watch} holds them to look at. */
class RolloutWatchViewTest {
    private static final Instant START = Instant.parse("2026-11-24T03:00:00Z");

    @Test
    void a_rollout_in_its_second_step_fits_eighty_columns() throws Exception {
        assertThat(frame(progressing(), 80, 40, null)).isEqualTo(golden("progressing-80.txt"));
    }

    @Test
    void a_wider_terminal_gets_longer_bars_and_more_air() throws Exception {
        assertThat(frame(progressing(), 120, 40, null)).isEqualTo(golden("progressing-120.txt"));
    }

    @Test
    void a_rollback_shows_why_and_what_to_do_now() throws Exception {
        assertThat(frame(rolledBack(), 80, 40, null)).isEqualTo(golden("rolled-back-80.txt"));
    }

    @Test
    void a_pending_rollout_waits_without_figures() throws Exception {
        assertThat(frame(pending(), 80, 40, null)).isEqualTo(golden("pending-80.txt"));
    }

    @Test
    void a_gateway_that_is_away_is_told_above_the_last_figures() throws Exception {
        String frame = frame(progressing(), 80, 40, "cannot reach the gateway at http://127.0.0.1:9901");

        assertThat(frame.lines().toList().get(1)).isEqualTo("▲ cannot reach the gateway at http://127.0.0.1:9901");
        assertThat(frame).contains("2 canary");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 79, 80, 81, 100, 120, 200})
    void no_line_is_wider_than_the_terminal(int columns) {
        for (JsonObject model : List.of(progressing(), rolledBack(), pending())) {
            assertThat(frame(model, columns, 40, null).lines())
                    .allSatisfy(line -> assertThat(Line.length(line)).as(line).isLessThanOrEqualTo(columns));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 10, 20, 24, 30})
    void a_frame_leaves_the_last_row_free_so_that_nothing_scrolls(int rows) {
        assertThat(frame(rolledBack(), 80, rows, null).lines()).hasSizeLessThan(rows);
    }

    @Test
    void colours_change_no_letter() {
        StringWriter out = new StringWriter();
        Screen coloured = new Screen(new PrintWriter(out), true, true);
        String frame = String.join("\n", lines(coloured, rolledBack(), 80, 40, null));

        assertThat(frame).contains("\u001b[31m■ critical\u001b[0m");
        assertThat(frame.replaceAll("\u001b\\[\\d+m", "").lines().map(String::stripTrailing))
                .containsExactlyElementsOf(
                        frame(rolledBack(), 80, 40, null).lines().toList());
    }

    @Test
    void what_an_operator_wrote_cannot_steer_the_terminal() {
        JsonObject model = rolledBack();
        model.getJsonObject("rollout").put("reason", "aborted: \u001b[2Jgone\u0007");

        assertThat(frame(model, 80, 40, null)).contains("aborted: ?[2Jgone?").doesNotContain("\u001b");
    }

    @Test
    void many_steps_show_those_around_the_current_one() {
        JsonObject model = progressing();
        JsonArray steps = new JsonArray();
        for (int i = 1; i <= 50; i++) {
            steps.add(new JsonObject().put("weight", 2 * i + "%").put("hold", "1m"));
        }
        model.getJsonObject("rollout").put("steps", steps).put("step", 20);

        String line = frame(model, 80, 40, null)
                .lines()
                .filter(each -> each.contains("steps"))
                .findFirst()
                .orElseThrow();
        assertThat(line)
                .contains("… ")
                .contains("✓ 40% 1m")
                .contains("● 42% 1m")
                .contains("○ 44% 1m");
    }

    @Test
    void gates_and_longest_holds_are_marked_and_what_waits_is_named() {
        JsonObject model = progressing();
        JsonArray steps = new JsonArray()
                .add(new JsonObject().put("weight", "5%").put("hold", "1m").put("gate", "evidence"))
                .add(new JsonObject().put("weight", "25%").put("hold", "5m").put("gate", "manual"));
        model.getJsonObject("rollout").put("steps", steps).put("pace", "automatic");
        model.put("waiting", new JsonObject().put("version", 3).put("reason", "waits: another rollout runs"));

        assertThat(frame(model, 100, 40, null))
                .contains("✓ 5% ≤ 1m")
                .contains("● 25% ≤ 5m then gate")
                .contains("next       version 3 waits: another rollout runs");
    }

    @Test
    void a_bar_is_empty_without_evidence_and_full_at_the_threshold() {
        assertThat(Bar.weightOfEvidence(0.3, 1_000)).isZero();
        assertThat(Bar.weightOfEvidence(31.6228, 1_000)).isCloseTo(0.5, org.assertj.core.data.Offset.offset(1e-4));
        assertThat(Bar.weightOfEvidence(1e300, 1_000)).isEqualTo(1);
        assertThat(Bar.filled(0, 10)).isEmpty();
        assertThat(Bar.filled(0.001, 10)).isEqualTo("▏");
        assertThat(Bar.filled(0.5, 3)).isEqualTo("█▌");
        assertThat(Bar.filled(1, 3)).isEqualTo("███");
        assertThat(Bar.filled(Double.NaN, 3)).isEmpty();
    }

    @Test
    void a_terminal_that_knows_no_size_counts_as_the_usual_one() {
        assertThat(Terminal.size("0 0\n")).isEqualTo(new Terminal.Size(80, 24));
        assertThat(Terminal.size("50 132\n")).isEqualTo(new Terminal.Size(132, 50));
        assertThat(Terminal.size("stty: not a tty")).isEqualTo(new Terminal.Size(80, 24));
    }

    private static String frame(JsonObject model, int columns, int rows, @Nullable String away) {
        Screen plain = new Screen(new PrintWriter(new StringWriter()), false, false);
        return String.join("\n", lines(plain, model, columns, rows, away)) + "\n";
    }

    private static List<String> lines(Screen screen, JsonObject model, int columns, int rows, @Nullable String away) {
        return RolloutWatchView.lines(model, new RolloutWatchView.Frame(screen, columns, rows, ZoneOffset.UTC, away));
    }

    private static String golden(String name) throws Exception {
        try (InputStream file = RolloutWatchViewTest.class.getResourceAsStream("/watch/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonObject progressing() {
        JsonObject rollout = rollout("progressing", "25%", 1, "step 1 passed: 412 answers certified")
                .put(
                        "evidence",
                        new JsonArray()
                                .add(test("error-rate", 1_284, 3, 0.42, 2_000, "ok"))
                                .add(test("latency-p99", 1_284, 21, 41.3, 2_000, "warning"))
                                .add(test("relative-to-stable", 14, 3, 1.02, 2_000, "ok"))
                                .add(test("latency-relative-to-stable", 40, 21, 5.5, 2_000, "ok")))
                .put(
                        "history",
                        new JsonArray()
                                .add(change(0, "pending", "0%", "ada", "started: new features"))
                                .add(change(2, "progressing", "5%", "gateway", "the canary is reachable"))
                                .add(change(
                                        63, "progressing", "25%", "gateway", "step 1 passed: 412 answers certified")));
        return model(
                rollout,
                200,
                version(1, "75%", "healthy", 34_812, 0.003, 75.2, 12.13, 14.2, 19.0, 3),
                version(2, "25%", "warning", 1_284, 0.0023, 25.04, 14.9, 120.44, 612.0, 1));
    }

    private static JsonObject rolledBack() {
        String reason = "error-rate: canary 2 of fraud: 12 of 13 bad, E = 4,180 ≥ 2,000; stable 0.3 %";
        JsonObject rollout = rollout("rolled_back", "0%", 0, reason)
                .put(
                        "evidence",
                        new JsonArray()
                                .add(test("error-rate", 13, 12, 4_180, 2_000, "critical"))
                                .add(test("latency-p99", 13, 0, 0.98, 2_000, "ok"))
                                .add(test("relative-to-stable", 12, 12, 3.1e9, 2_000, "critical")))
                .put("runbook", "https://runbooks.example/fraud?event=rolled_back")
                .put(
                        "history",
                        new JsonArray()
                                .add(change(0, "pending", "0%", "ada", "started"))
                                .add(change(2, "progressing", "5%", "gateway", "the canary is reachable"))
                                .add(change(9, "rolling_back", "0%", "gateway", reason))
                                .add(change(10, "rolled_back", "0%", "gateway", reason)));
        return model(
                rollout,
                300,
                version(1, "100%", "healthy", 9_876, 0.003, 101.7, 12.1, 14.2, 19.0, 4),
                version(2, "0%", "critical", 13, 0.9231, 0, 2.1, 3.0, 3.4, 0));
    }

    private static JsonObject pending() {
        JsonObject rollout = rollout("pending", "0%", 0, "started")
                .put("evidence", new JsonArray().add(test("error-rate", 0, 0, 1, 2_000, "ok")))
                .put("history", new JsonArray().add(change(0, "pending", "0%", "ada", "started")));
        JsonObject silent = version(2, "0%", "unknown", 0, 0, 0, 0, 0, 0, 0);
        silent.getJsonObject("windows")
                .getJsonObject("5m")
                .putNull("p50_latency_ms")
                .putNull("p95_latency_ms")
                .putNull("p99_latency_ms");
        return model(rollout, 1, version(1, "100%", "healthy", 34_812_000, 0, 12_000, 12, 14_300, 190, 512), silent);
    }

    private static JsonObject model(JsonObject rollout, int nowSeconds, JsonObject... versions) {
        JsonArray list = new JsonArray();
        for (JsonObject version : versions) {
            version.put(
                    "recent",
                    version.getJsonObject("recent")
                            .put("to", START.plusSeconds(nowSeconds).toString()));
            list.add(version);
        }
        return new JsonObject().put("id", "fraud").put("versions", list).put("rollout", rollout);
    }

    private static JsonObject rollout(String phase, String weight, int step, String reason) {
        JsonArray steps = new JsonArray();
        steps.add(new JsonObject().put("weight", "5%").put("hold", "1m"));
        steps.add(new JsonObject().put("weight", "25%").put("hold", "5m"));
        steps.add(new JsonObject().put("weight", "50%").put("hold", "10m"));
        return new JsonObject()
                .put("model", "fraud")
                .put("epoch", 7)
                .put("stable", 1)
                .put("canary", 2)
                .put("phase", phase)
                .put("weight", weight)
                .put("step", step)
                .put("reason", reason)
                .put("started_at", START.toString())
                .put("steps", steps);
    }

    private static JsonObject test(String name, long n, long bad, double eValue, double threshold, String verdict) {
        return new JsonObject()
                .put("test", name)
                .put("n", n)
                .put("bad", bad)
                .put("e_value", eValue)
                .put("threshold", threshold)
                .put("verdict", verdict);
    }

    private static JsonObject change(int second, String to, String weight, String actor, String reason) {
        return new JsonObject()
                .put("time", START.plusSeconds(second).toString())
                .put("to", to)
                .put("weight", weight)
                .put("actor", actor)
                .put("reason", reason);
    }

    private static JsonObject version(
            int number,
            String weight,
            String health,
            long requests,
            double errorRate,
            double rate,
            double p50,
            double p95,
            double p99,
            int open) {
        return new JsonObject()
                .put("version", number)
                .put("weight", weight)
                .put("health", health)
                .put("in_flight", open)
                .put("recent", new JsonObject().put("request_rate", rate))
                .put(
                        "windows",
                        new JsonObject()
                                .put(
                                        "5m",
                                        new JsonObject()
                                                .put("total_requests", requests)
                                                .put("error_rate", errorRate)
                                                .put("p50_latency_ms", p50)
                                                .put("p95_latency_ms", p95)
                                                .put("p99_latency_ms", p99)));
    }
}
