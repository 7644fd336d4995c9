package io.inferencegateway.gateway.proxy;

import java.util.concurrent.TimeUnit;

/**
 * When an exchange began and ended, for its caller and for the version that served it, beside what its upstream took. Owner:
 * the exchange's event loop. Nanoseconds are those of {@link System#nanoTime}.
 */
final class ExchangeTimes extends UpstreamTimes {
    private final TrafficLoop loop;
    private final long startNanos;
    private final long startedAtMillis = System.currentTimeMillis();
    private long servedFromNanos;
    private long stoodStillBefore;
    private long endNanos;

    ExchangeTimes(TrafficLoop loop, long startNanos) {
        this.loop = loop;
        this.startNanos = startNanos;
        waited(startNanos);
    }

    /** Its version has it from now on. */
    void waited(long nowNanos) {
        servedFromNanos = nowNanos;
        stoodStillBefore = loop.stoodStillNanos(nowNanos);
    }

    /** It is over, for whom this is asked next; the last call stands. */
    void over(long nowNanos) {
        endNanos = nowNanos;
    }

    long startNanos() {
        return startNanos;
    }

    /** Since the epoch. */
    long startedAtMillis() {
        return startedAtMillis;
    }

    /** When it began, or when its wait in the queue ended. */
    long servedFromNanos() {
        return servedFromNanos;
    }

    /** How long it was in the queue. */
    long waitedNanos() {
        return servedFromNanos - startNanos;
    }

    boolean hasQueued() {
        return servedFromNanos != startNanos;
    }

    /** How long its version has had it: without its wait in the queue, and without the time in which the loop stood still. */
    long servedNanos(long nowNanos) {
        return nowNanos - servedFromNanos - (loop.stoodStillNanos(nowNanos) - stoodStillBefore);
    }

    long servedMicros() {
        return TimeUnit.NANOSECONDS.toMicros(servedNanos(endNanos));
    }

    /** From its first byte to its end. */
    long latencyMicros() {
        return TimeUnit.NANOSECONDS.toMicros(endNanos - startNanos);
    }
}
