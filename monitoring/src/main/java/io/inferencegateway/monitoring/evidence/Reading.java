package io.inferencegateway.monitoring.evidence;

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
}
