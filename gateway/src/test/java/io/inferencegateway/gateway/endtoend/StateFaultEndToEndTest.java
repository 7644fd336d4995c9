package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes nothing any more: the process may not let a file grow, so that every write to its state fails. */
class StateFaultEndToEndTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();

    @Test
    void traffic_flows_and_a_bad_canary_still_loses_it_while_the_disk_takes_nothing() throws Exception {
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.answering(number -> 500);
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(stable, canary).in(directory))) {
            assertThat(state(gateway).get("well").asBoolean()).isTrue();
            RolloutOperator operator = new RolloutOperator(gateway, callers, Duration.ofSeconds(10));
            operator.startAt("50%");
            gateway.limitFileSize("16384:");

            List<Callers.Answer> answers = callers.takeTurns(operator.split(), 200, 4);

            assertThat(answers).allMatch(answer -> answer.status() == 200 || answer.status() == 500);
            operator.awaitPhase("rolled_back");
            assertThat(callers.takeTurns(operator.split(), 50, 4)).allMatch(answer -> answer.status() == 200);
            Awaitility.await("the fault").atMost(15, TimeUnit.SECONDS).untilAsserted(() -> assertThat(
                            state(gateway).get("well").asBoolean())
                    .isFalse());
            assertThat(state(gateway).get("fault").asText()).isNotEmpty();
            assertThat(metrics(gateway))
                    .contains("inference_gateway_state_healthy 0\n")
                    .containsPattern("inference_gateway_state_faults_total\\{kind=\"(io|full)\"} [1-9]");
            Callers.Answer alive = callers.get(gateway.admin().resolve("/healthz"));
            assertThat(alive.status()).as("no reason to kill the process").isEqualTo(200);
            assertThat(alive.body()).contains("\"state\":\"failing\"");
            assertThat(gateway.output() + gateway.errors()).contains("state fault kind=");

            Callers.Answer refused = retry(gateway);
            assertThat(refused.status()).as("more weight is stored first").isEqualTo(503);
            assertThat(refused.body()).contains("The state store does not take it");

            gateway.limitFileSize("unlimited:");
            Awaitility.await("the recovery").atMost(20, TimeUnit.SECONDS).untilAsserted(() -> assertThat(
                            state(gateway).get("well").asBoolean())
                    .isTrue());
            assertThat(metrics(gateway)).contains("inference_gateway_state_healthy 1\n");
            assertThat(retry(gateway).status()).as("there is room again").isEqualTo(200);
        }
    }

    private Callers.Answer retry(GatewayProcess gateway) throws Exception {
        return callers.post(gateway.admin().resolve("/api/v1/models/fraud/rollout/retry"), "{\"actor\":\"ada\"}");
    }

    private JsonNode state(GatewayProcess gateway) throws Exception {
        return JSON.readTree(
                        callers.get(gateway.admin().resolve("/api/v1/config")).body())
                .get("state");
    }

    private String metrics(GatewayProcess gateway) throws Exception {
        return callers.get(gateway.admin().resolve("/metrics")).body();
    }
}
