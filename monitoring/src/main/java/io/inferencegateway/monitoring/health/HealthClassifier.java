package io.inferencegateway.monitoring.health;

import io.inferencegateway.monitoring.stats.WindowStats;

/** Judges a snapshot by its point estimates, as monitors show it. Rollouts decide by evidence instead. Pure. */
public final class HealthClassifier {
    private static final double P99 = 0.99;

    private HealthClassifier() {}

    public static Health classify(WindowStats stats, HealthPolicy policy) {
        return classify(stats.total(), stats.errors(), stats.percentileMillis(P99), policy);
    }

    /**
     * @param errors the version's own, at most {@code total}
     * @param p99Millis ignored below the minimum sample
     */
    public static Health classify(long total, long errors, double p99Millis, HealthPolicy policy) {
        if (total < policy.minimumSample()) {
            return Health.UNKNOWN;
        }
        double errorRate = (double) errors / total;
        if (errorRate >= policy.errorRateCritical() || p99Millis >= policy.p99CriticalMillis()) {
            return Health.CRITICAL;
        }
        if (errorRate >= policy.errorRateWarning() || p99Millis >= policy.p99WarningMillis()) {
            return Health.WARNING;
        }
        return Health.HEALTHY;
    }
}
