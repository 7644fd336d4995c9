package io.inferencegateway.gateway.route;

import io.inferencegateway.gateway.config.GatewayConfig.Adaptive;
import org.jspecify.annotations.Nullable;

/**
 * Between which bounds the number of requests in flight is found. Immutable.
 *
 * @param minimum at least 1
 * @param maximum at least {@code minimum}
 */
public record AdaptiveLimit(int minimum, int maximum) {
    public AdaptiveLimit {
        if (minimum < 1 || maximum < minimum) {
            throw new IllegalArgumentException("not a range: " + minimum + " to " + maximum);
        }
    }

    /** @param ceiling at least 1; a model may lower it below what it inherits */
    static @Nullable AdaptiveLimit of(@Nullable Adaptive adaptive, int ceiling) {
        return adaptive == null
                ? null
                : new AdaptiveLimit(Math.min(adaptive.minimum(), ceiling), Math.min(adaptive.maximum(), ceiling));
    }
}
