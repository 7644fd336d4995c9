package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.api.AdminFixture.Answer;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertApiTest extends AdminBench {
    private static final ModelVersion FRAUD_1 = new ModelVersion("fraud", 1);
    private static final String RULES = "/api/v1/monitors/configured/alerts";
    private static final JsonObject ERRORS = new JsonObject()
            .put("name", "errors")
            .put("metric", "error_rate")
            .put("comparison", "above")
            .put("threshold", 0.05)
            .put("for", "2s")
            .put("severity", "critical");

    @Test
    void a_rule_fires_once_its_condition_held_for_long_enough() throws Exception {
        Answer created = gateway.post(RULES, ERRORS);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().getString("state")).isEqualTo("inactive");

        failHalfOfTwenty();
        gateway.secondPasses();
        assertThat(state()).isEqualTo("pending");
        gateway.secondPasses();
        assertThat(state()).isEqualTo("pending");
        gateway.secondPasses();

        assertThat(state()).isEqualTo("firing");
        assertThat(notifiedStates()).containsExactly("firing", "pending");
    }

    @Test
    void a_firing_rule_resolves_when_the_errors_drown_in_good_answers() throws Exception {
        gateway.post(RULES, ERRORS.copy().put("for", "0s"));
        failHalfOfTwenty();
        gateway.secondPasses();
        assertThat(state()).isEqualTo("firing");

        gateway.statistics.record(FRAUD_1, 1_000, 200, Outcome.OK, 1_000);
        gateway.statistics.collectNow();
        gateway.secondPasses();

        assertThat(state()).isEqualTo("resolved");
        assertThat(notifiedStates()).containsExactly("resolved", "firing");
    }

    @Test
    void a_notification_says_what_where_and_how_much() throws Exception {
        gateway.post(RULES, ERRORS.copy().put("for", "0s"));
        failHalfOfTwenty();
        gateway.secondPasses();

        JsonObject notification = gateway.get("/api/v1/notifications")
                .json()
                .getJsonArray("notifications")
                .getJsonObject(0);

        assertThat(notification.getString("monitor")).isEqualTo("configured");
        assertThat(notification.getString("rule")).isEqualTo("errors");
        assertThat(notification.getString("metric")).isEqualTo("error_rate");
        assertThat(notification.getDouble("value")).isEqualTo(0.5);
        assertThat(notification.getDouble("threshold")).isEqualTo(0.05);
        assertThat(notification.getString("time")).isEqualTo("2026-11-22T10:00:01Z");
    }

    @Test
    void an_alert_links_to_its_own_runbook_or_else_its_monitors() throws Exception {
        gateway.post(
                "/api/v1/monitors",
                new JsonObject(
                        "{\"name\":\"m\",\"model\":\"fraud\",\"version\":1,\"window\":\"5m\",\"owner\":\"team-a\","
                                + "\"runbook\":\"https://runbooks.example/{model}/{version}#{event}\"}"));
        String rules = "/api/v1/monitors/m/alerts";
        JsonObject made = gateway.post(rules, ERRORS.copy().put("for", "0s")).json();
        assertThat(made.getString("runbook")).isEqualTo("https://runbooks.example/fraud/1#inactive");
        assertThat(made.getString("owner")).isEqualTo("team-a");

        failHalfOfTwenty();
        gateway.secondPasses();

        JsonObject told = gateway.get("/api/v1/notifications")
                .json()
                .getJsonArray("notifications")
                .getJsonObject(0);
        assertThat(told.getString("runbook")).isEqualTo("https://runbooks.example/fraud/1#firing");
        JsonObject own = gateway.post(
                        rules, ERRORS.copy().put("name", "own").put("runbook", "https://runbooks.example/own#x"))
                .json();
        assertThat(own.getString("runbook")).isEqualTo("https://runbooks.example/own#x");
    }

    @Test
    void a_restart_keeps_rules_states_and_notifications_and_tells_nothing_twice() throws Exception {
        gateway.post(RULES, ERRORS.copy().put("for", "0s"));
        failHalfOfTwenty();
        gateway.secondPasses();

        restart();
        failHalfOfTwenty();
        gateway.secondPasses();

        assertThat(state()).isEqualTo("firing");
        assertThat(notifiedStates()).containsExactly("firing");
    }

    @Test
    void a_restart_keeps_since_when_the_value_has_been_back() throws Exception {
        gateway.post(RULES, ERRORS.copy().put("for", "0s").put("clear_for", "10s"));
        failHalfOfTwenty();
        gateway.secondPasses();
        assertThat(state()).isEqualTo("firing");
        gateway.statistics.record(FRAUD_1, 10_000, 200, Outcome.OK, 1_000);
        gateway.statistics.collectNow();
        for (int i = 0; i < 8; i++) {
            gateway.secondPasses();
        }

        restart();
        gateway.clock.advance(Duration.ofSeconds(9));
        gateway.statistics.record(FRAUD_1, 10_000, 200, Outcome.OK, 1_000);
        gateway.statistics.collectNow();
        gateway.secondPasses();
        assertThat(state()).isEqualTo("firing");
        gateway.timePasses(Duration.ofSeconds(3), () -> {});

        assertThat(state()).isEqualTo("resolved");
    }

    @Test
    void rules_of_an_archived_monitor_are_not_changed() throws Exception {
        gateway.post(RULES, ERRORS);
        gateway.send("POST", "/api/v1/monitors/configured/archive", null);

        Answer refused = gateway.send("PUT", RULES + "/errors", ERRORS.copy().put("threshold", 0.5));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().getString("detail")).contains("/api/v1/monitors/configured/unarchive");
        assertThat(gateway.post(RULES, ERRORS.copy().put("name", "more")).status())
                .isEqualTo(409);
        assertThat(gateway.send("DELETE", RULES + "/errors", null).status()).isEqualTo(409);

        gateway.send("POST", "/api/v1/monitors/configured/unarchive", null);
        assertThat(gateway.send("DELETE", RULES + "/errors", null).status()).isEqualTo(204);
    }

    @Test
    void rules_of_a_paused_monitor_stand_still() throws Exception {
        gateway.post(RULES, ERRORS.copy().put("for", "0s"));
        gateway.send("POST", "/api/v1/monitors/configured/pause", null);

        failHalfOfTwenty();
        gateway.secondPasses();

        assertThat(state()).isEqualTo("inactive");
        assertThat(notifiedStates()).isEmpty();
    }

    @Test
    void rules_are_listed_changed_and_deleted() throws Exception {
        gateway.post(RULES, ERRORS);
        gateway.post(
                RULES,
                ERRORS.copy()
                        .put("name", "slow")
                        .put("metric", "p99_latency_ms")
                        .put("threshold", 500));

        assertThat(gateway.get("/api/v1/alerts").json().getJsonArray("alerts")).hasSize(2);
        assertThat(gateway.get("/api/v1/alerts?state=firing").json().getJsonArray("alerts"))
                .isEmpty();
        Answer changed = gateway.send("PUT", RULES + "/slow", ERRORS.copy().put("name", "slow"));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().getString("metric")).isEqualTo("error_rate");
        assertThat(gateway.send("DELETE", RULES + "/slow", null).status()).isEqualTo(204);
        assertThat(gateway.get(RULES + "/slow").status()).isEqualTo(404);
        assertThat(gateway.get(RULES).json().getJsonArray("alerts")).hasSize(1);
    }

    @Test
    void a_rule_that_could_never_mean_what_it_says_is_refused() throws Exception {
        assertThat(gateway.post(RULES, ERRORS.copy().put("threshold", -0.1)).status())
                .isEqualTo(400);
        Answer percent = gateway.post(RULES, ERRORS.copy().put("threshold", 5));
        assertThat(percent.status()).isEqualTo(400);
        assertThat(percent.json().getString("detail")).contains("0.05 for 5 %");
        assertThat(gateway.post(RULES, ERRORS.copy().put("metric", "vibes"))
                        .json()
                        .getString("detail"))
                .contains("error_rate, traffic_error_rate");
        assertThat(gateway.post(RULES, ERRORS.copy().put("for", "soon")).status())
                .isEqualTo(400);
        assertThat(gateway.post(RULES, ERRORS.copy().put("min_requests", 0.5)).status())
                .isEqualTo(400);
        assertThat(gateway.post(
                                RULES,
                                ERRORS.copy()
                                        .put("metric", "request_rate")
                                        .put("threshold", 5)
                                        .put("min_requests", 20))
                        .json()
                        .getString("detail"))
                .contains("request_rate is no share or percentile of requests");
        gateway.post(RULES, ERRORS);
        assertThat(gateway.post(RULES, ERRORS).status()).isEqualTo(409);
        assertThat(gateway.post("/api/v1/monitors/nobody/alerts", ERRORS).status())
                .isEqualTo(404);
    }

    private void failHalfOfTwenty() {
        gateway.statistics.record(FRAUD_1, 10, 200, Outcome.OK, 1_000);
        gateway.statistics.record(FRAUD_1, 10, 503, Outcome.UPSTREAM_ERROR, 1_000);
        gateway.statistics.collectNow();
    }

    private String state() throws Exception {
        return gateway.get(RULES + "/errors").json().getString("state");
    }

    private List<String> notifiedStates() throws Exception {
        return gateway.get("/api/v1/notifications").json().getJsonArray("notifications").stream()
                .map(each -> ((JsonObject) each).getString("state"))
                .toList();
    }
}
