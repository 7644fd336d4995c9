package io.inferencegateway.monitoring.health;

/**
 * The limits a snapshot is held against. A figure that reaches its limit has broken it.
 *
 * @param errorRateWarning a fraction, 0 to 1
 * @param errorRateCritical a fraction, not below the warning
 * @param p99CriticalMillis not below the warning
 * @param minimumSample with fewer requests the health is unknown; at least 1
 */
public record HealthPolicy(
        double errorRateWarning,
        double errorRateCritical,
        double p99WarningMillis,
        double p99CriticalMillis,
        long minimumSample) {
    public static final long DEFAULT_MINIMUM_SAMPLE = 10;

    /** Warning from 5 % errors or a p99 of 500 ms, critical from 10 % or 1 s, unknown below 10 requests. */
    public static final HealthPolicy DEFAULT = new HealthPolicy(0.05, 0.10, 500, 1_000, DEFAULT_MINIMUM_SAMPLE);

    public HealthPolicy {
        if (!(0 <= errorRateWarning && errorRateWarning <= errorRateCritical && errorRateCritical <= 1)) {
            throw new IllegalArgumentException("error rates " + errorRateWarning + " and " + errorRateCritical
                    + " are not fractions with the warning first");
        }
        if (!(0 <= p99WarningMillis && p99WarningMillis <= p99CriticalMillis)) {
            throw new IllegalArgumentException(
                    "latencies " + p99WarningMillis + " and " + p99CriticalMillis + " do not rise from 0");
        }
        if (minimumSample < 1) {
            throw new IllegalArgumentException("a minimum sample of " + minimumSample + " is below 1");
        }
    }
}
