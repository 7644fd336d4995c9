package io.inferencegateway.gateway.route;

import java.util.concurrent.TimeUnit;

/**
 * Whether one upstream is left out because it keeps failing. Owner: one event loop. Time is an argument: nanoseconds of
 * any monotonic clock.
 *
 * <p>In a row only gateway errors count (refused, reset, timed out): a version that answers 500 is judged by its rollout,
 * not hidden by its pool. A replica that fares far worse than its peers, 5xx included, is {@link #outlier another
 * matter}: what all of them do never ejects one. Each further ejection lasts one base longer, until the upstream has stayed in for as long as its
 * last ejection.
 */
final class Ejection {
    static final int CONSECUTIVE_FAILURES = 5;
    static final long BASE_NANOS = TimeUnit.SECONDS.toNanos(30);
    static final int LONGEST_IN_BASES = 10;

    private int failuresInRow;
    private int ejections;
    private boolean out;
    private long readmissionNanos;
    private long backNanos;
    private boolean wasOut;

    boolean isEjected(long nowNanos) {
        if (out && nowNanos - readmissionNanos >= 0) {
            out = false;
            failuresInRow = 0;
            backNanos = nowNanos;
        }
        return out;
    }

    void succeeded() {
        failuresInRow = 0;
    }

    /**
     * @param mayEject whether enough of its peers would remain
     * @return whether this failure ejected the upstream
     */
    boolean failed(long nowNanos, boolean mayEject) {
        if (isEjected(nowNanos)) {
            return false;
        }
        failuresInRow++;
        if (failuresInRow < CONSECUTIVE_FAILURES || !mayEject) {
            return false;
        }
        eject(nowNanos);
        return true;
    }

    /**
     * It fares far worse than its peers.
     *
     * @param mayEject whether enough of its peers would remain
     * @return whether that ejected the upstream
     */
    boolean outlier(long nowNanos, boolean mayEject) {
        if (isEjected(nowNanos) || !mayEject) {
            return false;
        }
        eject(nowNanos);
        return true;
    }

    /** Since when it is back, or {@code otherwise} where it was never out. */
    long backSinceNanos(long otherwise) {
        return wasOut ? backNanos : otherwise;
    }

    private void eject(long nowNanos) {
        boolean stayedIn = ejections > 0 && nowNanos - readmissionNanos >= ejections * BASE_NANOS;
        ejections = stayedIn ? 1 : Math.min(ejections + 1, LONGEST_IN_BASES);
        readmissionNanos = nowNanos + ejections * BASE_NANOS;
        out = true;
        wasOut = true;
        backNanos = readmissionNanos;
    }
}
