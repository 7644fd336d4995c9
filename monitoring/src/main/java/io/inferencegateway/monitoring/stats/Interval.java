package io.inferencegateway.monitoring.stats;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Everything that was recorded of one version between two drains, or the sum of many such. Immutable. Merging is
 * commutative and associative, has {@link #EMPTY} as its neutral element and loses nothing, so it does not matter in
 * which order loops answer.
 */
public final class Interval {
    public static final Interval EMPTY = new Interval(Map.of(), LatencyHistogram.EMPTY, 0);

    private final Map<Cell.Key, Cell> cells;
    private final LatencyHistogram latency;
    private final long maxMicros;

    /**
     * @param cells owned by the new interval
     * @param latency of the requests on every track but shadow
     */
    Interval(Map<Cell.Key, Cell> cells, LatencyHistogram latency, long maxMicros) {
        this.cells = cells;
        this.latency = latency;
        this.maxMicros = maxMicros;
    }

    public Collection<Cell> cells() {
        return Collections.unmodifiableCollection(cells.values());
    }

    /** Latencies of what the version served to callers: every track but shadow. */
    public LatencyHistogram servedLatency() {
        return latency;
    }

    /** The longest latency on those tracks, exact; 0 where nothing was served. */
    public long servedMaxMicros() {
        return maxMicros;
    }

    public boolean isEmpty() {
        return cells.isEmpty();
    }

    public Interval merge(Interval other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        Map<Cell.Key, Cell> merged = new HashMap<>(cells);
        other.cells.forEach((key, cell) -> merged.merge(key, cell, Cell::merge));
        return new Interval(merged, latency.merge(other.latency), Math.max(maxMicros, other.maxMicros));
    }
}
