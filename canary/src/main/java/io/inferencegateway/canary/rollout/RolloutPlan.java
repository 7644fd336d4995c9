package io.inferencegateway.canary.rollout;

import io.inferencegateway.canary.split.TrafficSplit;
import java.time.Duration;
import java.util.List;

/**
 * How a rollout is to go. Immutable and always valid.
 *
 * @param steps at least one; shares rise strictly
 * @param onCritical what a critical canary leads to
 * @param bake how long the canary serves everything, old stable kept warm, before it is the new stable
 * @param patience how long past its hold a step waits for the evidence it lacks while traffic flows, before it pauses
 */
public record RolloutPlan(List<Step> steps, OnCritical onCritical, Duration bake, Duration patience) {
    public static final Duration DEFAULT_BAKE = Duration.ofSeconds(5);
    public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(15);

    public enum OnCritical {
        ROLL_BACK,
        PAUSE
    }

    /**
     * @param weightBasisPoints the canary's share of the split, 1 to 10,000
     * @param hold the least time at this share
     * @param waitForOperator whether the step ends in a pause instead of the next step
     */
    public record Step(int weightBasisPoints, Duration hold, boolean waitForOperator) {
        public Step {
            if (weightBasisPoints <= 0 || weightBasisPoints > TrafficSplit.WHOLE) {
                throw new IllegalArgumentException(
                        "a step's share of " + weightBasisPoints + " is not within 1.." + TrafficSplit.WHOLE);
            }
            requireNotNegative("hold", hold);
        }

        public Step(int weightBasisPoints, Duration hold) {
            this(weightBasisPoints, hold, false);
        }
    }

    public RolloutPlan {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a plan needs at least one step");
        }
        for (int i = 1; i < steps.size(); i++) {
            int before = steps.get(i - 1).weightBasisPoints;
            int after = steps.get(i).weightBasisPoints;
            if (after <= before) {
                throw new IllegalArgumentException("the share of step " + (i + 1) + ", " + after + ", is not above the "
                        + before + " of the step before it");
            }
        }
        requireNotNegative("bake", bake);
        requireNotNegative("patience", patience);
    }

    public RolloutPlan(List<Step> steps) {
        this(steps, OnCritical.ROLL_BACK, DEFAULT_BAKE, DEFAULT_PATIENCE);
    }

    private static void requireNotNegative(String what, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a " + what + " of " + duration + " is negative");
        }
    }
}
