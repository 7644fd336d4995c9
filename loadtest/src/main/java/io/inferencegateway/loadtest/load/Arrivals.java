package io.inferencegateway.loadtest.load;

import java.time.Duration;

/**
 * When each request is meant to start: at a constant rate, whatever the answers do. That makes the load an open loop: a
 * server that stalls does not slow its callers down, and latency counted from the intended start includes the wait
 * (Gil Tene's "coordinated omission" is what a closed loop leaves out). Pure.
 *
 * @param perSecond above 0, at most a million
 */
public record Arrivals(double perSecond, Duration duration) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double FASTEST = 1e6;

    public Arrivals {
        if (!(perSecond > 0 && perSecond <= FASTEST)) {
            throw new IllegalArgumentException("the rate must lie above 0 and at or below a million a second");
        }
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("the duration must be above zero");
        }
    }

    /** Requests in the whole run, at least one. */
    public long total() {
        return Math.max(1, (long) Math.floor(perSecond * duration.toNanos() / NANOS_PER_SECOND + 1e-9));
    }

    /** Nanoseconds after the start of the run at which request {@code index}, from 0, is meant to start. */
    public long intendedNanos(long index) {
        return Math.round(index / perSecond * NANOS_PER_SECOND);
    }

    /** How many requests ought to have started by then. */
    public long dueBy(long elapsedNanos) {
        if (elapsedNanos < 0) {
            return 0;
        }
        return Math.min(total(), (long) Math.floor(elapsedNanos * perSecond / NANOS_PER_SECOND) + 1);
    }
}
