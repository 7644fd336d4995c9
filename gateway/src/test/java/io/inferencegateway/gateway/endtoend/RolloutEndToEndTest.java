package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the whole program promises of a canary, over real sockets and a process that can be killed. */
class RolloutEndToEndTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();

    @Test
    void a_canary_that_fails_every_request_costs_at_most_15_failed_answers_and_none_after() throws Exception {
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.answering(number -> 500);
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(stable, canary).in(directory))) {
            startRollout(gateway, "10%");

            List<Callers.Answer> answers = callers.pace(model(gateway), 1_000, 200);
            assertThat(failedByCanary(answers)).as("failed answers").isBetween(1L, 15L);
            assertThat(phase(gateway)).isEqualTo("rolled_back");
            assertThat(rollout(gateway).get("weight").asText()).isEqualTo("0%");
            assertThat(rollout(gateway).get("reason").asText()).contains("error-rate");

            int receivedByCanary = canary.received();
            List<Callers.Answer> after = callers.pace(model(gateway), 400, 400);
            assertThat(after)
                    .allMatch(
                            answer -> answer.status() == 200 && answer.version().equals("1"));
            assertThat(canary.received()).isEqualTo(receivedByCanary);
        }
    }

    /** A second of traffic is under way before the first failure shows; none of it can be called back. */
    @Test
    void a_canary_that_fails_slowly_costs_no_more() throws Exception {
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.answering(number -> 500).after(900);
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(stable, canary).in(directory))) {
            startRollout(gateway, "10%");

            List<Callers.Answer> answers = callers.pace(model(gateway), 1_400, 200);

            assertThat(phase(gateway)).isEqualTo("rolled_back");
            assertThat(failedByCanary(answers)).as("failed answers").isBetween(1L, 15L);
        }
    }

    @Test
    void ten_thousand_requests_to_a_canary_with_four_percent_errors_do_not_roll_it_back() throws Exception {
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.answering(number -> number % 25 == 0 ? 500 : 200);
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(stable, canary).in(directory))) {
            startRollout(gateway, "50%");

            while (canary.received() < 10_000) {
                callers.takeTurns(model(gateway), 2_000, 16);
                assertThat(phase(gateway)).as(rollout(gateway).toString()).isIn("progressing", "paused");
            }
            assertThat(rollout(gateway).get("weight").asText()).isEqualTo("50%");
        }
    }

    /** Every request under way is seconds late then, and stable's are as late as the canary's. */
    @Test
    void a_gateway_that_stood_still_for_five_seconds_blames_nobody() throws Exception {
        ExecutorService beside = Executors.newSingleThreadExecutor();
        try (StubModel stable = StubModel.healthy().after(20);
                StubModel canary = StubModel.healthy().after(20);
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(stable, canary).in(directory))) {
            startRollout(gateway, "50%");
            callers.takeTurns(model(gateway), 200, 16);

            Future<List<Callers.Answer>> traffic = beside.submit(() -> callers.takeTurns(model(gateway), 4_000, 64));
            TimeUnit.MILLISECONDS.sleep(500);
            gateway.signal("STOP");
            TimeUnit.SECONDS.sleep(10);
            gateway.signal("CONT");
            traffic.get(60, TimeUnit.SECONDS);

            assertThat(phase(gateway)).as(rollout(gateway).toString()).isIn("progressing", "paused");
            assertThat(rollout(gateway).get("weight").asText()).isEqualTo("50%");
        } finally {
            beside.shutdownNow();
        }
    }

    @Test
    void the_verdict_survives_kill_nine_and_the_canary_never_gets_traffic_again() throws Exception {
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.answering(number -> 500)) {
            Path config = GatewayFile.of(stable, canary).in(directory);
            JsonNode before;
            try (GatewayProcess gateway = GatewayProcess.start(directory, config)) {
                startRollout(gateway, "10%");
                callers.pace(model(gateway), 600, 200);
                before = rollout(gateway);
                assertThat(before.get("phase").asText()).isEqualTo("rolled_back");
                gateway.kill();
            }
            try (GatewayProcess gateway = GatewayProcess.start(directory, config)) {
                JsonNode after = rollout(gateway);
                assertThat(after.get("phase")).isEqualTo(before.get("phase"));
                assertThat(after.get("reason")).isEqualTo(before.get("reason"));
                assertThat(after.get("evidence")).isEqualTo(before.get("evidence"));
                int receivedByCanary = canary.received();
                assertThat(callers.pace(model(gateway), 200, 400)).allMatch(answer -> answer.status() == 200);
                assertThat(canary.received()).isEqualTo(receivedByCanary);
            }
        }
    }

    @Test
    void kill_nine_in_the_middle_of_a_rollout_resumes_the_same_step() throws Exception {
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.healthy()) {
            Path config = GatewayFile.of(stable, canary).in(directory);
            try (GatewayProcess gateway = GatewayProcess.start(directory, config)) {
                startRollout(gateway, "25%");
                callers.pace(model(gateway), 400, 400);
                gateway.kill();
            }
            try (GatewayProcess gateway = GatewayProcess.start(directory, config)) {
                awaitPhase(gateway, "progressing");
                JsonNode rollout = rollout(gateway);
                assertThat(rollout.get("weight").asText()).isEqualTo("25%");
                assertThat(rollout.get("step").asInt()).isEqualTo(0);
                assertThat(callers.pace(model(gateway), 200, 400))
                        .anyMatch(answer -> answer.version().equals("2"));
            }
        }
    }

    private static long failedByCanary(List<Callers.Answer> answers) {
        return answers.stream()
                .filter(answer -> answer.status() >= 500 && answer.version().equals("2"))
                .count();
    }

    private void startRollout(GatewayProcess gateway, String weight) throws Exception {
        Callers.Answer started = callers.post(
                gateway.admin().resolve("/api/v1/models/fraud/rollouts"),
                "{\"version\":2,\"steps\":[{\"weight\":\"" + weight + "\",\"hold\":\"10m\"}]}");
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        awaitPhase(gateway, "progressing");
    }

    private void awaitPhase(GatewayProcess gateway, String phase) {
        Awaitility.await(phase).atMost(5, TimeUnit.SECONDS).untilAsserted(() -> assertThat(phase(gateway))
                .isEqualTo(phase));
    }

    private String phase(GatewayProcess gateway) throws Exception {
        return rollout(gateway).get("phase").asText();
    }

    private JsonNode rollout(GatewayProcess gateway) throws Exception {
        return JSON.readTree(callers.get(gateway.admin().resolve("/api/v1/models/fraud/rollout"))
                .body());
    }

    private static URI model(GatewayProcess gateway) {
        return gateway.traffic().resolve("/models/fraud/latest/predict");
    }
}
