package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a model's configuration means for a rollout that is started now. Pure. */
final class RolloutSettings {
    private RolloutSettings() {}

    /** @throws IllegalArgumentException where the steps are no plan */
    static RolloutPlan plan(GatewayConfig.Model model, PlanChoice choice) {
        GatewayConfig.Canary canary = model.canary();
        List<RolloutPlan.Step> chosen = choice.steps();
        List<RolloutPlan.Step> steps = chosen != null ? chosen : configuredSteps(canary);
        RolloutPlan.Pace pace = choice.pace();
        RolloutPlan.OnCritical onCritical =
                switch (canary.onCritical()) {
                    case ROLLBACK -> RolloutPlan.OnCritical.ROLL_BACK;
                    case PAUSE -> RolloutPlan.OnCritical.PAUSE;
                };
        RolloutPlan.OnRegression onRegression =
                switch (canary.conduct().onRegression()) {
                    case ROLLBACK -> RolloutPlan.OnRegression.ROLL_BACK;
                    case NOTIFY -> RolloutPlan.OnRegression.NOTIFY;
                };
        Boolean dryRun = choice.dryRun();
        RolloutPlan.Care care = new RolloutPlan.Care(
                canary.conduct().watchAfter(),
                onRegression,
                dryRun != null ? dryRun : canary.conduct().dryRun());
        return new RolloutPlan(
                steps,
                onCritical,
                canary.conduct().bake(),
                RolloutPlan.DEFAULT_PATIENCE,
                pace != null ? pace : pace(canary.pace()),
                canary.match(),
                shadow(canary.shadow()),
                care);
    }

    private static List<RolloutPlan.Step> configuredSteps(GatewayConfig.Canary canary) {
        return canary.steps().stream()
                .map(step -> new RolloutPlan.Step(
                        step.weightBasisPoints(), step.hold(), step.gate() == GatewayConfig.StepGate.MANUAL))
                .toList();
    }

    private static RolloutPlan.Pace pace(GatewayConfig.Pace pace) {
        return switch (pace) {
            case FIXED -> RolloutPlan.Pace.FIXED;
            case AUTOMATIC -> RolloutPlan.Pace.AUTOMATIC;
        };
    }

    private static RolloutPlan.@Nullable Shadow shadow(GatewayConfig.@Nullable Shadow shadow) {
        return shadow == null
                ? null
                : new RolloutPlan.Shadow(
                        shadow.shareBasisPoints(),
                        Math.toIntExact(shadow.requestBodyBytes()),
                        shadow.inFlight(),
                        shadow.hold());
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
                model.canary().warmUp().requests(),
                model.canary().warmUp().duration().toMillis());
    }
}
