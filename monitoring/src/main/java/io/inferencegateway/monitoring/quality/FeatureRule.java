package io.inferencegateway.monitoring.quality;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a feature beforehand.
 *
 * @param kind null: as most of its values are
 * @param limit a drift score above it is drift; null: the model's
 * @param min numbers below are out of range; null: the reference's smallest
 * @param max numbers above are out of range; null: the reference's largest
 * @param critical its drift raises the alert for critical features
 * @param ignored no row keeps it
 */
public record FeatureRule(
        @Nullable Kind kind,
        @Nullable Double limit,
        @Nullable Double min,
        @Nullable Double max,
        boolean critical,
        boolean ignored) {
    public static final FeatureRule NONE = new FeatureRule(null, null, null, null, false, false);
}
