package io.inferencegateway.gateway.rollout;

import static io.inferencegateway.gateway.rollout.RolloutBench.config;
import static io.inferencegateway.gateway.rollout.RolloutBench.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process dies after it has stored a change and before it has told it. */
class ToldChangesTest {
    private static final String RESUMED = "resumed after a restart";

    @TempDir
    Path folder;

    @Test
    void a_change_that_was_stored_and_not_told_is_told_by_the_next_process_once() throws Exception {
        Path file = folder.resolve("igw.db");
        try (RolloutBench bench = new RolloutBench(file, config())) {
            bench.reachable = false;
            bench.start(2);
            bench.await(bench.behind::flush);
            bench.store.fullForDocuments = true;
            bench.reachable = true;
            bench.tick();
            assertThat(bench.heard).extracting(RolloutView.Change::to).containsExactly("pending", "progressing");
        }
        try (RolloutBench next = new RolloutBench(file, config())) {
            assertThat(next.heard)
                    .extracting(RolloutView.Change::reason)
                    .containsExactly("the canary is reachable", RESUMED);
            next.await(next.behind::flush);
        }
        try (RolloutBench later = new RolloutBench(file, config())) {
            assertThat(later.heard).extracting(RolloutView.Change::reason).containsExactly(RESUMED);
        }
    }

    @Test
    void the_first_start_of_all_is_told_as_well() throws Exception {
        Path file = folder.resolve("igw.db");
        try (RolloutBench bench = new RolloutBench(file, config())) {
            bench.store.fullForDocuments = true;
            bench.start(2);
        }
        try (RolloutBench next = new RolloutBench(file, config())) {
            assertThat(next.heard).extracting(RolloutView.Change::to).startsWith("pending");
        }
    }

    @Test
    void what_an_earlier_release_told_is_not_told_again() throws Exception {
        Path file = folder.resolve("igw.db");
        try (RolloutBench bench = new RolloutBench(file, config())) {
            bench.startProgressing(2);
            bench.await(() -> bench.controller.apply(RolloutBench.MODEL, wish(Operation.ABORT)));
            bench.tick();
            bench.await(() -> bench.store.deleteDocument("told", RolloutBench.MODEL));
        }
        try (RolloutBench next = new RolloutBench(file, config(), RolloutBench.BEGINNING.plus(Duration.ofMinutes(2)))) {
            assertThat(next.heard).isEmpty();
        }
    }

    @Test
    void the_next_rollout_is_told_from_its_beginning() throws Exception {
        Path file = folder.resolve("igw.db");
        try (RolloutBench bench = new RolloutBench(file, config())) {
            bench.startProgressing(2);
            bench.await(() -> bench.controller.apply(RolloutBench.MODEL, wish(Operation.ABORT)));
            bench.tick();
            bench.store.fullForDocuments = true;
            bench.start(3);
            bench.tick();
        }
        try (RolloutBench next = new RolloutBench(file, config())) {
            assertThat(next.heard).extracting(RolloutView.Change::to).startsWith("pending", "progressing");
        }
    }
}
