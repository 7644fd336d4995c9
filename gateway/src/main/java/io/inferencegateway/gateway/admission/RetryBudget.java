package io.inferencegateway.gateway.admission;

import java.util.concurrent.TimeUnit;

/**
 * Bounds retries, so that they can't turn an outage into a storm: a fifth of the recent requests, and never less than
 * three a second. Owner: one event loop. Time is an argument: nanoseconds of any monotonic clock.
 */
public final class RetryBudget {
    /** The balance is kept in fifths of a retry: what one request earns. */
    private static final long RETRY = 5;

    private static final long EARNED_BY_REQUEST = 1;
    private static final long EARNED_IN_A_SECOND = 3 * RETRY;
    private static final long LARGEST_BALANCE = 100 * RETRY;

    private long balance = EARNED_IN_A_SECOND;
    private long paidNanos;

    public RetryBudget(long nowNanos) {
        this.paidNanos = nowNanos;
    }

    public void request() {
        balance = Math.min(LARGEST_BALANCE, balance + EARNED_BY_REQUEST);
    }

    /** Whether a retry may be sent now; if so it is charged. */
    public boolean tryRetry(long nowNanos) {
        long sinceNanos = Math.min(nowNanos - paidNanos, TimeUnit.SECONDS.toNanos(1));
        long earned = sinceNanos * EARNED_IN_A_SECOND / TimeUnit.SECONDS.toNanos(1);
        if (earned > 0) {
            paidNanos = nowNanos;
            balance = Math.min(LARGEST_BALANCE, balance + earned);
        }
        if (balance < RETRY) {
            return false;
        }
        balance -= RETRY;
        return true;
    }
}
