package io.inferencegateway.monitoring.quality;

import java.util.List;

/**
 * The numbers that a version predicted, in buckets that suit scores of 0 to 1. Immutable.
 *
 * @param buckets how many were above the bound before and not above their own; the last one has none
 * @param sum of all numbers
 */
public record PredictionTotals(List<Long> buckets, double sum) {
    /** Upper bounds, each in its bucket. */
    public static final List<Double> BOUNDS = List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0);

    public PredictionTotals {
        buckets = List.copyOf(buckets);
        if (buckets.size() != BOUNDS.size() + 1) {
            throw new IllegalArgumentException(buckets.size() + " buckets for " + BOUNDS.size() + " bounds");
        }
    }

    public long count() {
        return buckets.stream().mapToLong(Long::longValue).sum();
    }
}
