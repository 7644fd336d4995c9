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
 * @param history every transition, oldest first, at most {@value #HISTORY_LIMIT}; the first one is always kept
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
        List<Transition> history) {
    public static final int HISTORY_LIMIT = 200;

    /**
     * One change.
     *
     * @param from null at the start of a rollout
     * @param actor who caused it: an operator's name, or {@code gateway}
     */
    public record Transition(
            long atMillis,
            @Nullable RolloutPhase from,
            RolloutPhase to,
            int step,
            int weightBasisPoints,
            String actor,
            String reason) {}

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

    /** The next state: same rollout, one transition more. */
    RolloutState moved(
            RolloutPhase to,
            @Nullable PauseReason newPauseReason,
            int newStep,
            int newWeight,
            long nowMillis,
            String actor,
            String newReason) {
        List<Transition> longer = new ArrayList<>(history);
        longer.add(new Transition(nowMillis, phase, to, newStep, newWeight, actor, newReason));
        if (longer.size() > HISTORY_LIMIT) {
            longer.remove(1);
        }
        return new RolloutState(
                epoch,
                model,
                stable,
                canary,
                to,
                newPauseReason,
                newStep,
                newWeight,
                startedAtMillis,
                nowMillis,
                newReason,
                longer);
    }
}
