package io.inferencegateway.loadtest.demo;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What clients saw of one version: everything since the start, and the latency of the last {@value #WINDOW_SECONDS} s.
 * Owner: the clients' event loop.
 */
final class VersionTally {
    static final int WINDOW_SECONDS = 5;

    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(1);

    private final Second[] seconds = new Second[WINDOW_SECONDS + 1];
    private long requests;
    private long bad;
    private long slow;
    private long wrong;
    private long firstBadMillis = -1;
    private long lastBadMillis = -1;
    private long firstSlowMillis = -1;
    private long lastSlowMillis = -1;

    private static final class Second {
        private long number;
        private final Histogram latencyMicros = new Histogram(LONGEST_MICROS, 2);
        private long bad;
    }

    /**
     * @param bad the version's fault: 5xx or no answer
     * @param slow at or over the limit that the rollout tolerates
     * @param wrong a good answer that differs from what the network says about that page
     */
    void add(long nowMillis, long latencyMicros, boolean bad, boolean slow, boolean wrong) {
        requests++;
        Second second = second(nowMillis / 1_000);
        second.latencyMicros.recordValue(Math.min(latencyMicros, LONGEST_MICROS));
        if (bad) {
            this.bad++;
            second.bad++;
            firstBadMillis = firstBadMillis < 0 ? nowMillis : firstBadMillis;
            lastBadMillis = nowMillis;
        } else if (slow) {
            this.slow++;
            firstSlowMillis = firstSlowMillis < 0 ? nowMillis : firstSlowMillis;
            lastSlowMillis = nowMillis;
        }
        if (wrong) {
            this.wrong++;
        }
    }

    private Second second(long number) {
        int place = (int) (number % seconds.length);
        Second second = seconds[place];
        if (second == null) {
            second = new Second();
            second.number = number;
            seconds[place] = second;
        } else if (second.number != number) {
            second.number = number;
            second.latencyMicros.reset();
            second.bad = 0;
        }
        return second;
    }

    long requests() {
        return requests;
    }

    long bad() {
        return bad;
    }

    long slow() {
        return slow;
    }

    long wrong() {
        return wrong;
    }

    /** From the first bad answer to the last; 0 if there was none. */
    long badSpanMillis() {
        return lastBadMillis - firstBadMillis;
    }

    /** From the first slow answer to the last; 0 if there was none. */
    long slowSpanMillis() {
        return lastSlowMillis - firstSlowMillis;
    }

    /** The last whole seconds, without the one under way. */
    Frame.Row recent(int version, String weight, long nowMillis) {
        Histogram latencyMicros = new Histogram(LONGEST_MICROS, 2);
        long badInWindow = 0;
        long now = nowMillis / 1_000;
        for (Second second : seconds) {
            if (second != null && second.number < now && second.number >= now - WINDOW_SECONDS) {
                latencyMicros.add(second.latencyMicros);
                badInWindow += second.bad;
            }
        }
        long count = latencyMicros.getTotalCount();
        return new Frame.Row(
                version,
                weight,
                (double) count / WINDOW_SECONDS,
                count == 0 ? 0 : (double) badInWindow / count,
                latencyMicros.getValueAtPercentile(50) / 1_000.0,
                latencyMicros.getValueAtPercentile(95) / 1_000.0,
                latencyMicros.getValueAtPercentile(99) / 1_000.0);
    }
}
