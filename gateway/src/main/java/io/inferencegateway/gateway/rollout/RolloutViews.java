package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.Freeze;
import io.inferencegateway.canary.rollout.RolloutPhase;
import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.canary.rollout.RolloutState;
import io.inferencegateway.monitoring.evidence.Evidence;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;

/** Shows rollouts. Pure. */
final class RolloutViews {
    private RolloutViews() {}

    /**
     * @param weightBasisPoints what the routing table really gives the canary
     * @param freeze whether the model's rollouts are frozen now
     */
    static RolloutView of(ManagedRollout rollout, int weightBasisPoints, Freeze freeze) {
        RolloutState state = rollout.state;
        boolean climbs = state.phase() == RolloutPhase.PENDING || state.phase() == RolloutPhase.PROGRESSING;
        ZonedDateTime until = climbs && freeze.holds(state) ? freeze.until() : null;
        LiveRollout watch = rollout.watch;
        LiveShadow shadow = rollout.live.shadow();
        String reason = reason(rollout);
        return new RolloutView(
                state.model(),
                state.epoch(),
                state.stable(),
                state.canary(),
                state.phase().label(),
                until == null ? reason : reason + "; " + freeze.words(),
                state.step(),
                weightBasisPoints,
                rollout.plan.steps().stream()
                        .map(step ->
                                new RolloutView.Step(step.weightBasisPoints(), step.hold(), step.waitForOperator()))
                        .toList(),
                rollout.plan.pace().name().toLowerCase(Locale.ROOT),
                rollout.plan.cohort() == null ? null : rollout.plan.cohort().words(),
                Instant.ofEpochMilli(state.startedAtMillis()),
                tests(rollout.live.evidence()),
                state.history().stream().map(RolloutViews::change).toList(),
                new RolloutView.Standing(
                        rollout.entityTag(),
                        rollout.plan.dryRun(),
                        until == null ? "" : until.toOffsetDateTime().toString(),
                        watch == null
                                ? null
                                : new RolloutView.Watch(
                                        Instant.ofEpochMilli(rollout.watchedUntilMillis()), tests(watch.evidence())),
                        shadow == null ? null : shadow.view()));
    }

    /** While copies speak for a canary that no caller has met, what they have said. */
    private static String reason(ManagedRollout rollout) {
        RolloutPlan.Shadow shadow = rollout.plan.shadow();
        if (shadow == null || shadow.hold().isZero() || rollout.state.phase() != RolloutPhase.PENDING) {
            return rollout.state.reason();
        }
        return "shadowing: " + rollout.live.shadowFindings().answered()
                + " copies answered; the first step follows after " + RolloutView.duration(shadow.hold())
                + " if they certify the canary";
    }

    /** Such as {@code version 2 of fraud is progressing at step 2: step 1 passed}. */
    static String standing(ManagedRollout rollout) {
        RolloutState state = rollout.state;
        return "version " + state.canary() + " of " + state.model() + " is "
                + state.phase().label() + " at step " + (state.step() + 1) + ": " + state.reason();
    }

    private static List<RolloutView.Test> tests(Evidence evidence) {
        return evidence.readings().stream()
                .map(reading -> new RolloutView.Test(
                        reading.test(),
                        reading.n(),
                        reading.bad(),
                        reading.eValue(),
                        reading.threshold(),
                        reading.verdict().label()))
                .toList();
    }

    static RolloutView.Change change(RolloutState.Transition transition) {
        return new RolloutView.Change(
                Instant.ofEpochMilli(transition.atMillis()),
                transition.from() == null ? "" : transition.from().label(),
                transition.to().label(),
                transition.step(),
                transition.weightBasisPoints(),
                transition.actor(),
                transition.reason(),
                transition.evidence(),
                transition.remark() == null ? "" : transition.remark().label());
    }
}
