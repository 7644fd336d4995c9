package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model servers that stand still (SIGSTOP) while a rollout runs: their system takes connections, and nobody answers. */
class StoppedUpstreamEndToEndTest {
    private static final int PER_SECOND = 20;
    private static final int TEN_SECONDS = 10 * PER_SECOND;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();

    @Test
    void both_that_stand_still_for_ten_seconds_are_a_shared_fault_and_no_verdict_on_the_canary() throws Exception {
        try (NodeModel stable = NodeModel.start(directory, 0);
                NodeModel canary = NodeModel.start(directory, 0);
                GatewayProcess gateway = start(stable, canary)) {
            stable.signal("STOP");
            canary.signal("STOP");
            assertThat(callers.pace(operator(gateway).split(), TEN_SECONDS, PER_SECOND))
                    .allMatch(answer -> answer.status() >= 500);
            stable.signal("CONT");
            canary.signal("CONT");

            JsonNode rollout = operator(gateway).rollout();
            assertThat(rollout.get("phase").asText()).as(rollout.toString()).isIn("progressing", "paused");
            assertThat(rollout.get("weight").asText()).isEqualTo("50%");
            Awaitility.await("service as before").atMost(40, TimeUnit.SECONDS).untilAsserted(() -> assertThat(
                            callers.pace(operator(gateway).split(), 20, PER_SECOND))
                    .allMatch(answer -> answer.status() == 200));
        }
    }

    @Test
    void a_canary_alone_that_stands_still_is_rolled_back_and_stable_serves_on() throws Exception {
        try (NodeModel stable = NodeModel.start(directory, 0);
                NodeModel canary = NodeModel.start(directory, 0);
                GatewayProcess gateway = start(stable, canary)) {
            canary.signal("STOP");
            List<Callers.Answer> answers = callers.pace(operator(gateway).split(), TEN_SECONDS, PER_SECOND);
            assertThat(answers.stream().filter(answer -> answer.version().equals("1")))
                    .allMatch(answer -> answer.status() == 200);

            Awaitility.await("the rollback")
                    .atMost(10, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(operator(gateway).phase()).isEqualTo("rolled_back"));
            assertThat(callers.pace(operator(gateway).split(), 20, PER_SECOND))
                    .allMatch(answer -> answer.status() == 200);
        }
    }

    private GatewayProcess start(NodeModel stable, NodeModel canary) throws Exception {
        GatewayProcess gateway = GatewayProcess.start(
                directory,
                GatewayFile.of(stable.url(), canary.url())
                        .withModel("timeouts: { first-byte: 1s }")
                        .in(directory));
        operator(gateway).startAt("50%");
        callers.pace(operator(gateway).split(), 2 * PER_SECOND, PER_SECOND);
        return gateway;
    }

    private RolloutOperator operator(GatewayProcess gateway) {
        return new RolloutOperator(gateway, callers, Duration.ofSeconds(10));
    }
}
