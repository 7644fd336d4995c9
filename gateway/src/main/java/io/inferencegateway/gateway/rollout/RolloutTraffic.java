package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.split.Cohort;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.monitoring.stats.ModelVersion;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a rollout's decisions reach the routing table. Any thread. Each change is one compare-and-set on the table, and
 * what would give a canary traffic asks inside of it whether it may still have any.
 */
final class RolloutTraffic {
    private final Routes routes;

    RolloutTraffic(Routes routes) {
        this.routes = routes;
    }

    /** The version that gets what no canary gets, or null for a model that is not there. */
    @Nullable
    Integer stableOf(String model) {
        ModelRoute route = routes.current().model(model);
        return route == null ? null : route.split().stable();
    }

    boolean has(String model, int version) {
        ModelRoute route = routes.current().model(model);
        return route != null && route.versions().containsKey(version);
    }

    /** The share of the split that the canary has right now, in basis points. */
    int shareOf(String model, int canary) {
        ModelRoute route = routes.current().model(model);
        if (route == null) {
            return 0;
        }
        TrafficSplit split = route.split();
        if (split.stable() == canary) {
            return TrafficSplit.WHOLE;
        }
        return split.canary() == canary ? split.canaryBasisPoints() : 0;
    }

    /** Where the version is served, empty where it is not configured. */
    List<URI> upstreamsOf(ModelVersion version) {
        ModelRoute route = routes.current().model(version.model());
        VersionRoute served = route == null ? null : route.versions().get(version.version());
        return served == null ? List.of() : served.upstreams();
    }

    /**
     * Gives the canary a share, 0 included, and lets {@code watch} hear of every outcome.
     *
     * @param cohort of whom the share is taken, or null for everyone
     */
    void give(String model, TrafficSplit split, @Nullable Cohort cohort, LiveRollout watch) {
        routes.update(table -> {
            ModelRoute route = table.model(model);
            if (route == null || !knows(route, split) || !watch.mayHaveTraffic()) {
                return table;
            }
            return table.with(route.withRollout(split, watch, cohort));
        });
    }

    /** Takes everything away from the canary that {@code watch} judges; a table that has moved on is left alone. */
    void takeAway(String model, int stable, LiveRollout watch) {
        routes.update(table -> {
            ModelRoute route = table.model(model);
            return route != null && route.watch() == watch && route.versions().containsKey(stable)
                    ? table.with(route.withRollout(TrafficSplit.allTo(stable), null))
                    : table;
        });
    }

    /** The version gets everything and nobody is on trial. */
    void makeStable(String model, int version) {
        routes.update(table -> {
            ModelRoute route = table.model(model);
            return route == null || !route.versions().containsKey(version)
                    ? table
                    : table.with(route.withRollout(TrafficSplit.allTo(version), null));
        });
    }

    /** The canary of {@code trial} becomes stable, unless it has tripped; {@code watch} hears how it does from now on. */
    void promote(String model, LiveRollout trial, @Nullable LiveRollout watch) {
        int version = trial.canary();
        routes.update(table -> {
            ModelRoute route = table.model(model);
            return route == null || !route.versions().containsKey(version) || !trial.mayHaveTraffic()
                    ? table
                    : table.with(route.withRollout(TrafficSplit.allTo(version), watch));
        });
    }

    /** Nobody listens any more; a table that has moved on is left alone. */
    void stopWatching(String model, LiveRollout watch) {
        routes.update(table -> {
            ModelRoute route = table.model(model);
            return route != null && route.watch() == watch ? table.with(route.withRollout(route.split(), null)) : table;
        });
    }

    private static boolean knows(ModelRoute route, TrafficSplit split) {
        return route.versions().containsKey(split.stable()) && route.versions().containsKey(split.canary());
    }
}
