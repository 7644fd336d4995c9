package io.inferencegateway.monitoring.evidence;

import io.inferencegateway.monitoring.stats.ModelVersion;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One test as an operator sees it.
 *
 * @param test {@code error-rate}, {@code latency-p99}, {@code relative-to-stable} or {@code latency-relative-to-stable}
 * @param n requests the test has weighed; for the relative tests the bad or slow ones of both versions
 * @param bad how many of them spoke against the canary
 * @param eValue the evidence, 0 or more and finite: under the test's null hypothesis it is expected to stay at or below 1
 * @param threshold the evidence at which the test turns critical: 1 / its share of α
 */
public record Reading(String test, long n, long bad, double eValue, double threshold, Verdict verdict) {
    public static final String ERROR_RATE = "error-rate";
    public static final String LATENCY_P99 = "latency-p99";
    public static final String RELATIVE_TO_STABLE = "relative-to-stable";
    public static final String LATENCY_RELATIVE_TO_STABLE = "latency-relative-to-stable";

    /**
     * Why, in words, such as {@code canary 7 of fraud: 12 of 13 bad, E = 4,180 ≥ 2,000; stable 0.3 %}.
     *
     * @param stableErrorRate stable's share of bad answers in the same time, 0 to 1, where it is known
     */
    public String words(ModelVersion canary, OptionalDouble stableErrorRate) {
        String what = test.equals(Reading.LATENCY_P99) ? "slow" : "bad";
        String words = String.format(
                Locale.ROOT,
                "canary %d of %s: %,d of %,d %s, E = %s %s %,.0f",
                canary.version(),
                canary.model(),
                bad,
                n,
                what,
                readable(eValue),
                eValue >= threshold ? "\u2265" : "<",
                threshold);
        return stableErrorRate.isPresent()
                ? words + String.format(Locale.ROOT, "; stable %.1f %%", 100 * stableErrorRate.getAsDouble())
                : words;
    }

    private static String readable(double eValue) {
        return eValue < 1e9 ? String.format(Locale.ROOT, "%,.0f", eValue) : String.format(Locale.ROOT, "%.0e", eValue);
    }
}
