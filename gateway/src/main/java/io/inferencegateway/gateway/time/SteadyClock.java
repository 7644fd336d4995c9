package io.inferencegateway.gateway.time;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Unix time that goes on at its own pace: the wall clock's when this was made, and from then on what a monotonic clock
 * adds. A wall clock that is set forward or back in the meantime changes nothing here, so a hold takes as long as it says.
 * Immutable.
 */
public final class SteadyClock implements InstantSource {
    private final Instant start;
    private final long startNanos;
    private final LongSupplier nanoTime;

    /** @param nanoTime nanoseconds of a clock that is never set */
    public SteadyClock(InstantSource wall, LongSupplier nanoTime) {
        this.start = wall.instant();
        this.startNanos = nanoTime.getAsLong();
        this.nanoTime = nanoTime;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanoTime.getAsLong() - startNanos);
    }
}
