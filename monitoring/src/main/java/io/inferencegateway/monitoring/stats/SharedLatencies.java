package io.inferencegateway.monitoring.stats;

import org.HdrHistogram.ConcurrentHistogram;

/** Latencies that many threads record into one place, within 1 %. Any thread; recording is wait-free. */
public final class SharedLatencies {
    private static final int SIGNIFICANT_DIGITS = 2;

    private final ConcurrentHistogram histogram =
            new ConcurrentHistogram(LatencyHistogram.HIGHEST_MICROS, SIGNIFICANT_DIGITS);

    /** @param micros what a clock yields: below 0 counts as 0, and more than 600 s as 600 s */
    public void record(long micros) {
        histogram.recordValue(Math.max(0, Math.min(micros, LatencyHistogram.HIGHEST_MICROS)));
    }

    /**
     * @param fraction of what was recorded, in (0, 1]
     * @return microseconds, or 0 where nothing was recorded
     */
    public long percentileMicros(double fraction) {
        return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(100 * fraction);
    }
}
