package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.gateway.observe.MetricsView;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import io.inferencegateway.monitoring.stats.ModelVersion;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The copies of all rollouts: each has its own, and counts that outlive it. Owner: the control context. */
final class Shadows {
    private final ShadowMemory memory = ShadowMemory.ofThisProcess();
    private final Map<ModelVersion, ShadowCounts> ofProcess = new TreeMap<>(ModelVersion.BY_MODEL_AND_NUMBER);

    /** What a rollout copies requests by, or null where its plan has no copies. */
    @Nullable
    LiveShadow of(ModelVersion canary, RolloutPlan plan, EvidencePolicy policy) {
        RolloutPlan.Shadow bounds = plan.shadow();
        if (bounds == null) {
            return null;
        }
        ShadowCounts counts = ofProcess.computeIfAbsent(canary, version -> new ShadowCounts());
        return new LiveShadow(canary, bounds, policy, counts, memory, System::nanoTime);
    }

    List<MetricsView.Shadow> counts() {
        return ofProcess.entrySet().stream()
                .map(each -> new MetricsView.Shadow(
                        each.getKey(),
                        each.getValue().drops(),
                        each.getValue().sameStatusCount(),
                        each.getValue().otherStatusCount()))
                .toList();
    }
}
