package io.inferencegateway.gateway.rollout;

import static io.inferencegateway.gateway.rollout.RolloutBench.MODEL;
import static io.inferencegateway.gateway.rollout.RolloutBench.answer;
import static io.inferencegateway.gateway.rollout.RolloutBench.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.canary.split.Cohort;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.config.GatewayConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is drawn, whose share is taken, and what lets a step end. */
class RolloutStrategyTest {
    @TempDir
    Path folder;

    /** The callers that met the first canary first are not to meet every canary first. */
    @Test
    void every_start_and_retry_draws_its_callers_anew() throws Exception {
        try (RolloutBench bench = bench(config())) {
            bench.startProgressing(2);
            assertThat(bench.split().salt()).isEqualTo(42);
            command(bench, Operation.PROMOTE);
            assertThat(bench.split().salt())
                    .as("a raise keeps callers where they are")
                    .isEqualTo(42);
            abort(bench);

            bench.salt = 43;
            command(bench, Operation.RETRY);
            bench.tick();
            assertThat(bench.split()).isEqualTo(new TrafficSplit(1, 2, 1_000, 43));
            abort(bench);

            bench.salt = 44;
            bench.startProgressing(3);
            assertThat(bench.split()).isEqualTo(new TrafficSplit(1, 3, 1_000, 44));
        }
    }

    @Test
    void a_cohort_is_all_that_has_its_share_taken_until_the_canary_gets_everything() throws Exception {
        Cohort beta = new Cohort("x-cohort", null, List.of("beta"));
        try (RolloutBench bench = bench(config(1, "1,2", "rollback", "match: { header: x-cohort, value: beta }"))) {
            assertThat(bench.startProgressing(2).match()).isEqualTo("header x-cohort is beta");
            assertThat(bench.route().cohort()).isEqualTo(beta);
            command(bench, Operation.PROMOTE);
            assertThat(bench.route().cohort()).isEqualTo(beta);

            command(bench, Operation.PROMOTE);
            assertThat(bench.view().phase()).isEqualTo("promoting");
            assertThat(bench.route().cohort()).isNull();
            command(bench, Operation.ABORT);
            assertThat(bench.route().split()).isEqualTo(TrafficSplit.allTo(1));
        }
    }

    @Test
    void a_cohort_and_a_pace_are_those_of_the_start_after_a_restart_and_a_changed_file() throws Exception {
        Path file = folder.resolve("igw.db");
        String keys = "match: { cookie: cohort, value: [a, b] }\n      pace: automatic";
        try (RolloutBench bench = new RolloutBench(file, config(1, "1,2", "rollback", keys))) {
            bench.startProgressing(2);
        }
        try (RolloutBench bench = new RolloutBench(file, config())) {
            assertThat(bench.route().cohort()).isEqualTo(new Cohort(null, "cohort", List.of("a", "b")));
            assertThat(bench.view().pace()).isEqualTo("automatic");
        }
    }

    @Test
    void an_automatic_step_ends_when_its_evidence_does_not_when_the_clock_says() throws Exception {
        try (RolloutBench bench = bench(config(1, "1,2", "rollback", "pace: automatic"))) {
            bench.startProgressing(2);
            answer(bench.watch(), Answer.GOOD, 400);
            bench.tick();
            assertThat(bench.view().weightBasisPoints()).isEqualTo(5_000);
            answer(bench.watch(), Answer.GOOD, 74);
            bench.tick();
            assertThat(bench.view().weightBasisPoints()).isEqualTo(5_000);
            answer(bench.watch(), Answer.GOOD, 1);
            bench.tick();
            assertThat(bench.view().phase()).isEqualTo("promoting");
        }
    }

    @Test
    void a_gate_is_opened_by_resume_and_leads_to_the_next_step() throws Exception {
        PlanChoice gated = new PlanChoice(
                List.of(
                        new RolloutPlan.Step(1_000, Duration.ZERO, true),
                        new RolloutPlan.Step(5_000, Duration.ofMinutes(1))),
                null);
        try (RolloutBench bench = bench(config())) {
            bench.await(() -> bench.controller.start(MODEL, RolloutBench.asked(2, gated)));
            bench.tick();
            answer(bench.watch(), Answer.GOOD, 400);
            bench.tick();
            assertThat(bench.view().phase()).isEqualTo("paused");
            assertThat(bench.view().reason()).startsWith("step 1 passed");
            bench.tickAfterMillis(3_600_000);
            assertThat(bench.split().canaryBasisPoints()).isEqualTo(1_000);

            assertThat(command(bench, Operation.RESUME).weightBasisPoints()).isEqualTo(5_000);
        }
    }

    private static void abort(RolloutBench bench) throws Exception {
        command(bench, Operation.ABORT);
        bench.tick();
        assertThat(bench.view().phase()).isEqualTo("rolled_back");
    }

    private RolloutBench bench(GatewayConfig config) throws Exception {
        return new RolloutBench(folder.resolve("igw.db"), config);
    }

    private static RolloutView command(RolloutBench bench, Operation operation) throws Exception {
        return bench.await(() -> bench.controller.apply(MODEL, RolloutBench.wish(operation)));
    }
}
