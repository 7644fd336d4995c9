package io.inferencegateway.gateway.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody sets the host's clock by a day while a rollout runs. */
class ClockJumpTest {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} h")
    @ValueSource(ints = {24, -24})
    void a_hold_takes_as_long_as_it_says(int hours) throws Exception {
        try (RolloutBench bench = new RolloutBench(folder.resolve("igw.db"), RolloutBench.config())) {
            bench.startProgressing(2);
            RolloutBench.answer(bench.watch(), Answer.GOOD, 400);
            bench.tickAfterMillis(30_000);

            bench.setClock(Duration.ofHours(hours));
            bench.tick();
            assertThat(bench.view().step()).as("half of the hold is over").isZero();
            bench.tickAfterMillis(29_000);
            assertThat(bench.view().step()).isZero();
            bench.tickAfterMillis(1_000);

            assertThat(bench.view().step()).isEqualTo(1);
            assertThat(bench.view().phase()).isEqualTo("progressing");
        }
    }

    @ParameterizedTest(name = "{0} h")
    @ValueSource(ints = {24, -24})
    void evidence_counts_on_and_the_next_epoch_is_higher(int hours) throws Exception {
        Path file = folder.resolve("igw.db");
        try (RolloutBench bench = new RolloutBench(file, RolloutBench.config())) {
            bench.startProgressing(2);
            RolloutBench.answer(bench.watch(), Answer.GOOD, 20);
            bench.setClock(Duration.ofHours(hours));
            bench.tick();
            RolloutBench.answer(bench.watch(), Answer.BAD, 20);
            assertThat(bench.split().canaryBasisPoints()).isZero();
            bench.tick();
            bench.tick();
            assertThat(bench.view().phase()).isEqualTo("rolled_back");
            assertThat(bench.await(() -> bench.controller.apply(RolloutBench.MODEL, RolloutBench.wish(Operation.RETRY)))
                            .epoch())
                    .isEqualTo(2);
        }
        try (RolloutBench restarted = new RolloutBench(file, RolloutBench.config())) {
            assertThat(restarted.view().epoch()).isEqualTo(2);
        }
    }
}
