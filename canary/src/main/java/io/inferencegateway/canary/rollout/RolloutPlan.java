package io.inferencegateway.canary.rollout;

import io.inferencegateway.canary.split.Cohort;
import io.inferencegateway.canary.split.TrafficSplit;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a rollout is to go. Immutable and always valid.
 *
 * @param steps at least one; shares rise strictly
 * @param onCritical what a critical canary leads to
 * @param bake how long the canary serves everything, old stable kept warm, before it is the new stable
 * @param patience how long past its hold a step waits for the evidence it lacks while traffic flows, before it pauses
 * @param pace what a step's hold means
 * @param cohort who takes part until the canary gets everything, or null for everyone
 * @param shadow how requests are copied to the canary, or null for not at all
 * @param care what holds besides the steps
 */
public record RolloutPlan(
        List<Step> steps,
        OnCritical onCritical,
        Duration bake,
        Duration patience,
        Pace pace,
        @Nullable Cohort cohort,
        @Nullable Shadow shadow,
        Care care) {
    public static final Duration DEFAULT_BAKE = Duration.ofSeconds(5);
    public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(15);

    public enum OnCritical {
        ROLL_BACK,
        PAUSE
    }

    public enum Pace {
        /** A step lasts its hold at least, then until its evidence certifies the canary. */
        FIXED,
        /** A step ends as soon as its evidence certifies the canary; its hold is the longest time it waits for that. */
        AUTOMATIC
    }

    /**
     * Copies of requests that stable serves, sent to the canary as well; nobody receives their answers.
     *
     * @param shareBasisPoints how many of them are copied, 1 to 10,000
     * @param bodyBytes a request with a larger body is not copied, at least 1
     * @param inFlight copies under way at a time over all event loops, at least 1
     * @param hold how long the canary gets nothing but copies before the first step, 0 for not at all
     */
    public record Shadow(int shareBasisPoints, int bodyBytes, int inFlight, Duration hold) {
        public Shadow {
            if (shareBasisPoints < 1 || shareBasisPoints > TrafficSplit.WHOLE || bodyBytes < 1 || inFlight < 1) {
                throw new IllegalArgumentException("not a shadow: share " + shareBasisPoints + ", bodies up to "
                        + bodyBytes + " bytes, " + inFlight + " in flight");
            }
            requireNotNegative("hold", hold);
        }
    }

    /**
     * What holds besides the steps.
     *
     * @param watchAfter how long the new stable version is judged after it was promoted; zero for not at all
     * @param onRegression what a promoted version that turns critical in that time leads to
     * @param dryRun whether the gateway only says that it would have rolled back or paused
     */
    public record Care(Duration watchAfter, OnRegression onRegression, boolean dryRun) {
        /** All is over with the promotion. */
        public static final Care NONE = new Care(Duration.ZERO, OnRegression.NOTIFY, false);

        public Care {
            requireNotNegative("watch", watchAfter);
        }
    }

    public enum OnRegression {
        NOTIFY,
        ROLL_BACK
    }

    /**
     * @param weightBasisPoints the canary's share of the split, 1 to 10,000
     * @param hold the least time at this share; under {@link Pace#AUTOMATIC} the longest, 0 for the plan's patience
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

    /** For everyone, at a fixed pace and without copies. */
    public RolloutPlan(List<Step> steps, OnCritical onCritical, Duration bake, Duration patience) {
        this(steps, onCritical, bake, patience, Pace.FIXED, null, null, Care.NONE);
    }

    public RolloutPlan(List<Step> steps) {
        this(steps, OnCritical.ROLL_BACK, DEFAULT_BAKE, DEFAULT_PATIENCE);
    }

    /** The least time in milliseconds before a step may end. */
    long leastMillis(Step step) {
        return switch (pace) {
            case FIXED -> step.hold().toMillis();
            case AUTOMATIC -> 0;
        };
    }

    /** After how many milliseconds a step without a single answer is called silent. */
    long silentAfterMillis(Step step) {
        return switch (pace) {
            case FIXED -> step.hold().toMillis();
            case AUTOMATIC -> longestMillis(step);
        };
    }

    /** After how many milliseconds a step is given up that its evidence has not certified. */
    long longestMillis(Step step) {
        return switch (pace) {
            case FIXED -> step.hold().plus(patience).toMillis();
            case AUTOMATIC -> (step.hold().isZero() ? patience : step.hold()).toMillis();
        };
    }

    /** Whether a critical canary loses its traffic, without anybody's asking. */
    public boolean rollsBack() {
        return onCritical == OnCritical.ROLL_BACK && !care.dryRun;
    }

    /** Whether a promoted version that turns critical loses its traffic, without anybody's asking. */
    public boolean rollsBackRegression() {
        return care.onRegression == OnRegression.ROLL_BACK && !care.dryRun;
    }

    /** Whether the gateway takes nothing away by itself. */
    public boolean dryRun() {
        return care.dryRun;
    }

    private static void requireNotNegative(String what, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a " + what + " of " + duration + " is negative");
        }
    }
}
