package io.inferencegateway.gateway.rollout;

import static io.inferencegateway.gateway.rollout.RolloutBench.MODEL;
import static io.inferencegateway.gateway.rollout.RolloutBench.answer;
import static io.inferencegateway.gateway.rollout.RolloutBench.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.route.CanaryWatch;
import io.inferencegateway.gateway.route.RoutingTables;
import io.inferencegateway.gateway.state.RolloutRecord;
import io.inferencegateway.gateway.state.StoredRollout;
import io.inferencegateway.monitoring.evidence.Evidence;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutControllerTest {
    @TempDir
    Path folder;

    @Test
    void gives_the_canary_its_first_step_once_it_is_reachable() throws Exception {
        try (RolloutBench bench = bench(config())) {
            bench.reachable = false;
            RolloutView started = bench.start(2);
            bench.tick();
            assertThat(started.phase()).isEqualTo("pending");
            assertThat(bench.split()).isEqualTo(new TrafficSplit(1, 2, 0, 42));

            bench.reachable = true;
            bench.tick();

            assertThat(bench.view().phase()).isEqualTo("progressing");
            assertThat(bench.split()).isEqualTo(new TrafficSplit(1, 2, 1_000, 42));
            assertThat(bench.heard).extracting(RolloutView.Change::to).containsExactly("pending", "progressing");
        }
    }

    @Test
    void rolls_back_when_the_canary_fails_every_request() throws Exception {
        try (RolloutBench bench = bench(config())) {
            bench.startProgressing(2);
            CanaryWatch watch = bench.watch();
            int bad = 0;
            while (bench.split().hasCanary() && bad < 100) {
                answer(watch, Answer.BAD, 1);
                bad++;
            }

            assertThat(bad).as("bad answers until the next request is safe").isBetween(10, 15);
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(1));
            bench.tick();
            bench.tick();
            RolloutView view = bench.view();
            assertThat(view.phase()).isEqualTo("rolled_back");
            assertThat(view.weightBasisPoints()).isZero();
            assertThat(view.reason()).startsWith("error-rate");
            assertThat(view.evidence())
                    .filteredOn(test -> test.test().equals("error-rate"))
                    .singleElement()
                    .satisfies(test -> assertThat(test.verdict()).isEqualTo("critical"));
            assertThat(rollbacksOf(bench)).containsEntry(new RollbackCounts.Key(MODEL, "error-rate"), 1L);
        }
    }

    @Test
    void ends_a_rollback_when_the_last_exchange_in_flight_has_ended() throws Exception {
        try (RolloutBench bench = bench(config())) {
            bench.startProgressing(2);
            bench.inFlight = 3;
            command(bench, Operation.ABORT);
            bench.tick();
            assertThat(bench.view().phase()).isEqualTo("rolling_back");

            bench.inFlight = 0;
            bench.tick();

            assertThat(bench.view().phase()).isEqualTo("rolled_back");
        }
    }

    @Test
    void a_raise_that_waits_for_the_disk_gives_nothing_to_a_canary_that_trips_meanwhile() throws Exception {
        try (RolloutBench bench = bench(config())) {
            bench.startProgressing(2);
            CanaryWatch watch = bench.watch();
            Promise<Void> disk = Promise.promise();
            bench.store.held = disk;
            Promise<RolloutView> promoted = Promise.promise();
            bench.control.runOnContext(ignored -> bench.controller
                    .apply(MODEL, RolloutBench.wish(Operation.PROMOTE))
                    .onComplete(promoted));

            // The context takes one thing after the other: the command waits for the disk when this is done.
            bench.await(Future::succeededFuture);
            answer(watch, Answer.BAD, 30);
            bench.store.held = null;
            disk.complete();
            promoted.future().await();
            bench.tick();
            bench.tick();

            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(1));
            assertThat(bench.view().phase()).isEqualTo("rolled_back");
        }
    }

    @Test
    void a_raise_that_cannot_be_stored_is_not_done() throws Exception {
        try (RolloutBench bench = bench(config())) {
            bench.startProgressing(2);
            bench.store.full = true;

            RolloutProblem problem = problemOf(bench, Operation.PROMOTE);

            assertThat(problem.status()).isEqualTo(503);
            assertThat(bench.split().canaryBasisPoints()).isEqualTo(1_000);
            assertThat(bench.view().step()).isZero();
            bench.store.full = false;
            assertThat(command(bench, Operation.PROMOTE).weightBasisPoints()).isEqualTo(5_000);
        }
    }

    @Test
    void an_abort_takes_the_traffic_away_without_a_disk_and_is_stored_once_there_is_one() throws Exception {
        Path file = folder.resolve("igw.db");
        try (RolloutBench bench = new RolloutBench(file, config())) {
            bench.startProgressing(2);
            bench.store.full = true;
            command(bench, Operation.ABORT);
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(1));

            bench.store.full = false;
            bench.tick();
        }
        try (RolloutBench restarted = new RolloutBench(file, config())) {
            assertThat(restarted.view().phase()).isEqualTo("rolled_back");
            assertThat(restarted.split()).isEqualTo(TrafficSplit.allTo(1));
        }
    }

    @Test
    void a_restart_resumes_the_same_step_with_its_evidence_and_its_callers() throws Exception {
        Path file = folder.resolve("igw.db");
        RolloutView before;
        try (RolloutBench bench = new RolloutBench(file, config())) {
            bench.startProgressing(2);
            answer(bench.watch(), Answer.GOOD, 30);
            answer(bench.watch(), Answer.BAD, 3);
            bench.tickAfterMillis(1_000);
            before = bench.view();
        }
        try (RolloutBench restarted = new RolloutBench(file, config())) {
            RolloutView after = restarted.view();
            assertThat(after.phase()).isEqualTo("progressing");
            assertThat(after.evidence()).isEqualTo(before.evidence());
            assertThat(restarted.split()).isEqualTo(new TrafficSplit(1, 2, 1_000, 42));
            answer(restarted.watch(), Answer.BAD, 15);
            assertThat(restarted.split().hasCanary()).isFalse();
        }
    }

    @Test
    void evidence_that_was_critical_when_the_process_died_gives_no_traffic_after_the_restart() throws Exception {
        Path file = folder.resolve("igw.db");
        try (RolloutBench bench = new RolloutBench(file, config())) {
            bench.startProgressing(2);
            StoredRollout.Intact stored =
                    (StoredRollout.Intact) bench.await(bench.store::rollouts).get(0);
            RolloutRecord record = stored.record();
            SavedRollout progressing = SavedRollout.decode(record.body());
            Evidence critical = Evidence.fresh(progressing.policy(), 1_000);
            for (int i = 0; i < 30; i++) {
                critical = critical.admitted(0);
                critical = critical.completed(critical.lastAdmission(), 0, Answer.BAD, false, 0);
            }
            SavedRollout torn = new SavedRollout(
                    progressing.state(),
                    progressing.plan(),
                    progressing.policy(),
                    progressing.salt(),
                    progressing.transitions(),
                    progressing.configuredStable(),
                    progressing.superseded(),
                    critical.toRecord(),
                    null);
            RolloutRecord later = new RolloutRecord(MODEL, record.epoch(), record.revision() + 9, torn.encode());
            bench.await(() -> bench.store.saveRollout(later, List.of()));
        }

        try (RolloutBench restarted = new RolloutBench(file, config())) {
            assertThat(restarted.split().canaryBasisPoints()).isZero();
            restarted.tick();
            restarted.tick();
            assertThat(restarted.view().phase()).isEqualTo("rolled_back");
            assertThat(restarted.split()).isEqualTo(TrafficSplit.allTo(1));
        }
    }

    @Test
    void a_critical_canary_only_pauses_where_the_policy_says_so() throws Exception {
        try (RolloutBench bench = bench(config(1, "1,2,3", "pause"))) {
            bench.startProgressing(2);

            answer(bench.watch(), Answer.BAD, 30);
            bench.tick();

            assertThat(bench.view().phase()).isEqualTo("paused");
            assertThat(bench.view().reason()).startsWith("error-rate");
            assertThat(bench.split().canaryBasisPoints()).isEqualTo(1_000);
        }
    }

    @Test
    void a_promoted_canary_stays_stable_over_a_restart_and_a_reload() throws Exception {
        Path file = folder.resolve("igw.db");
        try (RolloutBench bench = new RolloutBench(file, config())) {
            promote(bench, 2);
        }
        try (RolloutBench restarted = new RolloutBench(file, config())) {
            assertThat(restarted.split()).isEqualTo(TrafficSplit.allTo(2));
            reload(restarted, config(), config());
            assertThat(restarted.split()).isEqualTo(TrafficSplit.allTo(2));
            assertThat(restarted.start(3).stable()).isEqualTo(2);
        }
    }

    @Test
    void an_operator_who_changes_stable_in_the_file_gets_it_for_good() throws Exception {
        Path file = folder.resolve("igw.db");
        try (RolloutBench bench = new RolloutBench(file, config())) {
            promote(bench, 2);
            reload(bench, config(), config(3, "1,2,3", "rollback"));
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(3));
            reload(bench, config(3, "1,2,3", "rollback"), config());
            bench.tick();
        }
        try (RolloutBench restarted = new RolloutBench(file, config())) {
            assertThat(restarted.split()).isEqualTo(TrafficSplit.allTo(1));
        }
    }

    @Test
    void a_reload_without_the_canary_ends_its_rollout_with_the_reason() throws Exception {
        try (RolloutBench bench = bench(config())) {
            bench.startProgressing(2);

            reload(bench, config(), config(1, "1,3", "rollback"));
            bench.tick();
            bench.tick();

            assertThat(bench.view().phase()).isEqualTo("rolled_back");
            assertThat(bench.view().reason()).contains("version 2 was removed from the configuration");
        }
    }

    @Test
    void a_record_that_cannot_be_read_pauses_without_weight_and_its_bytes_stay() throws Exception {
        Path file = folder.resolve("igw.db");
        try (RolloutBench bench = new RolloutBench(file, config())) {
            bench.startProgressing(2);
        }
        SqliteShell.execute(file, "UPDATE rollout SET body = replace(body, '1000', '9000')");

        try (RolloutBench restarted = new RolloutBench(file, config())) {
            assertThat(restarted.view().phase()).isEqualTo("paused");
            assertThat(restarted.view().reason()).contains("can't be read");
            assertThat(restarted.split().canaryBasisPoints()).isZero();
            restarted.tick();
            command(restarted, Operation.ABORT);
        }
        assertThat(SqliteShell.text(file, "SELECT body FROM rollout WHERE epoch = 1"))
                .contains("9000");
    }

    @Test
    void refuses_with_the_status_and_the_reason_an_operator_can_act_on() throws Exception {
        try (RolloutBench bench = bench(config())) {
            assertThat(problemOf(bench, Operation.PAUSE).status()).isEqualTo(404);
            assertThat(startProblem(bench, "nobody", 2, null).status()).isEqualTo(404);
            assertThat(startProblem(bench, MODEL, 9, null).status()).isEqualTo(400);
            List<RolloutPlan.Step> falling =
                    List.of(new RolloutPlan.Step(5_000, Duration.ZERO), new RolloutPlan.Step(1_000, Duration.ZERO));
            assertThat(startProblem(bench, MODEL, 2, falling).status()).isEqualTo(400);

            bench.start(2);
            RolloutProblem second = startProblem(bench, MODEL, 3, null);

            assertThat(second.status()).isEqualTo(409);
            assertThat(second.detail()).contains("version 2");
            assertThat(problemOf(bench, Operation.RESUME).status()).isEqualTo(409);
        }
    }

    @Test
    void a_retry_begins_with_fresh_evidence_and_an_epoch_of_its_own() throws Exception {
        try (RolloutBench bench = bench(config())) {
            bench.startProgressing(2);
            CanaryWatch first = bench.watch();
            answer(first, Answer.BAD, 20);
            bench.tick();
            bench.tick();

            RolloutView retried = command(bench, Operation.RETRY);
            bench.tick();
            answer(first, Answer.BAD, 20);

            assertThat(retried.epoch()).isEqualTo(2);
            assertThat(retried.evidence())
                    .allSatisfy(test -> assertThat(test.n()).isZero());
            assertThat(bench.split().canaryBasisPoints())
                    .as("late answers of the first try say nothing about the second")
                    .isEqualTo(1_000);
            assertThat(bench.await(() -> Future.succeededFuture(bench.controller.history(MODEL))))
                    .extracting(RolloutView::epoch)
                    .containsExactly(2L, 1L);
        }
    }

    @Test
    void passes_its_steps_on_evidence_and_ends_as_the_new_stable() throws Exception {
        try (RolloutBench bench = bench(config())) {
            bench.startProgressing(2);
            for (int step = 0; step < 2; step++) {
                answer(bench.watch(), Answer.GOOD, 400);
                bench.tickAfterMillis(60_000);
            }
            assertThat(bench.view().phase()).isEqualTo("promoting");
            assertThat(bench.split().canaryBasisPoints()).isEqualTo(TrafficSplit.WHOLE);

            bench.tickAfterMillis(RolloutPlan.DEFAULT_BAKE.toMillis());

            assertThat(bench.view().phase()).isEqualTo("promoted");
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(2));
        }
    }

    private RolloutBench bench(GatewayConfig config) throws Exception {
        return new RolloutBench(folder.resolve("igw.db"), config);
    }

    private static void promote(RolloutBench bench, int version) throws Exception {
        bench.startProgressing(version);
        command(bench, Operation.PROMOTE_FULL);
        bench.tickAfterMillis(RolloutPlan.DEFAULT_BAKE.toMillis());
        assertThat(bench.view().phase()).isEqualTo("promoted");
    }

    private static void reload(RolloutBench bench, GatewayConfig before, GatewayConfig after) throws Exception {
        bench.routes.update(table -> RoutingTables.reloaded(before, after, table));
        bench.await(() -> {
            bench.controller.configured(after);
            return Future.succeededFuture();
        });
    }

    private static RolloutView command(RolloutBench bench, Operation operation) throws Exception {
        return bench.await(() -> bench.controller.apply(MODEL, RolloutBench.wish(operation)));
    }

    private static RolloutProblem problemOf(RolloutBench bench, Operation operation) {
        return catchThrowableOfType(RolloutProblem.class, () -> command(bench, operation));
    }

    private static RolloutProblem startProblem(
            RolloutBench bench, String model, int version, @Nullable List<RolloutPlan.Step> steps) {
        return catchThrowableOfType(
                RolloutProblem.class,
                () -> bench.await(
                        () -> bench.controller.start(model, RolloutBench.asked(version, new PlanChoice(steps, null)))));
    }

    private static Map<RollbackCounts.Key, Long> rollbacksOf(RolloutBench bench) throws Exception {
        return bench.await(() -> Future.succeededFuture(bench.controller.rollbacks()));
    }
}
