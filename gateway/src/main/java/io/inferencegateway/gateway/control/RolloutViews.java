package io.inferencegateway.gateway.control;

import io.inferencegateway.canary.rollout.RolloutState;
import java.time.Instant;
import java.util.Locale;

/** Shows rollouts. Pure. */
final class RolloutViews {
    private RolloutViews() {}

    /** @param weightBasisPoints what the routing table really gives the canary */
    static RolloutView of(ManagedRollout rollout, int weightBasisPoints) {
        RolloutState state = rollout.state;
        return new RolloutView(
                state.model(),
                state.epoch(),
                state.stable(),
                state.canary(),
                state.phase().label(),
                state.reason(),
                state.step(),
                weightBasisPoints,
                rollout.plan.steps().stream()
                        .map(step ->
                                new RolloutView.Step(step.weightBasisPoints(), step.hold(), step.waitForOperator()))
                        .toList(),
                rollout.plan.pace().name().toLowerCase(Locale.ROOT),
                rollout.plan.cohort() == null ? null : rollout.plan.cohort().words(),
                Instant.ofEpochMilli(state.startedAtMillis()),
                rollout.live.evidence().readings().stream()
                        .map(reading -> new RolloutView.Test(
                                reading.test(),
                                reading.n(),
                                reading.bad(),
                                reading.eValue(),
                                reading.threshold(),
                                reading.verdict().label()))
                        .toList(),
                state.history().stream().map(RolloutViews::change).toList());
    }

    static RolloutView.Change change(RolloutState.Transition transition) {
        return new RolloutView.Change(
                Instant.ofEpochMilli(transition.atMillis()),
                transition.from() == null ? "" : transition.from().label(),
                transition.to().label(),
                transition.step(),
                transition.weightBasisPoints(),
                transition.actor(),
                transition.reason());
    }
}
