package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.api.AdminFixture.Answer;
import io.inferencegateway.gateway.rollout.WaitingRollout;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rollout's URLs make of bodies and preconditions. */
class RolloutApiTest extends AdminBench {
    private static final String ROLLOUTS = "/api/v1/models/fraud/rollouts";
    private static final String PROMOTE = "/api/v1/models/fraud/rollout/promote";

    @Test
    void every_answer_with_a_rollout_names_its_state() throws Exception {
        Answer started = start("{\"version\":2}");
        Answer shown = gateway.get("/api/v1/models/fraud/rollout");
        Answer paused = gateway.post("/api/v1/models/fraud/rollout/pause", new JsonObject());
        for (Answer answer : new Answer[] {started, shown, paused}) {
            assertThat(answer.header("etag")).isEqualTo("\"1-1\"");
            assertThat(answer.json().getString("etag")).isEqualTo("\"1-1\"");
            assertThat(answer.json().getBoolean("dry_run")).isFalse();
        }
        assertThat(shown.json().getJsonArray("history").getJsonObject(0).getJsonArray("evidence"))
                .first()
                .asString()
                .contains("error-rate", "4180");
    }

    @Test
    void a_rollout_that_the_configuration_asks_for_and_that_waits_is_shown() throws Exception {
        gateway.rollouts.waiting = new WaitingRollout(3, "waits: rollouts are frozen until Monday");
        assertThat(gateway.get("/api/v1/models/fraud/rollout").json().getString("detail"))
                .endsWith(
                        "the one to version 3, which the configuration asks for, waits: rollouts are frozen until Monday");

        start("{\"version\":2}");
        JsonObject waiting =
                new JsonObject().put("version", 3).put("reason", "waits: rollouts are frozen until Monday");
        assertThat(gateway.get("/api/v1/models/fraud/rollout").json().getJsonObject("waiting"))
                .isEqualTo(waiting);
        assertThat(gateway.get("/api/v1/models/fraud").json().getJsonObject("waiting"))
                .isEqualTo(waiting);
    }

    @Test
    void what_the_caller_has_seen_and_overrides_reaches_the_rollouts() throws Exception {
        start("{\"version\":2,\"dry_run\":true,\"override_freeze\":true,\"actor\":\"ada\"}");
        JsonObject body = new JsonObject("{\"actor\":\"bob\",\"override_freeze\":true}");
        gateway.post(PROMOTE, body, "If-Match", "\"1-1\"");
        gateway.post(PROMOTE, new JsonObject(), "If-Match", "*");
        gateway.post("/api/v1/models/fraud/rollout/undo", new JsonObject());
        assertThat(gateway.rollouts.asked)
                .containsExactly(
                        "start fraud 2 by ada dry overriding",
                        "promote fraud by bob overriding if [\"1-1\"]",
                        "promote fraud by operator",
                        "undo fraud by operator");
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"1-1", "\"1-1", "\"1-1\" \"1-2\"", "W/1", "", "*, \"1-1\""})
    void a_precondition_that_is_none_is_refused_and_nothing_is_done(String field) throws Exception {
        start("{\"version\":2}");
        Answer refused = gateway.post(PROMOTE, new JsonObject(), "If-Match", field);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getString("detail")).contains("If-Match must be");
        assertThat(gateway.rollouts.asked).hasSize(1);
    }

    @Test
    void a_flag_that_is_no_flag_is_named() throws Exception {
        Answer refused = start("{\"version\":2,\"dry_run\":\"yes\",\"override_freeze\":1}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getJsonArray("errors").encode())
                .contains("dry_run must be true or false", "override_freeze must be true or false");
    }

    private Answer start(String body) throws Exception {
        return gateway.post(ROLLOUTS, new JsonObject(body));
    }
}
