package io.inferencegateway.gateway.rollout;

import static io.inferencegateway.gateway.rollout.RolloutBench.MODEL;
import static io.inferencegateway.gateway.rollout.RolloutBench.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.route.RoutingTables;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that names another stable version where that is to be a rollout. */
class DeclaredStableTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private GatewayConfig inForce = naming(1);

    @Test
    void a_changed_file_starts_a_rollout_from_what_serves_and_ends_agreeing_with_it() throws Exception {
        try (RolloutBench bench = bench()) {
            reload(bench, naming(2));
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(1));
            bench.tick();
            bench.tick();

            RolloutView view = bench.view();
            assertThat(view.phase()).isEqualTo("progressing");
            assertThat(view.stable()).isEqualTo(1);
            assertThat(view.canary()).isEqualTo(2);
            assertThat(view.history().get(0).actor()).isEqualTo("configuration");
            assertThat(view.history().get(0).reason()).contains("names version 2 as stable");
            promote(bench);
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(2));
        }
        try (RolloutBench restarted = bench()) {
            restarted.tick();
            assertThat(restarted.split()).isEqualTo(TrafficSplit.allTo(2));
            assertThat(restarted.view().epoch()).isEqualTo(1);
        }
    }

    @Test
    void after_a_rollback_nothing_starts_until_the_file_changes_or_an_operator_retries() throws Exception {
        try (RolloutBench bench = bench()) {
            declare(bench, 2);
            answer(bench.watch(), Answer.BAD, 30);
            ticks(bench);
            assertThat(bench.view().phase()).isEqualTo("rolled_back");
            assertThat(bench.view().epoch()).isEqualTo(1);
        }
        try (RolloutBench restarted = bench()) {
            ticks(restarted);
            assertThat(restarted.view().epoch()).isEqualTo(1);
            assertThat(restarted.split()).isEqualTo(TrafficSplit.allTo(1));

            reload(restarted, naming(1));
            ticks(restarted);
            assertThat(restarted.view().epoch()).isEqualTo(1);
            declare(restarted, 2);
            assertThat(restarted.view().epoch()).isEqualTo(2);
        }
    }

    @Test
    void a_file_changed_while_the_process_was_down_starts_one_rollout() throws Exception {
        try (RolloutBench bench = bench()) {
            bench.tick();
        }
        inForce = naming(2);
        for (int start = 0; start < 3; start++) {
            try (RolloutBench restarted = bench()) {
                assertThat(restarted.split().stable()).isEqualTo(1);
                ticks(restarted);
                assertThat(restarted.view().epoch()).isEqualTo(1);
                assertThat(restarted.view().phase()).isEqualTo("progressing");
            }
        }
    }

    @Test
    void a_file_changed_while_the_process_was_down_after_a_promotion_starts_from_the_promoted_version()
            throws Exception {
        try (RolloutBench bench = bench()) {
            declare(bench, 2);
            promote(bench);
        }
        inForce = naming(3);
        try (RolloutBench restarted = bench()) {
            assertThat(restarted.split()).isEqualTo(TrafficSplit.allTo(2));
            ticks(restarted);
            assertThat(restarted.view().stable()).isEqualTo(2);
            assertThat(restarted.view().canary()).isEqualTo(3);
        }
    }

    @Test
    void a_change_while_its_rollout_runs_ends_it_and_starts_anew_from_the_original_version() throws Exception {
        try (RolloutBench bench = bench()) {
            declare(bench, 2);
            answer(bench.watch(), Answer.GOOD, 100);

            reload(bench, naming(3));
            bench.tick();
            assertThat(bench.split().canary() == 2 && bench.split().canaryBasisPoints() > 0)
                    .isFalse();
            ticks(bench);

            assertThat(bench.view().stable()).isEqualTo(1);
            assertThat(bench.view().canary()).isEqualTo(3);
            assertThat(bench.view().evidence())
                    .allSatisfy(test -> assertThat(test.n()).isZero());
            RolloutView ended = bench.await(() -> Future.succeededFuture(bench.controller.history(MODEL)))
                    .get(1);
            assertThat(ended.phase()).isEqualTo("rolled_back");
            assertThat(ended.reason()).contains("the configuration names version 3 as stable now");
        }
    }

    @Test
    void a_file_that_takes_its_wish_back_ends_its_rollout_and_starts_none() throws Exception {
        try (RolloutBench bench = bench()) {
            declare(bench, 2);
            reload(bench, naming(1));
            ticks(bench);
            assertThat(bench.view().phase()).isEqualTo("rolled_back");
            assertThat(bench.view().epoch()).isEqualTo(1);
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(1));
        }
    }

    @Test
    void a_rollout_that_an_operator_started_is_left_to_its_end() throws Exception {
        try (RolloutBench bench = bench()) {
            bench.startProgressing(3);
            reload(bench, naming(2));
            ticks(bench);
            assertThat(bench.view().canary()).isEqualTo(3);
            assertThat(bench.view().phase()).isEqualTo("progressing");
            assertThat(waiting(bench)).contains(new WaitingRollout(2, "waits: another rollout runs"));

            bench.await(() -> bench.controller.apply(MODEL, RolloutBench.wish(Operation.ABORT)));
            ticks(bench);

            assertThat(bench.view().canary()).isEqualTo(2);
            assertThat(waiting(bench)).isEmpty();
        }
    }

    private static Optional<WaitingRollout> waiting(RolloutBench bench) throws Exception {
        return bench.await(() -> Future.succeededFuture(bench.controller.waiting(MODEL)));
    }

    @Test
    void a_storm_of_files_ends_in_one_rollout_to_what_the_last_one_names_and_gives_nobody_everything()
            throws Exception {
        try (RolloutBench bench = bench()) {
            int[] named = {2, 3, 1, 3, 2};
            for (int i = 0; i < 50; i++) {
                reload(bench, naming(named[i % named.length]));
                if (i % 3 == 0) {
                    bench.await(() -> {
                        bench.controller.tick();
                        return Future.succeededFuture();
                    });
                }
                assertThat(bench.split().stable()).isEqualTo(1);
                assertThat(bench.split().canaryBasisPoints()).isLessThanOrEqualTo(1_000);
            }
            for (int i = 0; i < 5; i++) {
                ticks(bench);
            }
            assertThat(bench.view().canary()).isEqualTo(2);
            assertThat(bench.view().phase()).isEqualTo("progressing");
            assertThat(waiting(bench)).isEmpty();
        }
    }

    @Test
    void a_freeze_delays_the_start() throws Exception {
        String frozen = "\nfreeze: [ { days: [sun], from: \"11:00\", to: \"13:00\", zone: UTC } ]";
        try (RolloutBench bench = bench()) {
            reload(bench, naming(2, frozen));
            ticks(bench);
            assertThat(bench.await(() -> Future.succeededFuture(bench.controller.current(MODEL))))
                    .isEmpty();
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(1));
            assertThat(waiting(bench).orElseThrow().reason())
                    .startsWith("waits: rollouts are frozen until 2026-11-22T13:00Z");

            bench.tickAfterMillis(3_600_000);
            ticks(bench);

            assertThat(bench.view().canary()).isEqualTo(2);
            assertThat(waiting(bench)).isEmpty();
        }
    }

    @Test
    void a_start_that_cannot_be_stored_is_made_when_it_can() throws Exception {
        try (RolloutBench bench = bench()) {
            bench.store.full = true;
            reload(bench, naming(2));
            ticks(bench);
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(1));
            bench.store.full = false;
            ticks(bench);
            assertThat(bench.view().canary()).isEqualTo(2);
        }
    }

    @Test
    void what_serves_is_taken_out_of_the_file_and_the_named_version_serves_at_once() throws Exception {
        try (RolloutBench bench = bench()) {
            reload(bench, RolloutBench.config(2, "2,3", "rollback", "on-stable-change: rollout"));
            ticks(bench);
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(2));
            assertThat(bench.await(() -> Future.succeededFuture(bench.controller.current(MODEL))))
                    .isEmpty();
        }
    }

    private RolloutBench bench() throws Exception {
        return new RolloutBench(folder.resolve("igw.db"), inForce);
    }

    private static GatewayConfig naming(int stable) {
        return naming(stable, "");
    }

    private static GatewayConfig naming(int stable, String more) {
        return RolloutBench.config(stable, "1,2,3", "rollback", "bake: 0s\non-stable-change: rollout" + more);
    }

    private void declare(RolloutBench bench, int stable) throws Exception {
        reload(bench, naming(stable));
        ticks(bench);
        assertThat(bench.view().phase()).isEqualTo("progressing");
        assertThat(bench.view().canary()).isEqualTo(stable);
    }

    /** Enough for a rollback to end and for the next rollout to reach its first step. */
    private static void ticks(RolloutBench bench) throws Exception {
        for (int i = 0; i < 6; i++) {
            bench.tick();
        }
    }

    private static void promote(RolloutBench bench) throws Exception {
        bench.await(() -> bench.controller.apply(MODEL, RolloutBench.wish(Operation.PROMOTE_FULL)));
        bench.tick();
        assertThat(bench.view().phase()).isEqualTo("promoted");
    }

    private void reload(RolloutBench bench, GatewayConfig after) throws Exception {
        GatewayConfig before = inForce;
        inForce = after;
        bench.routes.update(table -> RoutingTables.reloaded(before, after, table));
        bench.await(() -> {
            bench.controller.configured(after);
            return Future.succeededFuture();
        });
    }
}
