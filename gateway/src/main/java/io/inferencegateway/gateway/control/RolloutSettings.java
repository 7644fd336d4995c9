package io.inferencegateway.gateway.control;

import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a model's configuration means for a rollout that is started now. Pure. */
final class RolloutSettings {
    private RolloutSettings() {}

    /**
     * @param steps null for the configured ones
     * @throws IllegalArgumentException where the steps are no plan
     */
    static RolloutPlan plan(GatewayConfig.Model model, @Nullable List<RolloutPlan.Step> steps) {
        GatewayConfig.Canary canary = model.canary();
        List<RolloutPlan.Step> chosen = steps != null
                ? steps
                : canary.steps().stream()
                        .map(step -> new RolloutPlan.Step(step.weightBasisPoints(), step.hold()))
                        .toList();
        RolloutPlan.OnCritical onCritical =
                switch (canary.onCritical()) {
                    case ROLLBACK -> RolloutPlan.OnCritical.ROLL_BACK;
                    case PAUSE -> RolloutPlan.OnCritical.PAUSE;
                };
        return new RolloutPlan(chosen, onCritical, RolloutPlan.DEFAULT_BAKE, RolloutPlan.DEFAULT_PATIENCE);
    }

    /** @throws IllegalArgumentException where no test can be made of the limits */
    static EvidencePolicy policy(GatewayConfig.Model model) {
        GatewayConfig.Health health = model.canary().health();
        EvidencePolicy defaults = EvidencePolicy.defaults();
        return new EvidencePolicy(
                health.errorRateWarning(),
                health.errorRateCritical(),
                TimeUnit.MILLISECONDS.toMicros(health.p99Warning().toMillis()),
                TimeUnit.MILLISECONDS.toMicros(health.p99Critical().toMillis()),
                defaults.alpha(),
                defaults.certificateAlpha(),
                defaults.warmUpRequests());
    }
}
