package io.inferencegateway.gateway.route;

import io.inferencegateway.canary.split.Cohort;
import io.inferencegateway.canary.split.TrafficSplit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One model as the data plane sees it. Immutable.
 *
 * @param watch who judges the canary while a rollout runs, else null
 * @param cohort who takes part in the split, or null for everyone; all others are stable's
 */
public record ModelRoute(
        String id,
        TrafficSplit split,
        Map<Integer, VersionRoute> versions,
        Map<String, Integer> labels,
        RouteSettings settings,
        @Nullable CanaryWatch watch,
        @Nullable Cohort cohort) {
    public ModelRoute {
        versions = Map.copyOf(versions);
        labels = Map.copyOf(labels);
        if (!versions.containsKey(split.stable()) || !versions.containsKey(split.canary())) {
            throw new IllegalArgumentException("the split of model " + id + " names a version it does not have");
        }
    }

    /** Everyone takes part in the split. */
    public ModelRoute(
            String id,
            TrafficSplit split,
            Map<Integer, VersionRoute> versions,
            Map<String, Integer> labels,
            RouteSettings settings,
            @Nullable CanaryWatch watch) {
        this(id, split, versions, labels, settings, watch, null);
    }

    public ModelRoute withSplit(TrafficSplit newSplit) {
        return new ModelRoute(id, newSplit, versions, labels, settings, watch, cohort);
    }

    /** A split for everyone. */
    public ModelRoute withRollout(TrafficSplit newSplit, @Nullable CanaryWatch newWatch) {
        return withRollout(newSplit, newWatch, null);
    }

    public ModelRoute withRollout(TrafficSplit newSplit, @Nullable CanaryWatch newWatch, @Nullable Cohort newCohort) {
        return new ModelRoute(id, newSplit, versions, labels, settings, newWatch, newCohort);
    }
}
