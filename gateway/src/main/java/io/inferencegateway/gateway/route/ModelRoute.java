package io.inferencegateway.gateway.route;

import io.inferencegateway.canary.split.TrafficSplit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One model as the data plane sees it. Immutable.
 *
 * @param watch who judges the canary while a rollout runs, else null
 */
public record ModelRoute(
        String id,
        TrafficSplit split,
        Map<Integer, VersionRoute> versions,
        Map<String, Integer> labels,
        RouteSettings settings,
        @Nullable CanaryWatch watch) {
    public ModelRoute {
        versions = Map.copyOf(versions);
        labels = Map.copyOf(labels);
        if (!versions.containsKey(split.stable()) || !versions.containsKey(split.canary())) {
            throw new IllegalArgumentException("the split of model " + id + " names a version it does not have");
        }
    }

    public ModelRoute withSplit(TrafficSplit newSplit) {
        return new ModelRoute(id, newSplit, versions, labels, settings, watch);
    }

    public ModelRoute withRollout(TrafficSplit newSplit, @Nullable CanaryWatch newWatch) {
        return new ModelRoute(id, newSplit, versions, labels, settings, newWatch);
    }
}
