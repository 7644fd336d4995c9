package io.inferencegateway.gateway.proxy;

import java.util.concurrent.TimeUnit;

/**
 * Counts, over windows of ten seconds, what one HTTP/2 caller asks for without wanting it. Time is an argument:
 * nanoseconds of any monotonic clock. Owner: the connection's event loop.
 */
final class FloodGuard {
    /** The one above it is cut off. With the first request of a burst, no more than 100 reach an upstream. */
    static final int MAX_ABANDONED = 98;

    static final int MAX_CONTROL_FRAMES = 2_000;

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private long windowStartNanos;
    private boolean begun;
    private int opened;
    private int abandoned;
    private int control;

    void opened(long nowNanos) {
        turn(nowNanos);
        opened++;
    }

    /**
     * A request ended before its answer began, and not by the gateway's doing.
     *
     * @return whether it is a flood: more than {@value #MAX_ABANDONED}, and more than half of what was asked for. A
     *     caller with many users of its own may well have that many change their minds
     */
    boolean abandoned(long nowNanos) {
        turn(nowNanos);
        abandoned++;
        return abandoned > MAX_ABANDONED && abandoned * 2 > opened;
    }

    /**
     * A PING, SETTINGS, PRIORITY or unknown frame came.
     *
     * @return whether it is a flood
     */
    boolean controlled(long nowNanos) {
        turn(nowNanos);
        return ++control > MAX_CONTROL_FRAMES;
    }

    private void turn(long nowNanos) {
        if (!begun || nowNanos - windowStartNanos >= WINDOW_NANOS) {
            begun = true;
            windowStartNanos = nowNanos;
            opened = 0;
            abandoned = 0;
            control = 0;
        }
    }
}
