package io.inferencegateway.gateway.admission;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A budget of requests: the generic cell rate algorithm (ITU-T I.371, annex A) on one number, the time at which the
 * budget would be full again. Thread-safe and lock-free; taking allocates nothing. Time is an argument: nanoseconds of
 * {@link System#nanoTime}.
 */
final class RateBucket {
    /** Of the caller that it belongs to; 0 where it belongs to all. */
    final long key;

    private final AtomicLong fullAtNanos;

    RateBucket(long key, long nowNanos) {
        this.key = key;
        this.fullAtNanos = new AtomicLong(nowNanos);
    }

    /** Takes one request off the budget. Answers 0, or after how many nanoseconds there would be one to take. */
    long take(long intervalNanos, int burst, long nowNanos) {
        while (true) {
            long fullAt = fullAtNanos.get();
            long from = fullAt - nowNanos > 0 ? fullAt : nowNanos;
            long missing = from - nowNanos + intervalNanos - burst * intervalNanos;
            if (missing > 0) {
                return missing;
            }
            if (fullAtNanos.compareAndSet(fullAt, from + intervalNanos)) {
                return 0;
            }
        }
    }

    long fullAtNanos() {
        return fullAtNanos.get();
    }
}
