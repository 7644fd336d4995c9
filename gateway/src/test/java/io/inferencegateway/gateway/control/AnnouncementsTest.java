package io.inferencegateway.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.ConfigLoader;
import io.inferencegateway.gateway.config.ConfigResult;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.notify.Announcement;
import io.inferencegateway.gateway.notify.Severity;
import io.inferencegateway.gateway.rollout.RolloutView;
import io.inferencegateway.monitoring.alert.AlertNotice;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of alerts and rollouts, to whom it matters. */
class AnnouncementsTest {
    private static final Instant START = Instant.parse("2026-11-24T03:00:00Z");
    private static final String WHY = "error-rate: canary 2 of fraud: 12 of 13 bad, E = 4,180 ≥ 2,000; stable 0.3 %";

    private final Announcements announcements = new Announcements(new Links(AnnouncementsTest::config));

    @Test
    void a_rollback_is_critical_names_its_reason_and_links_to_the_runbook() {
        Announcement said = last("pending", "progressing", "rolling_back:" + WHY);

        assertThat(said.type()).isEqualTo("rollout.rolling_back");
        assertThat(said.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(said.title()).isEqualTo("fraud: version 2 rolled back: version 1 serves again");
        assertThat(said.runbook()).isEqualTo("https://runbooks.example/fraud/2#rolling_back");
        assertThat(said.link()).isEqualTo("https://igw.example/");
        assertThat(said.conditions()).extracting(Announcement.Condition::name).containsExactly("RolloutRolledBack");
        assertThat(said.facts()).containsEntry("error-rate: critical", "12 of 13 bad, E = 4,180, critical at 2,000");
        JsonObject body = new JsonObject(said.body());
        assertThat(body.fieldNames())
                .containsExactlyInAnyOrder(
                        "type",
                        "time",
                        "severity",
                        "model",
                        "version",
                        "stable",
                        "epoch",
                        "from",
                        "phase",
                        "step",
                        "weight",
                        "actor",
                        "title",
                        "reason",
                        "started_at",
                        "evidence",
                        "runbook",
                        "link");
        assertThat(body.getString("reason")).isEqualTo(WHY);
    }

    @Test
    void each_change_has_a_type_of_its_own() {
        assertThat(last("pending").type()).isEqualTo("rollout.started");
        assertThat(last("pending", "progressing").type()).isEqualTo("rollout.step");
        assertThat(last("pending", "progressing", "progressing").type()).isEqualTo("rollout.restarted");
        assertThat(last("pending", "progressing", "paused").type()).isEqualTo("rollout.paused");
        assertThat(last("progressing", "paused", "progressing").type()).isEqualTo("rollout.resumed");
        assertThat(last("progressing", "promoting").type()).isEqualTo("rollout.promoting");
        assertThat(last("promoting", "promoted").type()).isEqualTo("rollout.promoted");
        assertThat(last("rolling_back", "rolled_back").type()).isEqualTo("rollout.rolled_back");
    }

    @Test
    void a_pause_stands_until_the_rollout_goes_on() {
        assertThat(last("progressing", "paused").conditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.holds()).isTrue());
        assertThat(last("progressing", "paused", "progressing").conditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.holds()).isFalse());
        assertThat(last("progressing", "paused", "rolling_back").conditions())
                .extracting(condition -> condition.name() + " " + condition.holds())
                .containsExactly("RolloutPaused false", "RolloutRolledBack true");
    }

    @Test
    void the_end_of_a_rollout_spans_its_time() {
        assertThat(last("promoting", "promoted").since()).isEqualTo(START);
        assertThat(last("pending", "progressing").since()).isNull();
    }

    @Test
    void remarks_are_told_without_touching_what_stands() {
        Announcement regression = remark("promoted", "regression");
        assertThat(regression.type()).isEqualTo("rollout.regression");
        assertThat(regression.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(regression.since()).isNull();
        assertThat(regression.conditions())
                .extracting(Announcement.Condition::name)
                .containsExactly("RolloutRegressed");
        assertThat(remark("paused", "would_have").conditions()).isEmpty();
        assertThat(remark("paused", "would_have").minor()).isFalse();
    }

    @Test
    void an_alert_keeps_the_contracts_body_and_stands_while_it_fires() {
        Announcement firing = announcements.of(alert("firing"));

        assertThat(new JsonObject(firing.body()).fieldNames())
                .containsExactlyInAnyOrder("monitor", "rule", "metric", "state", "value", "threshold", "time");
        assertThat(firing.title()).isEqualTo("fraud version 2: errors firing");
        assertThat(firing.reason()).isEqualTo("error_rate is 0.5, the threshold 0.05");
        assertThat(firing.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(firing.conditions().get(0).holds()).isTrue();
        assertThat(announcements.of(alert("resolved")).conditions().get(0).holds())
                .isFalse();
        assertThat(announcements.of(alert("pending")).minor()).isTrue();
        assertThat(announcements.of(alert("pending")).conditions()).isEmpty();
    }

    private static Notification alert(String state) {
        return new Notification(
                1,
                START,
                "fraud",
                2,
                "fraud-v2",
                "errors",
                "error_rate",
                state,
                0.5,
                0.05,
                AlertNotice.of("critical"),
                Notification.Event.CHANGE,
                null,
                null);
    }

    /** @param phases of a rollout by the gateway, each with a colon and its reason if it has one */
    private Announcement last(String... phases) {
        List<RolloutView.Change> history = new ArrayList<>();
        String from = "";
        for (String each : phases) {
            String to = each.contains(":") ? each.substring(0, each.indexOf(':')) : each;
            String reason = each.contains(":") ? each.substring(each.indexOf(':') + 1) : "why";
            history.add(change(history.size(), from, to, reason, ""));
            from = to;
        }
        return announcements.of(view(history), history.get(history.size() - 1));
    }

    private Announcement remark(String phase, String remark) {
        RolloutView.Change said = change(1, phase, phase, WHY, remark);
        return announcements.of(view(List.of(change(0, "", phase, "", ""), said)), said);
    }

    private static RolloutView.Change change(int second, String from, String to, String reason, String remark) {
        return new RolloutView.Change(
                START.plusSeconds(second), from, to, 0, 500, "gateway", reason, List.of(), remark);
    }

    private static RolloutView view(List<RolloutView.Change> history) {
        RolloutView.Change last = history.get(history.size() - 1);
        return new RolloutView(
                "fraud",
                7,
                1,
                2,
                last.to(),
                last.reason(),
                0,
                500,
                List.of(new RolloutView.Step(500, Duration.ofMinutes(1))),
                "fixed",
                null,
                START,
                List.of(
                        new RolloutView.Test("error-rate", 13, 12, 4_180, 2_000, "critical"),
                        new RolloutView.Test("latency-p99", 13, 0, 0.9, 2_000, "ok")),
                history,
                new RolloutView.Standing("\"7.3\"", false, "", null, null));
    }

    private static GatewayConfig config() {
        String yaml =
                """
                models:
                  fraud:
                    stable: 1
                    versions: { 1: { upstreams: ["http://h"] }, 2: { upstreams: ["http://h"] } }
                    runbook: "https://runbooks.example/{model}/{version}#{event}"
                notifications: { console-url: "https://igw.example/" }
                """;
        ConfigResult result = new ConfigLoader(name -> null).load("test.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        return ((ConfigResult.Loaded) result).config();
    }
}
