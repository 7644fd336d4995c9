package io.inferencegateway.monitoring.quality;

import org.jspecify.annotations.Nullable;

/**
 * How far values are from a reference.
 *
 * @param test what the score comes from; null where there is no score
 * @param score 0 for no difference; NaN where there is no reference or too few rows
 * @param limit a score above it is drift
 * @param wasserstein distance of both distributions in standard deviations of the reference; NaN for categories and
 *     without a score
 * @param ks the plain Kolmogorov–Smirnov statistic, 0..1; NaN as before
 */
public record Drift(
        @Nullable DriftTest test, double score, double limit, QualityVerdict verdict, double wasserstein, double ks) {
    /** From this score on a difference is worth a look (a common reading of the population stability index). */
    static final double WARNING_SCORE = 0.1;

    static Drift unknown(double limit) {
        return new Drift(null, Double.NaN, limit, QualityVerdict.UNKNOWN, Double.NaN, Double.NaN);
    }

    static Drift of(DriftTest test, double score, double limit, double wasserstein, double ks) {
        QualityVerdict verdict = score > limit
                ? QualityVerdict.DRIFT
                : score >= Math.min(WARNING_SCORE, limit) ? QualityVerdict.WARNING : QualityVerdict.OK;
        return new Drift(test, score, limit, verdict, wasserstein, ks);
    }
}
