package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blue-green, A/B and shadow as the configuration and the admin API offer them, over real sockets. */
class StrategyEndToEndTest {
    private static final String BLUE_GREEN =
            "{\"version\":2,\"steps\":[{\"weight\":\"100%\",\"hold\":\"0s\",\"gate\":\"manual\"}]}";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();

    @Test
    void blue_green_gives_everything_at_once_and_waits_for_a_yes_before_it_promotes() throws Exception {
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(stable, canary).in(directory))) {
            operator(gateway).start(BLUE_GREEN);
            operator(gateway).awaitPhase("progressing");
            assertThat(callers.takeTurns(operator(gateway).split(), 500, 8))
                    .allMatch(
                            answer -> answer.status() == 200 && answer.version().equals("2"));
            operator(gateway).awaitPhase("paused");
            assertThat(operator(gateway).text("reason")).startsWith("step 1 passed");
            assertThat(operator(gateway).text("weight")).isEqualTo("100%");

            operator(gateway).command("resume");
            operator(gateway).awaitPhase("promoted");
            assertThat(stable.received()).isZero();
        }
    }

    @Test
    void blue_green_rolls_back_at_100_percent_within_the_bound() throws Exception {
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.answering(number -> number > 200 ? 500 : 200);
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(stable, canary).in(directory))) {
            operator(gateway).start(BLUE_GREEN);
            operator(gateway).awaitPhase("progressing");

            // At 100 % nobody else could serve what is in flight when the canary breaks, so few callers ask at a time.
            List<Callers.Answer> answers = callers.takeTurns(operator(gateway).split(), 400, 2);

            assertThat(answers.stream().filter(answer -> answer.status() >= 500))
                    .as("failed answers")
                    .hasSizeBetween(1, 25);
            operator(gateway).awaitPhase("rolled_back");
            assertThat(callers.takeTurns(operator(gateway).split(), 50, 4))
                    .allMatch(answer -> answer.version().equals("1"));
        }
    }

    @Test
    void only_the_cohort_meets_the_canary() throws Exception {
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory,
                        GatewayFile.of(stable, canary)
                                .withModel("canary: { match: { header: x-cohort, value: [beta, staff] } }")
                                .in(directory))) {
            operator(gateway).start("{\"version\":2,\"steps\":[{\"weight\":\"100%\",\"hold\":\"10m\"}]}");
            operator(gateway).awaitPhase("progressing");
            assertThat(operator(gateway).text("match")).isEqualTo("header x-cohort is one of beta, staff");
            for (int i = 0; i < 20; i++) {
                assertThat(callers.get(operator(gateway).split(), "x-cohort", "beta")
                                .version())
                        .isEqualTo("2");
                assertThat(callers.get(operator(gateway).split(), "x-cohort", "gamma")
                                .version())
                        .isEqualTo("1");
                assertThat(callers.get(operator(gateway).split()).version()).isEqualTo("1");
            }
        }
    }

    /** The canary has all of the cohort: what tells an outage of both are the callers outside it. */
    @Test
    void an_outage_of_both_is_not_the_canarys_that_has_a_whole_cohort() throws Exception {
        AtomicInteger stableStatus = new AtomicInteger(200);
        AtomicInteger canaryStatus = new AtomicInteger(200);
        try (StubModel stable = StubModel.answering(number -> stableStatus.get());
                StubModel canary = StubModel.answering(number -> canaryStatus.get());
                GatewayProcess gateway = GatewayProcess.start(
                        directory,
                        GatewayFile.of(stable, canary)
                                .withModel("canary: { match: { header: x-cohort, value: beta } }")
                                .in(directory))) {
            operator(gateway).start("{\"version\":2,\"steps\":[{\"weight\":\"100%\",\"hold\":\"10m\"}]}");
            operator(gateway).awaitPhase("progressing");
            everyFifthOfTheCohort(gateway, 200);
            awaitComparedWithOthers(gateway);

            stableStatus.set(503);
            canaryStatus.set(503);
            everyFifthOfTheCohort(gateway, 200);
            operator(gateway).awaitPhase("paused");
            assertThat(operator(gateway).text("reason")).startsWith("shared-fault");
        }
    }

    @Test
    void a_canary_that_breaks_for_its_whole_cohort_costs_no_more_than_another() throws Exception {
        AtomicInteger canaryStatus = new AtomicInteger(200);
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.answering(number -> canaryStatus.get());
                GatewayProcess gateway = GatewayProcess.start(
                        directory,
                        GatewayFile.of(stable, canary)
                                .withModel("canary: { match: { header: x-cohort, value: beta } }")
                                .in(directory))) {
            operator(gateway).start("{\"version\":2,\"steps\":[{\"weight\":\"100%\",\"hold\":\"10m\"}]}");
            operator(gateway).awaitPhase("progressing");
            everyFifthOfTheCohort(gateway, 200);
            awaitComparedWithOthers(gateway);

            canaryStatus.set(500);
            int before = canary.received();
            everyFifthOfTheCohort(gateway, 200);
            operator(gateway).awaitPhase("rolled_back");
            assertThat(canary.received() - before).isBetween(1, 20);
        }
    }

    private void everyFifthOfTheCohort(GatewayProcess gateway, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            callers.get(operator(gateway).split(), "x-cohort", i % 5 == 0 ? "beta" : "gamma");
        }
    }

    /** That the canary's share is a fifth shows in the threshold of the comparison, which is higher above 40 %. */
    private void awaitComparedWithOthers(GatewayProcess gateway) {
        Awaitility.await("a share below 40 %").atMost(10, TimeUnit.SECONDS).untilAsserted(() -> {
            everyFifthOfTheCohort(gateway, 10);
            JsonNode comparison = operator(gateway).rollout().get("evidence").get(2);
            assertThat(comparison.get("test").asText()).isEqualTo("relative-to-stable");
            assertThat(comparison.get("threshold").asInt()).isEqualTo(1_000);
        });
    }

    @Test
    void a_canary_proves_itself_on_copies_before_a_caller_meets_it() throws Exception {
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.healthy();
                GatewayProcess gateway =
                        GatewayProcess.start(directory, shadowed(stable, canary).in(directory))) {
            operator(gateway).start("{\"version\":2,\"steps\":[{\"weight\":\"1%\",\"hold\":\"10m\"}]}");
            assertThat(callers.takeTurns(operator(gateway).split(), 50, 1))
                    .allMatch(answer -> answer.version().equals("1"));
            assertThat(operator(gateway).phase()).isEqualTo("pending");
            assertThat(operator(gateway).text("reason")).startsWith("shadowing: ");

            callers.takeTurns(operator(gateway).split(), 150, 1);
            operator(gateway).awaitPhase("progressing");

            JsonNode shadow = operator(gateway).rollout().get("shadow");
            assertThat(shadow.get("same_status").asInt()).isGreaterThanOrEqualTo(75);
            assertThat(shadow.get("other_status").asInt()).isZero();
            assertThat(callers.get(gateway.admin().resolve("/metrics")).body())
                    .contains("inference_gateway_shadow_requests_total{model=\"fraud\",version=\"2\",outcome=\"ok\"}")
                    .contains("inference_gateway_shadow_compared_total{model=\"fraud\",version=\"2\","
                            + "result=\"other_status\"} 0");
        }
    }

    @Test
    void a_canary_that_fails_its_copies_is_rolled_back_and_no_caller_has_met_it() throws Exception {
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.answering(number -> 500);
                GatewayProcess gateway =
                        GatewayProcess.start(directory, shadowed(stable, canary).in(directory))) {
            operator(gateway).start("{\"version\":2}");
            assertThat(callers.takeTurns(operator(gateway).split(), 200, 2))
                    .allMatch(
                            answer -> answer.status() == 200 && answer.version().equals("1"));
            operator(gateway).awaitPhase("rolled_back");
            assertThat(operator(gateway).text("reason")).startsWith("shadow: canary 2 of fraud: ");
            int received = canary.received();
            callers.takeTurns(operator(gateway).split(), 50, 2);
            assertThat(canary.received()).as("nothing is copied any more").isEqualTo(received);
        }
    }

    private static GatewayFile shadowed(StubModel stable, StubModel canary) {
        return GatewayFile.of(stable, canary).withModel("canary: { shadow: { share: 100%, hold: 3s } }");
    }

    private RolloutOperator operator(GatewayProcess gateway) {
        return new RolloutOperator(gateway, callers, Duration.ofSeconds(30));
    }
}
