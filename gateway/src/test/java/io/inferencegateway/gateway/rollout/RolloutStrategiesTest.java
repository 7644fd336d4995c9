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
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Undo, the watch over a promoted version, freezes, dry runs and preconditions. The bench's day is a Sunday, 12:00 UTC. */
class RolloutStrategiesTest {
    private static final String NO_BAKE = "bake: 0s";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void undo_gives_everything_back_to_the_version_before_at_once() throws Exception {
        try (RolloutBench bench = bench(NO_BAKE)) {
            promote(bench);
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(2));

            RolloutView undone = command(bench, Operation.UNDO);

            assertThat(undone.phase()).isEqualTo("rolling_back");
            assertThat(undone.reason()).isEqualTo("undone: because");
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(1));
            bench.tick();
            assertThat(bench.view().phase()).isEqualTo("rolled_back");
        }
        try (RolloutBench restarted = bench(NO_BAKE)) {
            assertThat(restarted.split()).isEqualTo(TrafficSplit.allTo(1));
        }
    }

    @Test
    void undo_is_refused_while_nothing_is_promoted_and_where_stable_has_changed_since() throws Exception {
        try (RolloutBench bench = bench(NO_BAKE)) {
            bench.startProgressing(2);
            assertThat(problem(bench, Operation.UNDO).detail()).contains("can't undo");
            promoteFull(bench);
            reload(bench, config(1, "1,2,3", "rollback", NO_BAKE), config(3, "1,2,3", "rollback", NO_BAKE));

            RolloutProblem refused = problem(bench, Operation.UNDO);

            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.detail()).contains("has changed since version 2", "3 serves now");
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(3));
            assertThat(bench.view().standing().watch())
                    .as("it is no longer this rollout's to judge")
                    .isNull();
        }
    }

    @Test
    void undo_is_refused_where_the_version_before_is_gone() throws Exception {
        try (RolloutBench bench = bench(NO_BAKE)) {
            promote(bench);
            reload(bench, config(1, "1,2", "rollback", NO_BAKE), config(2, "2,3", "rollback", NO_BAKE));

            assertThat(problem(bench, Operation.UNDO).detail()).contains("version 1", "not in the configuration");
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(2));
        }
    }

    @Test
    void a_file_that_comes_to_name_what_was_promoted_agrees_and_leaves_the_undo() throws Exception {
        try (RolloutBench bench = bench(NO_BAKE)) {
            promote(bench);
            reload(bench, config(1, "1,2,3", "rollback", NO_BAKE), config(2, "1,2,3", "rollback", NO_BAKE));
            command(bench, Operation.UNDO);
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(1));
        }
    }

    @Test
    void a_promoted_version_that_turns_critical_is_told_once_with_the_way_back_and_keeps_its_traffic()
            throws Exception {
        try (RolloutBench bench = bench(NO_BAKE)) {
            promote(bench);

            answer(bench.watch(), Answer.BAD, 30);
            bench.tick();
            answer(bench.watch(), Answer.BAD, 30);
            bench.tick();

            RolloutView view = bench.view();
            assertThat(view.phase()).isEqualTo("promoted");
            assertThat(view.reason()).startsWith("regression: error-rate").endsWith("with: igw rollout undo fraud");
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(2));
            assertThat(bench.heard)
                    .filteredOn(change -> change.remark().equals("regression"))
                    .hasSize(1);
            assertThat(last(view).evidence()).anyMatch(figure -> figure.eValue() >= figure.threshold());
            command(bench, Operation.UNDO);
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(1));
        }
    }

    @Test
    void a_promoted_version_that_turns_critical_is_undone_where_the_policy_says_so() throws Exception {
        try (RolloutBench bench = bench(NO_BAKE + "\non-regression: rollback")) {
            promote(bench);
            CanaryWatch watch = bench.watch();

            int bad = 0;
            while (bench.split().stable() == 2 && bad < 100) {
                answer(watch, Answer.BAD, 1);
                bad++;
            }

            assertThat(bad).as("bad answers until the next request is safe").isBetween(10, 20);
            bench.tick();
            bench.tick();
            assertThat(bench.view().phase()).isEqualTo("rolled_back");
            assertThat(bench.view().reason()).startsWith("regression: error-rate");
            assertThat(bench.await(() -> Future.succeededFuture(bench.controller.rollbacks())))
                    .containsEntry(new RollbackCounts.Key(MODEL, "error-rate"), 1L);
        }
    }

    @Test
    void the_watch_goes_on_after_a_restart_with_what_it_knew_and_ends_in_time() throws Exception {
        try (RolloutBench bench = bench(NO_BAKE)) {
            promote(bench);
            answer(bench.watch(), Answer.BAD, 5);
            bench.tickAfterMillis(11_000);
        }
        try (RolloutBench restarted = bench(NO_BAKE)) {
            RolloutView.Watch watch = restarted.view().standing().watch();
            assertThat(watch).isNotNull();
            assertThat(watch.evidence())
                    .filteredOn(test -> test.test().equals("error-rate"))
                    .singleElement()
                    .satisfies(test -> assertThat(test.bad()).isEqualTo(5));

            restarted.tickAfterMillis(Duration.ofHours(1).toMillis());

            assertThat(restarted.view().standing().watch()).isNull();
            assertThat(restarted.route().watch()).isNull();
            assertThat(restarted.split()).isEqualTo(TrafficSplit.allTo(2));
        }
    }

    @Test
    void nobody_watches_a_promoted_version_where_the_time_for_it_is_zero() throws Exception {
        try (RolloutBench bench = bench(NO_BAKE + "\nwatch-after: 0s")) {
            promote(bench);
            assertThat(bench.route().watch()).isNull();
        }
    }

    @Test
    void a_canary_that_trips_while_its_promotion_is_on_the_way_to_the_disk_is_rolled_back() throws Exception {
        try (RolloutBench bench = bench("bake: 5s")) {
            bench.startProgressing(2);
            command(bench, Operation.PROMOTE_FULL);
            CanaryWatch trial = bench.watch();
            Promise<Void> disk = Promise.promise();
            bench.store.held = disk;
            bench.await(() -> {
                bench.advance(5_000);
                bench.controller.tick();
                return Future.succeededFuture();
            });

            answer(trial, Answer.BAD, 30);
            bench.store.held = null;
            disk.complete();
            bench.tick();
            bench.tick();

            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(1));
            assertThat(bench.view().phase()).isEqualTo("rolled_back");
            assertThat(bench.view().history())
                    .extracting(RolloutView.Change::to)
                    .contains("promoted");
        }
    }

    @Test
    void a_freeze_refuses_a_start_until_it_ends_unless_it_is_overridden() throws Exception {
        try (RolloutBench bench = bench("freeze: [ { days: [sun], from: \"11:00\", to: \"13:00\", zone: UTC } ]")) {
            RolloutProblem refused = catchThrowableOfType(RolloutProblem.class, () -> bench.start(2));
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.detail()).contains("2026-11-22T13:00Z", "override_freeze");

            Rollouts.Note note = new Rollouts.Note("ada", "hot fix");
            bench.await(() -> bench.controller.start(MODEL, new Rollouts.Start(2, PlanChoice.CONFIGURED, true, note)));
            bench.tick();

            assertThat(bench.view().phase()).isEqualTo("progressing");
            assertThat(bench.view().history().get(0).reason())
                    .isEqualTo("started although frozen until 2026-11-22T13:00Z (override): hot fix");
        }
    }

    @Test
    void a_freeze_holds_a_step_that_has_passed_and_still_rolls_back() throws Exception {
        try (RolloutBench bench = bench("freeze: [ { days: [sun], from: \"12:01\", to: \"14:00\", zone: UTC } ]")) {
            bench.startProgressing(2);
            answer(bench.watch(), Answer.GOOD, 400);
            bench.tickAfterMillis(120_000);

            RolloutView held = bench.view();
            assertThat(held.phase()).isEqualTo("progressing");
            assertThat(held.step()).isZero();
            assertThat(held.reason()).endsWith("frozen until 2026-11-22T14:00Z");
            assertThat(held.toJson().getString("frozen_until")).isEqualTo("2026-11-22T14:00Z");

            answer(bench.watch(), Answer.BAD, 60);
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(1));
        }
    }

    @Test
    void a_step_that_a_freeze_held_passes_when_it_ends() throws Exception {
        try (RolloutBench bench = bench("freeze: [ { days: [sun], from: \"12:01\", to: \"12:10\", zone: UTC } ]")) {
            bench.startProgressing(2);
            answer(bench.watch(), Answer.GOOD, 400);
            bench.tickAfterMillis(300_000);
            assertThat(bench.view().step()).isZero();

            bench.tickAfterMillis(300_000);

            assertThat(bench.view().step()).isEqualTo(1);
            assertThat(bench.view().toJson().containsKey("frozen_until")).isFalse();
        }
    }

    @Test
    void a_freeze_that_a_reload_brings_or_takes_holds_or_lets_go_at_once() throws Exception {
        GatewayConfig free = RolloutBench.config(1, "1,2,3", "rollback");
        GatewayConfig frozen = RolloutBench.config(
                1, "1,2,3", "rollback", "freeze: [ { days: [sun], from: \"00:00\", to: \"23:00\", zone: UTC } ]");
        try (RolloutBench bench = new RolloutBench(folder.resolve("igw.db"), free)) {
            bench.startProgressing(2);
            answer(bench.watch(), Answer.GOOD, 400);
            reload(bench, free, frozen);
            bench.tickAfterMillis(120_000);
            assertThat(bench.view().step()).isZero();
            assertThat(bench.view().reason()).endsWith("frozen until 2026-11-22T23:00Z");

            reload(bench, frozen, free);
            bench.tick();

            assertThat(bench.view().step()).isEqualTo(1);
            assertThat(bench.split().canaryBasisPoints()).isEqualTo(5_000);
        }
    }

    @Test
    void a_dry_run_says_what_it_would_have_done_and_leaves_the_traffic_alone() throws Exception {
        try (RolloutBench bench = bench("dry-run: true")) {
            bench.startProgressing(2);

            answer(bench.watch(), Answer.BAD, 30);
            bench.tick();

            RolloutView view = bench.view();
            assertThat(view.phase()).isEqualTo("paused");
            assertThat(view.reason()).startsWith("dry run: would have rolled back: error-rate");
            assertThat(bench.split().canaryBasisPoints()).isEqualTo(1_000);
            assertThat(view.toJson().getBoolean("dry_run")).isTrue();
            assertThat(view.toJson().getJsonArray("would_have")).hasSize(1);
            bench.tickAfterMillis(3_600_000);
            assertThat(bench.split().canaryBasisPoints()).isEqualTo(1_000);
            command(bench, Operation.ABORT);
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(1));
        }
    }

    @Test
    void a_dry_run_only_says_that_it_would_have_paused_and_climbs_on_evidence() throws Exception {
        try (RolloutBench bench = bench("dry-run: false")) {
            PlanChoice dry = new PlanChoice(List.of(new RolloutPlan.Step(1_000, Duration.ofMinutes(1))), null, true);
            bench.await(() -> bench.controller.start(MODEL, RolloutBench.asked(2, dry)));
            bench.tick();
            bench.tickAfterMillis(60_000);
            bench.tickAfterMillis(60_000);
            assertThat(bench.view().phase()).isEqualTo("progressing");
            assertThat(bench.view().toJson().getJsonArray("would_have"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("would have paused: inconclusive");

            answer(bench.watch(), Answer.GOOD, 400);
            bench.tick();

            assertThat(bench.view().phase()).isEqualTo("promoting");
        }
    }

    @Test
    void what_the_gateway_decides_keeps_its_figures_over_a_restart() throws Exception {
        List<RolloutView.Change> before;
        try (RolloutBench bench = bench(NO_BAKE)) {
            bench.startProgressing(2);
            answer(bench.watch(), Answer.BAD, 30);
            bench.tick();
            bench.tick();
            before = bench.view().history();
            assertThat(before)
                    .filteredOn(change -> change.to().equals("rolling_back"))
                    .singleElement()
                    .satisfies(change -> assertThat(change.evidence())
                            .anyMatch(figure -> figure.test().equals("error-rate")
                                    && figure.bad() > 5
                                    && figure.eValue() >= figure.threshold()));
        }
        try (RolloutBench restarted = bench(NO_BAKE)) {
            assertThat(restarted.view().history()).isEqualTo(before);
        }
        assertThat(SqliteShell.text(
                        folder.resolve("igw.db"),
                        "SELECT evidence FROM rollout_transition WHERE to_phase = 'rolling_back'"))
                .contains("\"test\":\"error-rate\"", "\"e_value\":");
    }

    @Test
    void a_command_for_a_state_that_has_moved_on_does_nothing_and_names_the_present_one() throws Exception {
        try (RolloutBench bench = bench(NO_BAKE)) {
            bench.startProgressing(2);
            String seen = bench.view().standing().entityTag();
            command(bench, Operation.PAUSE);

            RolloutProblem stale = catchThrowableOfType(
                    RolloutProblem.class, () -> bench.await(() -> bench.controller.apply(MODEL, promote(seen))));

            assertThat(stale.status()).isEqualTo(412);
            assertThat(stale.detail())
                    .contains("version 2 of fraud is paused at step 1")
                    .contains(bench.view().standing().entityTag());
            assertThat(bench.view().phase()).isEqualTo("paused");
            String now = bench.view().standing().entityTag();
            assertThat(bench.await(() -> bench.controller.apply(MODEL, promote(now)))
                            .step())
                    .isEqualTo(1);
        }
    }

    private static Rollouts.Wish promote(String tag) {
        Precondition seen = new Precondition(Set.of(tag));
        return new Rollouts.Wish(Operation.PROMOTE, seen, false, new Rollouts.Note("ada", ""));
    }

    private RolloutBench bench(String canaryKeys) throws Exception {
        return new RolloutBench(folder.resolve("igw.db"), config(1, "1,2,3", "rollback", canaryKeys));
    }

    private static void promote(RolloutBench bench) throws Exception {
        bench.startProgressing(2);
        promoteFull(bench);
    }

    private static void promoteFull(RolloutBench bench) throws Exception {
        command(bench, Operation.PROMOTE_FULL);
        bench.tick();
        assertThat(bench.view().phase()).isEqualTo("promoted");
    }

    private static RolloutView.Change last(RolloutView view) {
        return view.history().get(view.history().size() - 1);
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

    private static RolloutProblem problem(RolloutBench bench, Operation operation) {
        return catchThrowableOfType(RolloutProblem.class, () -> command(bench, operation));
    }
}
