package io.inferencegateway.gateway.route;

import io.inferencegateway.gateway.config.GatewayConfig.Rate;
import org.jspecify.annotations.Nullable;

/**
 * How many requests a model takes, in the units of the hot path. Immutable.
 *
 * @param intervalNanos what one request costs in time, at least 1
 * @param burst how many may come at once after a rest, at least 1
 * @param byAddress whether each caller's address has a budget of its own
 * @param header the field whose value has a budget of its own, or null
 */
public record RateLimit(long intervalNanos, int burst, boolean byAddress, @Nullable String header) {
    public RateLimit {
        if (intervalNanos < 1 || burst < 1 || (byAddress && header != null)) {
            throw new IllegalArgumentException("not a rate: " + intervalNanos + " ns, burst " + burst);
        }
    }

    static @Nullable RateLimit of(@Nullable Rate rate) {
        return rate == null
                ? null
                : new RateLimit(
                        rate.window().toNanos() / rate.requests(),
                        rate.burst(),
                        rate.per().byAddress(),
                        rate.per().header());
    }

    /** Whether all callers share one budget. */
    public boolean isShared() {
        return !byAddress && header == null;
    }
}
