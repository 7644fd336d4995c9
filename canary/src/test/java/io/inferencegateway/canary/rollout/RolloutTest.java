package io.inferencegateway.canary.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inferencegateway.canary.rollout.RolloutEvent.Command;
import io.inferencegateway.canary.rollout.RolloutEvent.EvidenceLost;
import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.canary.rollout.RolloutEvent.Restarted;
import io.inferencegateway.canary.rollout.RolloutPlan.OnCritical;
import io.inferencegateway.canary.rollout.RolloutPlan.Step;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.monitoring.evidence.Certification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutTest {
    private static final Certification PASSING = new Certification(400, 400, true, true, false);
    private static final Certification SILENT = new Certification(400, 0, true, true, false);
    private static final Certification UNCERTAIN = new Certification(100, 100, true, false, false);
    private static final Certification WARNING = new Certification(400, 400, true, true, true);
    private static final RolloutPlan PLAN = new RolloutPlan(
            List.of(new Step(500, Duration.ofSeconds(30)), new Step(5_000, Duration.ofSeconds(30))),
            OnCritical.ROLL_BACK,
            Duration.ofSeconds(5),
            Duration.ofSeconds(60));

    private long now = 1_000_000;
    private RolloutState state =
            next(Rollout.start(Optional.empty(), "fraud", 1, 2, "ada", "new weights", Freeze.NONE, now));

    @Test
    void a_healthy_canary_climbs_its_steps_and_becomes_stable() {
        assertThat(state.weightBasisPoints()).isZero();
        tick(0, PASSING);
        assertThat(state.weightBasisPoints()).isEqualTo(500);
        tick(29_999, PASSING);
        assertThat(state.step()).isZero();
        tick(1, PASSING);
        assertThat(state.weightBasisPoints()).isEqualTo(5_000);
        tick(30_000, PASSING);
        assertThat(state.phase()).isEqualTo(RolloutPhase.PROMOTING);
        tick(4_999, PASSING);
        assertThat(state.phase()).isEqualTo(RolloutPhase.PROMOTING);
        assertThat(tick(1, PASSING))
                .contains(new Effect.MakeStable(2))
                .noneMatch(effect -> effect instanceof Effect.SetWeight);
        assertThat(state.phase()).isEqualTo(RolloutPhase.PROMOTED);
        assertThat(state.history())
                .extracting(transition -> transition.to().label())
                .containsExactly("pending", "progressing", "progressing", "promoting", "promoted");
    }

    @Test
    void stays_pending_while_the_canary_cannot_be_reached() {
        now += 3_600_000;
        apply(RolloutTableTest.tick(false, 0, SILENT, false));
        assertThat(state.phase()).isEqualTo(RolloutPhase.PENDING);
    }

    @Test
    void silence_pauses_a_step_and_never_promotes_it() {
        tick(0, SILENT);
        tick(30_000, SILENT);
        assertThat(state.paused()).contains(PauseReason.INCONCLUSIVE);
        assertThat(state.reason()).isEqualTo("inconclusive: no answers from the canary at this weight");
        assertThat(state.weightBasisPoints()).isEqualTo(500);
        tick(3_600_000, PASSING);
        assertThat(state.phase()).isEqualTo(RolloutPhase.PAUSED);
    }

    @Test
    void a_certificate_from_an_earlier_share_does_not_pass_a_step_without_answers_of_its_own() {
        tick(0, PASSING);
        tick(30_000, new Certification(400, 19, true, true, false));
        assertThat(state.step()).isZero();
        tick(1_000, new Certification(401, 20, true, true, false));
        assertThat(state.step()).isEqualTo(1);
    }

    @Test
    void a_short_hold_waits_for_the_evidence_that_traffic_brings() {
        tick(0, UNCERTAIN);
        tick(30_000, UNCERTAIN);
        tick(59_999, UNCERTAIN);
        assertThat(state.phase()).isEqualTo(RolloutPhase.PROGRESSING);
        tick(1, UNCERTAIN);
        assertThat(state.paused()).contains(PauseReason.INCONCLUSIVE);
        assertThat(state.reason())
                .isEqualTo("inconclusive: 100 answers, 100 of them at this weight, do not certify the canary's 99th"
                        + " percentile");
    }

    @ParameterizedTest
    @CsvSource({
        "false, true, do not certify the canary's error rate",
        "false, false, do not certify the canary's error rate and 99th percentile",
        "true, true, are too few"
    })
    void a_pause_says_what_is_not_certified(boolean errors, boolean latency, String words) {
        tick(0, UNCERTAIN);
        tick(90_000, new Certification(400, 19, errors, latency, false));
        assertThat(state.reason()).isEqualTo("inconclusive: 400 answers, 19 of them at this weight, " + words);
    }

    @Test
    void a_very_short_hold_does_not_take_the_first_quiet_moment_for_silence() {
        RolloutPlan hasty = new RolloutPlan(List.of(new Step(500, Duration.ZERO)));
        state = next(Rollout.apply(state, hasty, RolloutTableTest.tick(true, 0, SILENT, false), now));
        state = next(Rollout.apply(state, hasty, RolloutTableTest.tick(true, 0, SILENT, false), now + 4_999));
        assertThat(state.phase()).isEqualTo(RolloutPhase.PROGRESSING);
        state = next(Rollout.apply(state, hasty, RolloutTableTest.tick(true, 0, SILENT, false), now + 5_000));
        assertThat(state.paused()).contains(PauseReason.INCONCLUSIVE);
    }

    @Test
    void a_warning_holds_the_step_and_in_the_end_pauses_it() {
        tick(0, WARNING);
        tick(30_000, WARNING);
        assertThat(state.phase()).isEqualTo(RolloutPhase.PROGRESSING);
        tick(60_000, WARNING);
        assertThat(state.paused()).contains(PauseReason.WARNING);
    }

    @Test
    void a_warning_in_the_bake_time_keeps_the_canary_from_becoming_stable() {
        promoting();
        tick(5_000, WARNING);
        assertThat(state.phase()).isEqualTo(RolloutPhase.PROMOTING);
        tick(60_000, WARNING);
        assertThat(state.paused()).contains(PauseReason.WARNING);
        assertThat(state.weightBasisPoints()).isEqualTo(10_000);
        apply(command(Operation.RESUME));
        assertThat(state.phase()).isEqualTo(RolloutPhase.PROMOTING);
    }

    @Test
    void a_step_that_waits_for_an_operator_pauses_when_it_has_passed() {
        RolloutPlan asking = new RolloutPlan(
                List.of(new Step(500, Duration.ofSeconds(1), true), new Step(5_000, Duration.ofSeconds(1))));
        state = next(Rollout.apply(state, asking, RolloutTableTest.tick(true, 0, PASSING, false), now));
        state = next(Rollout.apply(state, asking, RolloutTableTest.tick(true, 0, PASSING, false), now + 1_000));
        assertThat(state.paused()).contains(PauseReason.STEP);
        assertThat(next(Rollout.apply(state, asking, command(Operation.PROMOTE), now + 2_000)))
                .extracting(RolloutState::weightBasisPoints)
                .isEqualTo(5_000);
        assertThat(next(Rollout.apply(state, asking, command(Operation.RESUME), now + 2_000)))
                .as("resume opens the gate as well")
                .extracting(RolloutState::weightBasisPoints)
                .isEqualTo(5_000);
    }

    @Test
    void a_gate_behind_the_last_step_leads_to_everything() {
        RolloutPlan blueGreen = new RolloutPlan(List.of(new Step(10_000, Duration.ofSeconds(1), true)));
        state = next(Rollout.apply(state, blueGreen, RolloutTableTest.tick(true, 0, PASSING, false), now));
        state = next(Rollout.apply(state, blueGreen, RolloutTableTest.tick(true, 0, PASSING, false), now + 1_000));
        assertThat(state.paused()).contains(PauseReason.STEP);
        state = next(Rollout.apply(state, blueGreen, command(Operation.RESUME), now + 2_000));
        assertThat(state.phase()).isEqualTo(RolloutPhase.PROMOTING);
    }

    @Test
    void an_automatic_step_ends_as_soon_as_it_is_certified_by_answers_of_its_own() {
        state = automatic(0, PASSING);
        state = automatic(0, new Certification(400, 74, true, true, false));
        assertThat(state.step()).isZero();
        state = automatic(0, new Certification(401, 75, true, true, false));
        assertThat(state.step()).isEqualTo(1);
    }

    @Test
    void an_automatic_step_waits_for_its_hold_and_no_longer() {
        state = automatic(0, UNCERTAIN);
        state = automatic(29_999, UNCERTAIN);
        assertThat(state.phase()).isEqualTo(RolloutPhase.PROGRESSING);
        assertThat(automatic(1, SILENT).reason()).isEqualTo("inconclusive: no answers from the canary at this weight");
        assertThat(automatic(0, WARNING).paused()).contains(PauseReason.WARNING);
        assertThat(automatic(0, UNCERTAIN).paused()).contains(PauseReason.INCONCLUSIVE);
    }

    @Test
    void an_automatic_step_without_a_hold_waits_as_long_as_the_plan_is_patient() {
        now = 1_000_000;
        RolloutPlan plan = new RolloutPlan(
                List.of(new Step(500, Duration.ZERO)),
                OnCritical.ROLL_BACK,
                Duration.ZERO,
                Duration.ofSeconds(60),
                RolloutPlan.Pace.AUTOMATIC,
                null,
                null,
                RolloutPlan.Care.NONE);
        state = next(Rollout.apply(state, plan, RolloutTableTest.tick(true, 0, SILENT, false), now));
        assertThat(next(Rollout.apply(state, plan, RolloutTableTest.tick(true, 0, SILENT, false), now + 59_999)))
                .isEqualTo(state);
        assertThat(next(Rollout.apply(state, plan, RolloutTableTest.tick(true, 0, SILENT, false), now + 60_000))
                        .paused())
                .contains(PauseReason.INCONCLUSIVE);
    }

    private RolloutState automatic(long afterMillis, Certification certification) {
        now += afterMillis;
        RolloutPlan plan = new RolloutPlan(
                PLAN.steps(),
                PLAN.onCritical(),
                PLAN.bake(),
                PLAN.patience(),
                RolloutPlan.Pace.AUTOMATIC,
                null,
                null,
                RolloutPlan.Care.NONE);
        return next(Rollout.apply(state, plan, RolloutTableTest.tick(true, 0, certification, false), now));
    }

    @Test
    void a_fault_of_both_versions_pauses_and_leaves_rollback_possible() {
        tick(0, PASSING);
        apply(RolloutTableTest.tick(true, 0, PASSING, true));
        assertThat(state.paused()).contains(PauseReason.SHARED_FAULT);
        apply(RolloutTableTest.critical("error-rate", "canary 2 of fraud: 40 of 50 bad"));
        assertThat(state.phase()).isEqualTo(RolloutPhase.ROLLING_BACK);
    }

    @Test
    void a_rollback_takes_the_traffic_before_it_is_persisted_and_keeps_its_reason() {
        tick(0, PASSING);
        List<Effect> effects = apply(RolloutTableTest.critical("error-rate", "canary 2 of fraud: 10 of 10 bad"));
        assertThat(effects).startsWith(new Effect.SetWeight(0), new Effect.Persist());
        apply(RolloutTableTest.tick(true, 2, SILENT, false));
        assertThat(state.phase()).isEqualTo(RolloutPhase.ROLLING_BACK);
        apply(RolloutTableTest.tick(true, 0, SILENT, false));
        assertThat(state.phase()).isEqualTo(RolloutPhase.ROLLED_BACK);
        assertThat(state.reason()).isEqualTo("error-rate of canary 2 of fraud: 10 of 10 bad");
        assertThat(state.history().get(state.history().size() - 1).reason())
                .as("why it is done, not why it was begun")
                .isEqualTo("the canary's last request has ended");
    }

    @Test
    void an_exchange_that_never_ends_does_not_keep_a_rollback_from_being_done() {
        tick(0, PASSING);
        apply(command(Operation.ABORT));
        now += 10_000;
        apply(RolloutTableTest.tick(true, 1, SILENT, false));
        assertThat(state.phase()).isEqualTo(RolloutPhase.ROLLED_BACK);
        assertThat(state.reason()).startsWith("aborted");
    }

    @Test
    void a_rising_share_is_persisted_before_it_is_published() {
        List<Effect> effects = tick(0, PASSING);
        assertThat(effects).startsWith(new Effect.Persist(), new Effect.SetWeight(500));
    }

    @Test
    void abort_wins_over_promotion() {
        promoting();
        assertThat(apply(command(Operation.ABORT))).startsWith(new Effect.SetWeight(0));
        assertThat(state.phase()).isEqualTo(RolloutPhase.ROLLING_BACK);
    }

    @Test
    void a_retry_begins_again_with_fresh_evidence_and_a_newer_epoch() {
        tick(0, PASSING);
        apply(command(Operation.ABORT));
        apply(RolloutTableTest.tick(true, 0, SILENT, false));
        long epoch = state.epoch();
        assertThat(apply(command(Operation.RETRY))).contains(new Effect.ResetEvidence());
        assertThat(state.phase()).isEqualTo(RolloutPhase.PENDING);
        assertThat(state.epoch()).isEqualTo(epoch + 1);
        assertThat(state.history()).hasSizeGreaterThan(1);
    }

    @Test
    void a_restart_resumes_the_same_step_and_starts_its_hold_over() {
        tick(0, PASSING);
        now += 29_000;
        assertThat(apply(new Restarted())).startsWith(new Effect.Persist(), new Effect.SetWeight(500));
        assertThat(state.step()).isZero();
        tick(29_000, PASSING);
        assertThat(state.step()).isZero();
        tick(1_000, PASSING);
        assertThat(state.step()).isEqualTo(1);
    }

    @Test
    void after_a_restart_a_paused_canary_has_its_frozen_share_and_a_rolled_back_one_has_none() {
        tick(0, PASSING);
        apply(command(Operation.PAUSE));
        assertThat(apply(new Restarted())).containsExactly(new Effect.SetWeight(500));
        apply(command(Operation.ABORT));
        apply(RolloutTableTest.tick(true, 0, SILENT, false));
        assertThat(apply(new Restarted())).containsExactly(new Effect.SetWeight(0));
    }

    @Test
    void evidence_that_cannot_be_read_takes_the_traffic_and_asks_an_operator() {
        tick(0, PASSING);
        List<Effect> effects = apply(new EvidenceLost("the record is damaged"));
        assertThat(effects).startsWith(new Effect.SetWeight(0)).contains(new Effect.ResetEvidence());
        assertThat(state.paused()).contains(PauseReason.UNREADABLE);
        apply(command(Operation.RESUME));
        assertThat(state.weightBasisPoints()).isEqualTo(500);
    }

    @Test
    void a_record_that_cannot_be_read_is_paused_without_traffic() {
        RolloutState standIn = Rollout.unreadable(4, "fraud", 1, 2, "row 12 is damaged", now);
        assertThat(standIn.weightBasisPoints()).isZero();
        assertThat(standIn.paused()).contains(PauseReason.UNREADABLE);
        assertThat(standIn.reason()).isEqualTo("row 12 is damaged");
    }

    @Test
    void a_second_rollout_of_a_model_is_refused_while_one_runs() {
        assertThat(Rollout.start(Optional.of(state), "fraud", 1, 3, "ada", "", Freeze.NONE, now))
                .isInstanceOfSatisfying(Decision.Refused.class, refused -> assertThat(refused.reason())
                        .contains("rollout 1 of fraud runs already: version 2 is pending"));
        assertThat(Rollout.start(Optional.empty(), "fraud", 2, 2, "ada", "", Freeze.NONE, now))
                .isInstanceOf(Decision.Refused.class);
    }

    @Test
    void the_next_rollout_has_a_newer_epoch() {
        apply(command(Operation.ABORT));
        apply(RolloutTableTest.tick(true, 0, SILENT, false));
        RolloutState another = next(Rollout.start(Optional.of(state), "fraud", 1, 3, "ada", "", Freeze.NONE, now));
        assertThat(another.epoch()).isEqualTo(state.epoch() + 1);
        assertThat(another.reason()).isEqualTo("started");
    }

    @Test
    void the_history_is_bounded_and_keeps_its_beginning() {
        tick(0, PASSING);
        for (int i = 0; i < 300; i++) {
            apply(command(Operation.PAUSE));
            apply(command(Operation.RESUME));
        }
        assertThat(state.history()).hasSize(RolloutState.HISTORY_LIMIT);
        assertThat(state.history().get(0).to()).isEqualTo(RolloutPhase.PENDING);
    }

    /** What gives the canary nothing more takes effect before it is on disk: a slow disk must not keep traffic on it. */
    @Test
    void a_pause_at_the_same_share_takes_effect_before_it_is_kept() {
        tick(0, PASSING);
        List<Effect> effects = apply(command(Operation.PAUSE));
        assertThat(effects.get(0)).isInstanceOf(Effect.SetWeight.class);
        assertThat(effects.get(1)).isInstanceOf(Effect.Persist.class);
    }

    @Test
    void a_decision_with_effects_changes_something() {
        assertThat(((Decision.Next) Rollout.apply(state, PLAN, RolloutTableTest.tick(true, 0, PASSING, false), now))
                        .changesNothing())
                .isFalse();
        assertThat(((Decision.Next) Rollout.apply(state, PLAN, RolloutTableTest.tick(false, 0, PASSING, false), now))
                        .changesNothing())
                .isTrue();
    }

    @Test
    void a_step_says_by_its_number_from_one_that_it_has_passed() {
        tick(0, PASSING);
        tick(30_000, PASSING);
        assertThat(state.reason()).isEqualTo("step 1 passed: 400 answers certify the canary");
    }

    @Test
    void refuses_a_plan_whose_shares_do_not_rise() {
        Duration hold = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RolloutPlan(List.of())).hasMessageContaining("at least one step");
        assertThatThrownBy(() -> new RolloutPlan(List.of(new Step(500, hold), new Step(500, hold))))
                .hasMessageContaining("not above");
        assertThatThrownBy(() -> new Step(0, hold)).hasMessageContaining("not within");
        assertThatThrownBy(() -> new Step(10_001, hold)).hasMessageContaining("not within");
        assertThatThrownBy(() -> new Step(1, Duration.ofSeconds(-1))).hasMessageContaining("negative");
        assertThatThrownBy(() -> new RolloutPlan(List.of(new Step(2, hold), new Step(3, hold), new Step(1, hold))))
                .hasMessageContaining("step 3, 1, is not above the 3");
        List<Step> all = List.of(new Step(TrafficSplit.WHOLE, hold));
        assertThat(new RolloutPlan(all).steps()).isEqualTo(all);
        Duration negative = Duration.ofMillis(-1);
        assertThatThrownBy(() -> new RolloutPlan(all, OnCritical.PAUSE, negative, hold))
                .hasMessageContaining("bake");
        assertThatThrownBy(() -> new RolloutPlan(all, OnCritical.PAUSE, hold, negative))
                .hasMessageContaining("patience");
    }

    private void promoting() {
        tick(0, PASSING);
        apply(command(Operation.PROMOTE_FULL));
        assertThat(state.phase()).isEqualTo(RolloutPhase.PROMOTING);
    }

    private static Command command(Operation operation) {
        return new Command(operation, "ada", "because");
    }

    private List<Effect> tick(long millisLater, Certification certification) {
        now += millisLater;
        return apply(RolloutTableTest.tick(true, 0, certification, false));
    }

    private List<Effect> apply(RolloutEvent event) {
        Decision.Next next = (Decision.Next) Rollout.apply(state, PLAN, event, now);
        state = next.state();
        return next.effects();
    }

    private static RolloutState next(Decision decision) {
        return ((Decision.Next) decision).state();
    }
}
