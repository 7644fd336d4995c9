package io.inferencegateway.monitoring.quality;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Medians of what a version predicted, each half hour of a day. Not thread-safe.
 *
 * <p><b>Memory:</b> at most 50 numbers.
 */
public final class MedianHistory {
    private static final long STEP_MILLIS = Duration.ofMinutes(30).toMillis();
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final TreeMap<Long, Double> medians = new TreeMap<>();

    /** The newest median of a half hour is the one that stays. */
    public void record(long nowMillis, double median) {
        long step = Math.floorDiv(nowMillis, STEP_MILLIS);
        medians.tailMap(step, false).clear();
        medians.put(step, median);
        medians.headMap(Math.floorDiv(nowMillis - DAY_MILLIS, STEP_MILLIS), false)
                .clear();
    }

    /** By how much the median of now is away from a day ago, without a sign; NaN where one of them is not known. */
    public double movedInADay(long nowMillis) {
        Double now = medians.get(Math.floorDiv(nowMillis, STEP_MILLIS));
        Double dayAgo = medians.get(Math.floorDiv(nowMillis - DAY_MILLIS, STEP_MILLIS));
        return now == null || dayAgo == null ? Double.NaN : Math.abs(now - dayAgo);
    }

    /** By number of the half hour since 1970, to be kept over a restart. */
    public Map<Long, Double> medians() {
        return Map.copyOf(medians);
    }

    public static MedianHistory of(Map<Long, Double> medians) {
        MedianHistory history = new MedianHistory();
        history.medians.putAll(medians);
        return history;
    }
}
