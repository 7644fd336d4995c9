package io.inferencegateway.monitoring.evidence;

import java.util.List;

/**
 * The limits of one rollout and the tests made of them. Immutable.
 *
 * <p><b>How α is spent.</b> A rollout that respects its limits is ended wrongly with a chance of at most {@code alpha}, whatever is looked
 * at and however often. The account, in full:
 *
 * <ul>
 *   <li>{@code alpha}/2 to the error-rate test and {@code alpha}/2 to the latency test, the only two that can end it. Each is
 *       one e-process from the rollout's first weighed request to its last, through every step, pause and restart; a restart forgets
 *       faults of requests in flight, which only lowers it. By Ville's inequality each reaches 2/{@code alpha} with a chance of at most
 *       {@code alpha}/2, and by the union bound one of them does with at most {@code alpha}.
 *   <li>Nothing to the relative tests, the guards, the excuse of {@link CallerRun} and the warm-up: they only withhold a
 *       verdict or leave faults out, and evidence rises with every fault that is counted.
 *   <li>Nothing to the warning tests and the certificates: they hold a step or let it pass and end nothing. A canary at a warning limit
 *       is certified with a chance of at most {@code certificateAlpha} for each of its two certificates.
 *   <li>A retry is another rollout: {@link Evidence#fresh}, the whole of {@code alpha} anew. So k tries of a version that respects
 *       its limits end wrongly at least once with a chance of at most k {@code alpha}. Evidence is never carried from one try to
 *       the next, and only an operator starts one.
 *   <li>Copies of requests (shadow traffic) before a rollout, and the watch over a version after its promotion, are judged by an
 *       {@link Evidence} of their own each: a second and a third account, each of {@code alpha}.
 * </ul>
 *
 * <p>The relative tests have a level of their own, the chance that an outage which both versions share is taken for the canary's:
 * {@value #SHARED_OUTAGE_BLAMED} while the canary gets at most {@value RelativeTest#NEAR_HALF} basis points, where that costs nothing,
 * and {@value #SHARED_OUTAGE_BLAMED_NEAR_HALF} above, since at 50 % a failure of the canary is only twice as likely if it is to
 * blame and a stricter level would cost answers in every real rollback. For slow answers it is the latter at every weight.
 *
 * <p>Errors indict a canary above the middle of the warning and the critical rate: a steady rate inside the warning
 * band holds a step (the test of the warning limit) and never rolls back.
 *
 * @param errorRateWarning the limit of the warning band, between 0 and {@code errorRateCritical}
 * @param errorRateCritical also the share of the last 100 requests below which errors are never critical
 * @param slowWarningMicros a 99th percentile at or above it is a warning
 * @param slowCriticalMicros a 99th percentile at or above it is critical; at least {@code slowWarningMicros}
 * @param alpha the chance of ending a rollout wrongly
 * @param certificateAlpha the chance of certifying a canary that is at a warning limit or past it
 * @param warmUpRequests admissions that nothing is concluded from, the first ones
 * @param warmUpMillis nor from those within this time after the first one
 */
public record EvidencePolicy(
        double errorRateWarning,
        double errorRateCritical,
        long slowWarningMicros,
        long slowCriticalMicros,
        double alpha,
        double certificateAlpha,
        int warmUpRequests,
        long warmUpMillis) {
    /** The share of requests at or above a 99th percentile. */
    static final double BEYOND_P99 = 0.01;

    /** Where between the null rate and 1 the error-rate tests bet. */
    private static final List<Double> BETS = List.of(0.05, 0.23, 0.68, 0.945);

    private static final int MINIMUM_FOR_ERRORS = 10;
    private static final int MINIMUM_FOR_LATENCY = 20;
    private static final double TOLERATED_RATIO = 1;
    private static final double SHARED_OUTAGE_BLAMED = 0.001;
    private static final double SHARED_OUTAGE_BLAMED_NEAR_HALF = 0.005;
    private static final List<Double> WORSE_RATIOS = List.of(3.0, 50.0);

    public EvidencePolicy {
        if (!(errorRateWarning > 0 && errorRateWarning < errorRateCritical && errorRateCritical < 1)) {
            throw new IllegalArgumentException(
                    "error rates of " + errorRateWarning + " and " + errorRateCritical + " do not rise within 0..1");
        }
        if (!(slowWarningMicros > 0 && slowWarningMicros <= slowCriticalMicros)) {
            throw new IllegalArgumentException(
                    "latencies of " + slowWarningMicros + " and " + slowCriticalMicros + " us do not rise");
        }
        if (!(alpha > 0 && alpha < 1 && certificateAlpha > 0 && certificateAlpha < 1)) {
            throw new IllegalArgumentException("alpha " + alpha + ", certificate alpha " + certificateAlpha);
        }
        if (warmUpRequests < 0 || warmUpMillis < 0) {
            throw new IllegalArgumentException(
                    "a warm-up of " + warmUpRequests + " requests and " + warmUpMillis + " ms");
        }
    }

    /** 5 % and 10 % errors, 500 ms and 1 s, one wrong rollback in a thousand rollouts, no warm-up. */
    public static EvidencePolicy defaults() {
        return new EvidencePolicy(0.05, 0.10, 500_000, 1_000_000, 0.001, 0.05, 0, 0);
    }

    /** The same, with nothing concluded from the first {@code requests} admissions and the first {@code millis}. */
    public EvidencePolicy withWarmUp(int requests, long millis) {
        return new EvidencePolicy(
                errorRateWarning,
                errorRateCritical,
                slowWarningMicros,
                slowCriticalMicros,
                alpha,
                certificateAlpha,
                requests,
                millis);
    }

    /** Rolls back: critical above the middle of the two limits. */
    public SequentialTest errorRateCriticalTest() {
        return errorRateTest((errorRateWarning + errorRateCritical) / 2, alpha / 2);
    }

    /** Holds a step: critical above the warning limit. */
    public SequentialTest errorRateWarningTest() {
        return errorRateTest(errorRateWarning, alpha / 2);
    }

    private SequentialTest errorRateTest(double nullRate, double testAlpha) {
        return new SequentialTest(nullRate, errorRateBets(nullRate), testAlpha, MINIMUM_FOR_ERRORS, errorRateCritical);
    }

    /**
     * Rates worth betting on against {@code nullRate}: few, since each one's share of the stake is lost to the others;
     * one just above it, where evidence comes slowly, and one near 95 %, where a run of failures decides.
     */
    public static List<Double> errorRateBets(double nullRate) {
        double span = 1 - nullRate;
        return BETS.stream().map(part -> nullRate + part * span).toList();
    }

    public SequentialTest latencyCriticalTest() {
        return latencyTest();
    }

    public SequentialTest latencyWarningTest() {
        return latencyTest();
    }

    private SequentialTest latencyTest() {
        return new SequentialTest(
                BEYOND_P99, List.of(0.015, 0.03, 0.1, 0.5, 0.95), alpha / 2, MINIMUM_FOR_LATENCY, BEYOND_P99);
    }

    /** Whether the canary fails more often than stable. */
    public RelativeTest relativeTest() {
        return RelativeTest.of(TOLERATED_RATIO, WORSE_RATIOS, SHARED_OUTAGE_BLAMED, SHARED_OUTAGE_BLAMED_NEAR_HALF);
    }

    /** Whether it is slow more often; each observation is half a second of waiting callers, so fewer have to do. */
    public RelativeTest latencyRelativeTest() {
        return RelativeTest.of(
                TOLERATED_RATIO, WORSE_RATIOS, SHARED_OUTAGE_BLAMED_NEAR_HALF, SHARED_OUTAGE_BLAMED_NEAR_HALF);
    }

    /** Rules out an error rate at the warning limit. */
    public Certificate errorRateCertificate() {
        return new Certificate(
                errorRateWarning,
                List.of(errorRateWarning * 0.1, errorRateWarning * 0.2, errorRateWarning * 0.4),
                certificateAlpha);
    }

    /** Rules out a 99th percentile at the warning limit. */
    public Certificate latencyCertificate() {
        return new Certificate(
                BEYOND_P99, List.of(BEYOND_P99 * 0.05, BEYOND_P99 * 0.1, BEYOND_P99 * 0.2), certificateAlpha);
    }
}
