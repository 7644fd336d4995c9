package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.api.AdminFixture.Answer;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who hears of an alert when: silences, acknowledgements and reminders, with a real receiver on a socket. */
class SilenceApiTest {
    private static final ModelVersion FRAUD_1 = new ModelVersion("fraud", 1);
    private static final String RULE = "/api/v1/monitors/configured/alerts/errors";
    private static final String SILENCES = "/api/v1/silences";

    private final Vertx receiverVertx = Vertx.vertx();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    private String config;
    private AdminFixture gateway;

    @BeforeEach
    void start() throws Exception {
        HttpServer receiver = AdminFixture.await(receiverVertx
                .createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    heard.add(request.getHeader("X-IGW-Event"));
                    request.response().setStatusCode(204).end();
                }))
                .listen(0, "127.0.0.1"));
        config = AdminFixture.CONFIG + "notifications: { webhooks: [ { name: hook, url: \"http://127.0.0.1:"
                + receiver.actualPort() + "/\" } ] }\n";
        gateway = AdminFixture.start(folder, config);
        Answer made = gateway.post(
                "/api/v1/monitors/configured/alerts",
                new JsonObject(
                        "{\"name\":\"errors\",\"metric\":\"error_rate\",\"comparison\":\"above\",\"threshold\":0.1,"
                                + "\"window\":\"5m\",\"severity\":\"critical\",\"owner\":\"platform\",\"repeat\":\"1h\"}"));
        assertThat(made.status()).isEqualTo(201);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        AdminFixture.await(receiverVertx.close());
    }

    @Test
    void a_silenced_alert_is_evaluated_and_shown_but_told_to_nobody() throws Exception {
        String id = silence("{\"owner\":\"platform\",\"severity\":\"critical\"}", "2h");

        fire();

        JsonObject alert = gateway.get(RULE).json();
        assertThat(alert.getString("state")).isEqualTo("firing");
        assertThat(alert.getString("silenced_by")).isEqualTo(id);
        JsonObject told = newestNotification();
        assertThat(told.getString("silenced_by")).isEqualTo(id);
        assertThat(told.getString("state")).isEqualTo("firing");
        calm();
        unrelatedIsHeard();
        assertThat(heard).containsExactly("alert.firing");
    }

    @Test
    void what_outlasts_its_silence_is_told_when_that_ends_by_itself() throws Exception {
        silence("{\"rule\":\"errors\"}", "10s");
        fire();

        passes(10, true);

        heardIs("alert.firing");
        assertThat(newestNotification().getString("event")).isEqualTo("silence_ended");
        assertThat(gateway.get(SILENCES).json().getJsonArray("silences")).isEmpty();
        calm();
        heardIs("alert.firing", "alert.resolved");
    }

    @Test
    void the_end_of_what_was_told_is_told_even_in_a_silence() throws Exception {
        fire();
        silence("{\"monitor\":\"configured\"}", "2h");

        calm();

        heardIs("alert.firing", "alert.resolved");
    }

    @Test
    void a_silence_outlives_a_restart_and_can_be_ended_before_its_time() throws Exception {
        String id = silence("{\"model\":\"fraud\",\"version\":1}", "2h");
        gateway.close();
        gateway = AdminFixture.start(folder, config);
        fire();
        assertThat(gateway.get(RULE).json().getString("silenced_by")).isEqualTo(id);

        assertThat(gateway.send("DELETE", SILENCES + "/" + id, null).status()).isEqualTo(204);
        passes(1, true);

        heardIs("alert.firing");
        assertThat(gateway.get(SILENCES + "/" + id).status()).isEqualTo(404);
    }

    @Test
    void a_silence_to_come_begins_when_it_says() throws Exception {
        JsonObject body = new JsonObject("{\"matchers\":{\"rule\":\"errors\"},\"reason\":\"maintenance\"}")
                .put("from", gateway.clock.instant().plusSeconds(60).toString())
                .put("until", gateway.clock.instant().plusSeconds(120).toString());
        JsonObject made = gateway.post(SILENCES, body).json();
        assertThat(made.getString("state")).isEqualTo("pending");
        assertThat(made.getInteger("alerts")).isEqualTo(1);

        passes(60, false);

        assertThat(gateway.get(SILENCES + "?state=active").json().getJsonArray("silences"))
                .hasSize(1);
    }

    @Test
    void others_alerts_are_told_as_ever() throws Exception {
        silence("{\"owner\":\"platform\",\"severity\":\"info\"}", "2h");

        fire();

        heardIs("alert.firing");
    }

    @Test
    void what_fires_on_is_told_again_until_somebody_takes_it_on() throws Exception {
        fire();
        passes(3_600, true);
        heardIs("alert.firing", "alert.reminder");

        JsonObject by = new JsonObject("{\"actor\":\"ada\",\"reason\":\"looking\"}");
        Answer taken = gateway.post(RULE + "/acknowledge", by);

        assertThat(taken.status()).isEqualTo(200);
        assertThat(taken.json().getJsonObject("acknowledged").getString("by")).isEqualTo("ada");
        passes(3 * 3_600, true);
        heardIs("alert.firing", "alert.reminder", "alert.acknowledged");
        calm();
        assertThat(gateway.get(RULE).json().getJsonObject("acknowledged")).isNull();
    }

    @Test
    void an_acknowledgement_outlives_a_restart_and_can_be_taken_back() throws Exception {
        fire();
        gateway.post(RULE + "/acknowledge", new JsonObject());
        gateway.close();
        gateway = AdminFixture.start(folder, config);
        assertThat(gateway.get(RULE).json().getJsonObject("acknowledged").getString("by"))
                .isEqualTo("operator");

        Answer back = gateway.send("DELETE", RULE + "/acknowledge", null);

        assertThat(back.status()).isEqualTo(200);
        assertThat(back.json().getJsonObject("acknowledged")).isNull();
    }

    @Test
    void only_what_fires_can_be_acknowledged() throws Exception {
        Answer refused = gateway.post(RULE + "/acknowledge", new JsonObject());

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().getString("detail")).contains("only what fires");
    }

    @Test
    void a_silence_that_could_not_mean_what_it_says_is_refused_field_by_field() throws Exception {
        assertThat(problem("{}")).contains("/matchers", "/until", "/reason");
        assertThat(problem("{\"matchers\":{\"team\":\"x\"},\"for\":\"1h\",\"reason\":\"r\"}"))
                .contains("owner");
        assertThat(problem("{\"matchers\":{\"rule\":\"x\"},\"for\":\"91d\",\"reason\":\"r\"}"))
                .contains("90d");
        assertThat(problem("{\"matchers\":{\"rule\":\"x\"},\"until\":\"2020-01-01T00:00:00Z\",\"reason\":\"r\"}"))
                .contains("future");
        assertThat(
                        problem(
                                "{\"matchers\":{\"rule\":\"x\"},\"for\":\"1h\",\"until\":\"2027-01-01T00:00:00Z\",\"reason\":\"r\"}"))
                .contains("either");
    }

    @Test
    void a_rule_of_the_configuration_is_seen_and_not_changed_over_the_api() throws Exception {
        gateway.close();
        gateway = AdminFixture.start(folder, config + "alerts: { presets: [ high-latency ] }\n");
        String preset = "/api/v1/monitors/configured/alerts/high-latency";

        assertThat(gateway.get(preset).json().getString("origin")).isEqualTo("config");
        Answer refused = gateway.send("DELETE", preset, null);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().getString("detail")).contains("configuration file");
        assertThat(gateway.send("PUT", preset, new JsonObject("{\"preset\":\"high-latency\"}"))
                        .status())
                .isEqualTo(409);
        gateway.close();
        gateway = AdminFixture.start(folder, config);
        assertThat(gateway.get(preset).status()).isEqualTo(404);
    }

    private String silence(String matchers, String length) throws Exception {
        JsonObject body = new JsonObject()
                .put("matchers", new JsonObject(matchers))
                .put("for", length)
                .put("reason", "load test");
        Answer made = gateway.post(SILENCES, body);
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        return made.json().getString("id");
    }

    private String problem(String body) throws Exception {
        Answer refused = gateway.post(SILENCES, new JsonObject(body));
        assertThat(refused.status()).isEqualTo(400);
        return refused.response().body();
    }

    private JsonObject newestNotification() throws Exception {
        return gateway.get("/api/v1/notifications")
                .json()
                .getJsonArray("notifications")
                .getJsonObject(0);
    }

    private void fire() throws Exception {
        passes(1, true);
    }

    private void passes(int seconds, boolean failing) throws Exception {
        gateway.timePasses(Duration.ofSeconds(seconds), () -> {
            if (failing) {
                gateway.statistics.record(FRAUD_1, 20, 500, Outcome.UPSTREAM_ERROR, 1_000);
            }
        });
    }

    private void calm() throws Exception {
        gateway.timePasses(
                Duration.ofSeconds(1), () -> gateway.statistics.record(FRAUD_1, 200_000, 200, Outcome.OK, 1_000));
        assertThat(gateway.get(RULE).json().getString("state")).isEqualTo("resolved");
    }

    private void unrelatedIsHeard() throws Exception {
        gateway.post(
                "/api/v1/monitors/configured/alerts",
                new JsonObject(
                        "{\"name\":\"any\",\"metric\":\"request_rate\",\"comparison\":\"above\",\"threshold\":0}"));
        passes(1, true);
        await().atMost(Duration.ofSeconds(10)).until(() -> !heard.isEmpty());
    }

    private void heardIs(String... events) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(heard).containsExactly(events));
    }
}
