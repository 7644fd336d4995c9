package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.monitoring.stats.Track;
import org.jspecify.annotations.Nullable;

/**
 * Who answers in the place of a canary that failed: the version that was stable when the request came, once, and only
 * for a request that the split gave to the canary. Who named the version wants that one's answer, good or bad.
 */
final class Rescue {
    private Rescue() {}

    /** The version that may take the exchange over, or null. */
    static @Nullable ServedVersion of(TrafficLoop loop, Exchange exchange) {
        ModelRoute model = exchange.model();
        if (model == null || !model.settings().rescue() || exchange.track() != Track.CANARY) {
            return null;
        }
        VersionRoute stable = model.versions().get(model.split().stable());
        return stable == null ? null : loop.served(stable);
    }
}
