package io.inferencegateway.canary.rollout;

import io.inferencegateway.canary.split.TrafficSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One rollout of one model at one moment. Immutable, plain values, made by {@link Rollout} only; an instance is always
 * consistent.
 *
 * @param epoch rises with every start and retry of the model and never falls
 * @param stable the version that served when the rollout was started: recorded, never inferred
 * @param pauseReason why it is paused, null in every other phase
 * @param step the index of the current step; the number of steps once the canary gets everything
 * @param weightBasisPoints the canary's share of the split
 * @param stepEnteredAtMillis when this phase of this step began, Unix time; holds are measured from it
 * @param reason why it is where it is, in words
 * @param history every transition and remark, oldest first, at most {@value #HISTORY_LIMIT}; the first one is always
 *     kept
 * @param freezeOverriddenUntilMillis the end of the freeze that an operator has overridden for this rollout, Unix time;
 *     null where nobody has
 */
public record RolloutState(
        long epoch,
        String model,
        int stable,
        int canary,
        RolloutPhase phase,
        @Nullable PauseReason pauseReason,
        int step,
        int weightBasisPoints,
        long startedAtMillis,
        long stepEnteredAtMillis,
        String reason,
        List<Transition> history,
        @Nullable Long freezeOverriddenUntilMillis) {
    public static final int HISTORY_LIMIT = 200;

    /**
     * One change, or a remark that changed nothing.
     *
     * @param from null at the start of a rollout
     * @param actor who caused it: an operator's name, {@code gateway} or {@code configuration}
     * @param evidence the figures by which the gateway decided it; empty where an operator did, and in records from
     *     before figures were kept
     * @param remark null for a change
     */
    public record Transition(
            long atMillis,
            @Nullable RolloutPhase from,
            RolloutPhase to,
            int step,
            int weightBasisPoints,
            String actor,
            String reason,
            List<Figure> evidence,
            @Nullable Remark remark) {
        @SuppressWarnings("ConstantValue") // what an earlier release wrote has no evidence
        public Transition {
            evidence = evidence == null ? List.of() : List.copyOf(evidence);
        }

        Transition(long atMillis, @Nullable RolloutPhase from, RolloutPhase to, int step, int weight, Cause cause) {
            this(atMillis, from, to, step, weight, cause.actor(), cause.reason(), cause.evidence(), null);
        }
    }

    public RolloutState {
        history = List.copyOf(history);
        if (stable == canary) {
            throw new IllegalArgumentException("version " + stable + " can't be the canary of itself");
        }
        if ((phase == RolloutPhase.PAUSED) != (pauseReason != null)) {
            throw new IllegalArgumentException(phase + " with pause reason " + pauseReason);
        }
        boolean weightFits =
                switch (phase) {
                    case PENDING, ROLLING_BACK, ROLLED_BACK -> weightBasisPoints == 0;
                    case PROGRESSING -> weightBasisPoints > 0 && weightBasisPoints <= TrafficSplit.WHOLE;
                    case PAUSED -> weightBasisPoints >= 0 && weightBasisPoints <= TrafficSplit.WHOLE;
                    case PROMOTING, PROMOTED -> weightBasisPoints == TrafficSplit.WHOLE;
                };
        if (!weightFits || step < 0) {
            throw new IllegalArgumentException(phase + " at step " + step + " with weight " + weightBasisPoints);
        }
    }

    public Optional<PauseReason> paused() {
        return Optional.ofNullable(pauseReason);
    }

    /** Whether the history has this remark since the present phase of the present step began. */
    boolean hasRemark(Remark remark, String beginning) {
        for (int i = history.size() - 1; i >= 0 && history.get(i).remark() != null; i--) {
            if (history.get(i).remark() == remark && history.get(i).reason().startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    /** The next state: same rollout, one transition more. */
    RolloutState moved(
            RolloutPhase to, @Nullable PauseReason why, int newStep, int newWeight, Cause cause, long nowMillis) {
        Transition change = new Transition(nowMillis, phase, to, newStep, newWeight, cause);
        return next(to, why, newStep, newWeight, nowMillis, change);
    }

    /** The same state with one more thing said about it; its hold goes on. */
    RolloutState remarked(Remark remark, Cause cause, long nowMillis) {
        Transition said = new Transition(
                nowMillis,
                phase,
                phase,
                step,
                weightBasisPoints,
                cause.actor(),
                cause.reason(),
                cause.evidence(),
                remark);
        return next(phase, pauseReason, step, weightBasisPoints, stepEnteredAtMillis, said);
    }

    RolloutState withOverriddenFreeze(long untilMillis) {
        return where(reason, untilMillis);
    }

    /** The same state for another reason; the history keeps its words. */
    RolloutState because(String why) {
        return where(why, freezeOverriddenUntilMillis);
    }

    /** Nothing happened to it: its phase, its step and its history stay. */
    private RolloutState where(String why, @Nullable Long freezeUntilMillis) {
        return new RolloutState(
                epoch,
                model,
                stable,
                canary,
                phase,
                pauseReason,
                step,
                weightBasisPoints,
                startedAtMillis,
                stepEnteredAtMillis,
                why,
                history,
                freezeUntilMillis);
    }

    private RolloutState next(
            RolloutPhase to,
            @Nullable PauseReason why,
            int newStep,
            int newWeight,
            long enteredAtMillis,
            Transition latest) {
        List<Transition> longer = new ArrayList<>(history);
        longer.add(latest);
        if (longer.size() > HISTORY_LIMIT) {
            longer.remove(1);
        }
        return new RolloutState(
                epoch,
                model,
                stable,
                canary,
                to,
                why,
                newStep,
                newWeight,
                startedAtMillis,
                enteredAtMillis,
                latest.reason(),
                longer,
                freezeOverriddenUntilMillis);
    }
}
