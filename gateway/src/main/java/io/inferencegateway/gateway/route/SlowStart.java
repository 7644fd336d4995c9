package io.inferencegateway.gateway.route;

import java.util.concurrent.TimeUnit;

/** How much of its usual traffic a replica gets that is new or back: caches are cold and code is not compiled yet. */
final class SlowStart {
    static final long LENGTH_NANOS = TimeUnit.SECONDS.toNanos(30);
    static final double LEAST_SHARE = 0.1;

    private SlowStart() {}

    /** From {@value #LEAST_SHARE} in a straight line to 1 at the end of thirty seconds. */
    static double share(long ageNanos) {
        double grown = Math.max(0, (double) ageNanos / LENGTH_NANOS);
        return Math.min(1, LEAST_SHARE + (1 - LEAST_SHARE) * grown);
    }
}
