package io.inferencegateway.gateway.rollout;

import static io.inferencegateway.gateway.rollout.RolloutBench.MODEL;
import static io.inferencegateway.gateway.rollout.RolloutBench.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.route.ShadowWatch;
import io.inferencegateway.gateway.route.ShadowWatch.Drop;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A canary that copies have to speak for before a caller meets it. */
class ShadowHoldTest {
    private static final String SHADOW = "shadow: { share: 100%, hold: 10m, in-flight: 2, request-body: 1KiB }";
    private static final long HOLD_MILLIS = 600_000;
    private static final ShadowWatch.Answer GOOD = new ShadowWatch.Answer(200, Outcome.OK, 5_000);
    private static final ShadowWatch.Answer BAD = new ShadowWatch.Answer(500, Outcome.UPSTREAM_ERROR, 5_000);
    private static final ShadowWatch.Answer SLOW = new ShadowWatch.Answer(200, Outcome.OK, 2_000_000);

    @TempDir
    Path folder;

    @Test
    void goes_on_when_the_hold_is_over_and_the_copies_certify_the_canary() throws Exception {
        try (RolloutBench bench = started()) {
            copy(bench, GOOD, GOOD, 100);
            bench.tick();
            assertThat(bench.view().phase()).isEqualTo("pending");
            assertThat(bench.view().reason()).startsWith("shadowing: 100 copies answered");
            assertThat(bench.split().canaryBasisPoints()).isZero();

            bench.tickAfterMillis(HOLD_MILLIS);

            assertThat(bench.view().phase()).isEqualTo("progressing");
            assertThat(bench.view().reason()).isEqualTo("shadowing passed: 100 copies answered");
            assertThat(bench.split().canaryBasisPoints()).isEqualTo(1_000);
            assertThat(bench.view().evidence())
                    .as("copies are no evidence of the rollout")
                    .allSatisfy(test -> assertThat(test.n()).isZero());
        }
    }

    @Test
    void rolls_back_before_a_caller_met_a_canary_whose_copies_fail() throws Exception {
        try (RolloutBench bench = started()) {
            int bad = 0;
            while (bench.view().phase().equals("pending") && bad < 50) {
                copy(bench, GOOD, BAD, 1);
                bench.tick();
                bad++;
            }
            bench.tick();
            assertThat(bad).isBetween(10, 15);
            RolloutView view = bench.view();
            assertThat(view.phase()).isEqualTo("rolled_back");
            assertThat(view.reason()).startsWith("shadow: canary 2 of fraud: " + bad + " of " + bad + " bad");
            assertThat(view.history())
                    .allSatisfy(change -> assertThat(change.weightBasisPoints()).isZero());
            assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(1));
            assertThat(bench.controller.rollbacks()).containsEntry(new RollbackCounts.Key(MODEL, "shadow"), 1L);
        }
    }

    @Test
    void a_plan_that_pauses_waits_for_an_operator_and_gives_nothing_meanwhile() throws Exception {
        try (RolloutBench bench = new RolloutBench(folder.resolve("igw.db"), config(1, "1,2", "pause", SHADOW))) {
            bench.start(2);
            copy(bench, GOOD, BAD, 20);
            bench.tick();
            assertThat(bench.view().phase()).isEqualTo("paused");
            assertThat(bench.split().canaryBasisPoints()).isZero();
            bench.await(() -> bench.controller.apply(MODEL, RolloutBench.wish(Operation.RESUME)));
            assertThat(bench.split().canaryBasisPoints()).isEqualTo(1_000);
        }
    }

    @Test
    void what_stable_does_as_badly_is_not_held_against_the_canary_and_does_not_speak_for_it() throws Exception {
        try (RolloutBench bench = started()) {
            copy(bench, BAD, BAD, 200);
            copy(bench, SLOW, SLOW, 200);
            bench.tickAfterMillis(HOLD_MILLIS);
            assertThat(bench.view().phase()).isEqualTo("progressing");
        }
    }

    @Test
    void an_outage_of_both_certifies_nothing() throws Exception {
        try (RolloutBench bench = started()) {
            copy(bench, BAD, BAD, 200);
            bench.tickAfterMillis(HOLD_MILLIS);
            assertThat(bench.view().phase()).isEqualTo("pending");
            bench.tickAfterMillis(RolloutPlan.DEFAULT_PATIENCE.toMillis());
            assertThat(bench.view().phase()).isEqualTo("paused");
            assertThat(bench.view().reason()).startsWith("inconclusive: 0 copies answered");
        }
    }

    @Test
    void silence_promotes_nothing_and_an_operator_may_go_on_all_the_same() throws Exception {
        try (RolloutBench bench = started()) {
            bench.tickAfterMillis(HOLD_MILLIS);
            bench.tickAfterMillis(RolloutPlan.DEFAULT_PATIENCE.toMillis());
            assertThat(bench.view().reason()).startsWith("inconclusive: ");
            bench.await(() -> bench.controller.apply(MODEL, RolloutBench.wish(Operation.RESUME)));
            assertThat(bench.view().phase()).isEqualTo("progressing");
        }
    }

    @Test
    void a_canary_that_is_slow_where_stable_is_not_is_critical() throws Exception {
        try (RolloutBench bench = started()) {
            copy(bench, GOOD, SLOW, 40);
            bench.tick();
            bench.tick();
            assertThat(bench.view().phase()).isEqualTo("rolled_back");
            assertThat(bench.view().reason()).contains("slow");
        }
    }

    @Test
    void counts_what_was_copied_and_what_was_not() throws Exception {
        try (RolloutBench bench = started()) {
            ShadowWatch shadow = shadow(bench);
            assertThat(shadow.bodyLimitBytes()).isEqualTo(1_024);
            assertThat(shadow.enter()).isTrue();
            assertThat(shadow.enter()).isTrue();
            assertThat(shadow.enter()).as("two may be in flight").isFalse();
            shadow.leave(0);
            shadow.leave(0);
            copy(bench, GOOD, GOOD, 3);
            copy(bench, GOOD, BAD, 1);
            shadow.dropped(Drop.BODY_SIZE);
            shadow.withdrawn(shadow.sent(), Drop.STALE);

            ShadowView view = Objects.requireNonNull(bench.view().standing().shadow());
            assertThat(view.requests()).isEqualTo(5);
            assertThat(view.sameStatus()).isEqualTo(3);
            assertThat(view.otherStatus()).isEqualTo(1);
            assertThat(view.dropped()).isEqualTo(3);
            assertThat(view.inFlight()).isZero();
            assertThat(view.stableP50Millis()).isBetween(4.9, 5.1);
            assertThat(bench.view().toJson().getJsonObject("shadow").getLong("compared"))
                    .isEqualTo(4);
            assertThat(bench.await(() -> Future.succeededFuture(bench.controller.shadows())))
                    .singleElement()
                    .satisfies(counts -> assertThat(counts.dropped())
                            .containsEntry("dropped_busy", 1L)
                            .containsEntry("dropped_body_size", 1L)
                            .containsEntry("dropped_stale", 1L)
                            .containsEntry("dropped_unfinished", 0L));
        }
    }

    @Test
    void the_hold_outlives_a_restart_and_what_the_copies_said_does_not() throws Exception {
        try (RolloutBench bench = started()) {
            copy(bench, GOOD, GOOD, 100);
        }
        try (RolloutBench bench = new RolloutBench(folder.resolve("igw.db"), config())) {
            bench.tickAfterMillis(HOLD_MILLIS);
            assertThat(bench.view().phase()).isEqualTo("pending");
            copy(bench, GOOD, GOOD, 100);
            bench.tick();
            assertThat(bench.view().phase()).isEqualTo("progressing");
        }
    }

    private RolloutBench started() throws Exception {
        RolloutBench bench = new RolloutBench(folder.resolve("igw.db"), config(1, "1,2", "rollback", SHADOW));
        bench.start(2);
        bench.tick();
        return bench;
    }

    @Test
    void all_copies_share_one_room_in_memory_and_give_it_back() {
        ShadowMemory memory = new ShadowMemory(1_000);

        assertThat(memory.reserve(600)).isTrue();
        assertThat(memory.reserve(401)).isFalse();
        assertThat(memory.reserve(400)).isTrue();
        memory.release(600);
        assertThat(memory.reserve(600)).isTrue();
        assertThat(memory.reserve(1)).isFalse();
    }

    private static ShadowWatch shadow(RolloutBench bench) {
        return Objects.requireNonNull(bench.watch().shadow(), "nothing is copied");
    }

    /** Sends copies, as an event loop would. */
    private static void copy(RolloutBench bench, ShadowWatch.Answer stable, ShadowWatch.Answer canary, int times) {
        ShadowWatch shadow = shadow(bench);
        for (int i = 0; i < times; i++) {
            assertThat(shadow.enter()).isTrue();
            shadow.answered(shadow.sent(), stable, canary);
            shadow.leave(0);
        }
    }
}
