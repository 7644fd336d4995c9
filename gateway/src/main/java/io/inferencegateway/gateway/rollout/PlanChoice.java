package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.RolloutPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What whoever starts a rollout says of its plan; null for what the model's configuration says. Immutable.
 *
 * @param steps a step without a hold has one of zero
 * @param dryRun whether the gateway only says what it would have done
 */
public record PlanChoice(
        @Nullable List<RolloutPlan.Step> steps, RolloutPlan.@Nullable Pace pace, @Nullable Boolean dryRun) {
    /** The configured plan. */
    public static final PlanChoice CONFIGURED = new PlanChoice(null, null);

    public PlanChoice {
        steps = steps == null ? null : List.copyOf(steps);
    }

    public PlanChoice(@Nullable List<RolloutPlan.Step> steps, RolloutPlan.@Nullable Pace pace) {
        this(steps, pace, null);
    }
}
