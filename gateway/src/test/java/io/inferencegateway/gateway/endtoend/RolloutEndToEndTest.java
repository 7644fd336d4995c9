package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the whole program promises of a canary, over real sockets and a process that can be killed. */
class RolloutEndToEndTest {
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
            operator(gateway).startAt("10%");

            List<Callers.Answer> answers = callers.pace(operator(gateway).split(), 1_000, 200);
            assertThat(failedByCanary(answers)).as("failed answers").isBetween(1L, 15L);
            assertThat(operator(gateway).phase()).isEqualTo("rolled_back");
            assertThat(operator(gateway).text("weight")).isEqualTo("0%");
            assertThat(operator(gateway).text("reason")).contains("error-rate");

            int receivedByCanary = canary.received();
            List<Callers.Answer> after = callers.pace(operator(gateway).split(), 400, 400);
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
            operator(gateway).startAt("10%");

            List<Callers.Answer> answers = callers.pace(operator(gateway).split(), 1_400, 200);

            assertThat(operator(gateway).phase()).isEqualTo("rolled_back");
            assertThat(failedByCanary(answers)).as("failed answers").isBetween(1L, 15L);
        }
    }

    @Test
    void ten_thousand_requests_to_a_canary_with_four_percent_errors_do_not_roll_it_back() throws Exception {
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.answering(number -> number % 25 == 0 ? 500 : 200);
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(stable, canary).in(directory))) {
            operator(gateway).startAt("50%");

            while (canary.received() < 10_000) {
                callers.takeTurns(operator(gateway).split(), 2_000, 16);
                assertThat(operator(gateway).phase())
                        .as(operator(gateway).rollout().toString())
                        .isIn("progressing", "paused");
            }
            assertThat(operator(gateway).text("weight")).isEqualTo("50%");
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
            operator(gateway).startAt("50%");
            callers.takeTurns(operator(gateway).split(), 200, 16);

            Future<List<Callers.Answer>> traffic =
                    beside.submit(() -> callers.takeTurns(operator(gateway).split(), 4_000, 64));
            TimeUnit.MILLISECONDS.sleep(500);
            gateway.signal("STOP");
            TimeUnit.SECONDS.sleep(10);
            gateway.signal("CONT");
            traffic.get(60, TimeUnit.SECONDS);

            assertThat(operator(gateway).phase())
                    .as(operator(gateway).rollout().toString())
                    .isIn("progressing", "paused");
            assertThat(operator(gateway).text("weight")).isEqualTo("50%");
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
                operator(gateway).startAt("10%");
                callers.pace(operator(gateway).split(), 600, 200);
                before = operator(gateway).rollout();
                assertThat(before.get("phase").asText()).isEqualTo("rolled_back");
                gateway.kill();
            }
            try (GatewayProcess gateway = GatewayProcess.start(directory, config)) {
                JsonNode after = operator(gateway).rollout();
                assertThat(after.get("phase")).isEqualTo(before.get("phase"));
                assertThat(after.get("reason")).isEqualTo(before.get("reason"));
                assertThat(after.get("evidence")).isEqualTo(before.get("evidence"));
                int receivedByCanary = canary.received();
                assertThat(callers.pace(operator(gateway).split(), 200, 400))
                        .allMatch(answer -> answer.status() == 200);
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
                operator(gateway).startAt("25%");
                callers.pace(operator(gateway).split(), 400, 400);
                gateway.kill();
            }
            try (GatewayProcess gateway = GatewayProcess.start(directory, config)) {
                operator(gateway).awaitPhase("progressing");
                JsonNode rollout = operator(gateway).rollout();
                assertThat(rollout.get("weight").asText()).isEqualTo("25%");
                assertThat(rollout.get("step").asInt()).isEqualTo(0);
                assertThat(callers.pace(operator(gateway).split(), 200, 400))
                        .anyMatch(answer -> answer.version().equals("2"));
            }
        }
    }

    private static long failedByCanary(List<Callers.Answer> answers) {
        return answers.stream()
                .filter(answer -> answer.status() >= 500 && answer.version().equals("2"))
                .count();
    }

    private RolloutOperator operator(GatewayProcess gateway) {
        return new RolloutOperator(gateway, callers, Duration.ofSeconds(5));
    }
}
