package io.inferencegateway.gateway.proxy;

import java.util.concurrent.TimeUnit;

/**
 * Bounds retries, so that they can't turn an outage into a storm: a fifth of the recent requests, and never less than
 * three a second. Owner: one event loop. Time is an argument: nanoseconds of any monotonic clock.
 */
final class RetryBudget {
    private static final double SHARE = 0.2;
    private static final double MINIMUM_PER_SECOND = 3;
    private static final double LARGEST_BALANCE = 100;
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private double balance = MINIMUM_PER_SECOND;
    private long paidNanos;

    RetryBudget(long nowNanos) {
        this.paidNanos = nowNanos;
    }

    void request() {
        balance = Math.min(LARGEST_BALANCE, balance + SHARE);
    }

    /** Whether a retry may be sent now; if so it is charged. */
    boolean tryRetry(long nowNanos) {
        double income = (nowNanos - paidNanos) / NANOS_PER_SECOND * MINIMUM_PER_SECOND;
        paidNanos = nowNanos;
        balance = Math.min(LARGEST_BALANCE, balance + Math.min(income, MINIMUM_PER_SECOND));
        if (balance < 1) {
            return false;
        }
        balance--;
        return true;
    }
}
