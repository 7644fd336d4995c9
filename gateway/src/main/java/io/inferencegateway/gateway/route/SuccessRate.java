package io.inferencegateway.gateway.route;

import java.util.concurrent.TimeUnit;

/**
 * How many of a replica's recent exchanges went well, as one event loop saw them: what is older than ten seconds counts
 * half, what is older than twenty a quarter. Owner: that event loop. Time is an argument: nanoseconds of any monotonic
 * clock.
 */
final class SuccessRate {
    static final long HALF_LIFE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** With fewer exchanges, on either side, nothing is said. */
    static final int FEWEST = 50;

    private static final double LEAST_GAP = 0.2;
    private static final double STANDARD_ERRORS = 4;
    private static final int FORGOTTEN_AFTER_HALVES = 60;

    private double total;
    private double good;
    private long halvedNanos;
    private boolean begun;

    void add(boolean success, long nowNanos) {
        age(nowNanos);
        total++;
        good += success ? 1 : 0;
    }

    double total(long nowNanos) {
        age(nowNanos);
        return total;
    }

    double good(long nowNanos) {
        age(nowNanos);
        return good;
    }

    void forget() {
        total = 0;
        good = 0;
    }

    /**
     * Whether a rate is far below that of the peers: by 20 points at least, and by four standard errors of the
     * difference of two shares, so that chance does it about once in 30,000 looks.
     */
    static boolean isFarBelow(double good, double total, double peersGood, double peersTotal) {
        if (total < FEWEST || peersTotal < FEWEST) {
            return false;
        }
        double pooled = (good + peersGood) / (total + peersTotal);
        double error = Math.sqrt(pooled * (1 - pooled) * (1 / total + 1 / peersTotal));
        return peersGood / peersTotal - good / total > Math.max(LEAST_GAP, STANDARD_ERRORS * error);
    }

    private void age(long nowNanos) {
        if (!begun) {
            begun = true;
            halvedNanos = nowNanos;
            return;
        }
        long halves = (nowNanos - halvedNanos) / HALF_LIFE_NANOS;
        if (halves > 0) {
            double kept = halves > FORGOTTEN_AFTER_HALVES ? 0 : 1.0 / (1L << halves);
            total *= kept;
            good *= kept;
            halvedNanos += halves * HALF_LIFE_NANOS;
        }
    }
}
