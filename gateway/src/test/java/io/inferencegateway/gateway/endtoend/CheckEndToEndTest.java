package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code igw run} with models that are asked whether they are well. */
class CheckEndToEndTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();

    private String metrics(GatewayProcess gateway) throws Exception {
        return callers.get(gateway.admin().resolve("/metrics")).body();
    }

    @Test
    void one_that_fails_its_checks_is_shown_and_told_once() throws Exception {
        AtomicInteger status = new AtomicInteger(200);
        try (StubModel good = StubModel.healthy();
                StubModel bad = StubModel.answering(number -> status.get());
                GatewayProcess gateway = GatewayProcess.start(
                        directory,
                        GatewayFile.ofReplicas(good.url(), bad.url())
                                .withModel("check: { path: /health, interval: 2s, timeout: 2s, unhealthy: 1 }")
                                .in(directory))) {
            String healthy = "inference_gateway_upstream_healthy{model=\"fraud\",version=\"1\",upstream=\""
                    + bad.url().substring("http://".length()) + "\"} ";
            Awaitility.await().atMost(40, TimeUnit.SECONDS).untilAsserted(() -> {
                assertThat(bad.received()).isPositive();
                assertThat(metrics(gateway)).contains(healthy + "1");
            });
            status.set(500);
            Awaitility.await().atMost(40, TimeUnit.SECONDS).untilAsserted(() -> assertThat(metrics(gateway))
                    .contains(healthy + "0"));
            int asked = bad.received();
            Awaitility.await().atMost(40, TimeUnit.SECONDS).until(() -> bad.received() > asked + 2);
            assertThat((gateway.output() + gateway.errors()).split("check failing", -1))
                    .hasSize(2);
        }
    }

    @Test
    void a_rollout_waits_for_a_canary_that_listens_and_does_not_pass() throws Exception {
        AtomicInteger status = new AtomicInteger(503);
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.answering(number -> status.get());
                GatewayProcess gateway = GatewayProcess.start(
                        directory,
                        GatewayFile.of(stable, canary)
                                .withModel("check: { path: /health, interval: 200ms, timeout: 200ms, healthy: 1 }")
                                .in(directory))) {
            RolloutOperator operator = new RolloutOperator(gateway, callers, Duration.ofSeconds(40));
            operator.start("{\"version\":2,\"steps\":[{\"weight\":\"5%\",\"hold\":\"60s\"}]}");
            int asked = canary.received();
            Awaitility.await().atMost(40, TimeUnit.SECONDS).until(() -> canary.received() > asked + 10);
            assertThat(operator.phase()).isEqualTo("pending");
            status.set(200);
            operator.awaitPhase("progressing");
        }
    }
}
