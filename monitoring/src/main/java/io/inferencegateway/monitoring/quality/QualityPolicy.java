package io.inferencegateway.monitoring.quality;

import java.time.Duration;
import java.util.Map;

/**
 * How a model's rows are compared. Immutable.
 *
 * @param window how far back rows count
 * @param minimumRows fewer on either side are unknown, never drift
 * @param driftLimit a score above it is drift, where the feature has no limit of its own
 * @param features rules by name; features without one are found by themselves
 */
public record QualityPolicy(Duration window, int minimumRows, double driftLimit, Map<String, FeatureRule> features) {
    public static final Duration WINDOW = Duration.ofMinutes(15);
    public static final int MINIMUM_ROWS = 200;
    public static final double DRIFT_LIMIT = 0.15;

    public QualityPolicy {
        features = Map.copyOf(features);
    }

    FeatureRule rule(String feature) {
        return features.getOrDefault(feature, FeatureRule.NONE);
    }

    double limit(String feature) {
        Double own = rule(feature).limit();
        return own == null ? driftLimit : own;
    }
}
