package io.inferencegateway.gateway.admission;

import com.netflix.concurrency.limits.limit.Gradient2Limit;
import io.inferencegateway.gateway.route.AdaptiveLimit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many requests of one model may be in flight, found from how long its upstreams take: it grows while they answer as
 * fast as they usually do and shrinks while they are slower (decision 0022). Thread-safe and never waits: a sample that
 * comes while another loop hands in its own is left out. Time is an argument: nanoseconds of any monotonic clock.
 */
public final class LoadLimit {
    /** How much slower than usual is still as usual. */
    private static final double TOLERANCE = 1.5;
    /** Over how many windows usual is averaged, more than an hour: under load that lasts, slow would soon be usual. */
    private static final int USUAL_WINDOWS = 60_000;

    /** What a refusal for load counts as: it came at once, so its own time says nothing. */
    private static final long REFUSED_TIMES_USUAL = 2;

    /** One window of samples is that long at least, and goes on until it has enough of them. */
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int LEAST_SAMPLES = 4;

    private final AdaptiveLimit bounds;
    private final Gradient2Limit gradient;
    private final AtomicBoolean busy = new AtomicBoolean();

    // One window, which belongs to whoever set busy.
    private long beganNanos;
    private long sumNanos;
    private int samples;
    private int mostInFlight;

    LoadLimit(AdaptiveLimit bounds) {
        this.bounds = bounds;
        this.gradient = Gradient2Limit.newBuilder()
                // From below, because what is usual is learned first.
                .initialLimit(bounds.minimum())
                .minLimit(bounds.minimum())
                .maxConcurrency(bounds.maximum())
                .rttTolerance(TOLERANCE)
                .longWindow(USUAL_WINDOWS)
                .build();
    }

    AdaptiveLimit bounds() {
        return bounds;
    }

    /** How many may be in flight now. */
    public int current() {
        return Math.max(bounds.minimum(), Math.min(bounds.maximum(), gradient.getLimit()));
    }

    /**
     * An upstream began to answer, or did not within its time.
     *
     * @param tookNanos from the request's last byte to the answer's first, or to the end of patience
     * @param inFlight of the model
     */
    public void took(long nowNanos, long tookNanos, int inFlight) {
        if (tookNanos > 0 && busy.compareAndSet(false, true)) {
            try {
                add(nowNanos, tookNanos, inFlight);
            } finally {
                busy.set(false);
            }
        }
    }

    private void add(long nowNanos, long tookNanos, int inFlight) {
        if (samples == 0) {
            beganNanos = nowNanos;
        }
        samples++;
        sumNanos += tookNanos;
        mostInFlight = Math.max(mostInFlight, inFlight);
        if (samples >= LEAST_SAMPLES && nowNanos - beganNanos >= WINDOW_NANOS) {
            gradient.onSample(beganNanos, sumNanos / samples, mostInFlight, false);
            samples = 0;
            sumNanos = 0;
            mostInFlight = 0;
        }
    }

    /** An upstream refused because it has too much to do. */
    public void refused(long nowNanos, int inFlight) {
        took(nowNanos, REFUSED_TIMES_USUAL * gradient.getRttNoLoad(TimeUnit.NANOSECONDS), inFlight);
    }
}
