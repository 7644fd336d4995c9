package io.inferencegateway.monitoring.stats;

import java.util.HashMap;
import java.util.Map;

/**
 * What windows keep of an {@link Interval}: the answers to callers by status, the version's errors, and latencies.
 * Immutable; merging is commutative and associative and loses nothing.
 */
record Tally(Map<Integer, Long> statuses, long errors, LatencyHistogram latency, long maxMicros) {
    static final Tally EMPTY = new Tally(Map.of(), 0, LatencyHistogram.EMPTY, 0);

    Tally {
        statuses = Map.copyOf(statuses);
    }

    /** Leaves the shadow track out: nobody received those answers. */
    static Tally of(Interval interval) {
        Map<Integer, Long> statuses = new HashMap<>();
        long errors = 0;
        for (Cell cell : interval.cells()) {
            Cell.Key key = cell.key();
            if (key.track() != Track.SHADOW) {
                statuses.merge(key.status(), cell.count(), Long::sum);
                errors += key.outcome().countsAgainstVersion() ? cell.count() : 0;
            }
        }
        return new Tally(statuses, errors, interval.servedLatency(), interval.servedMaxMicros());
    }

    long total() {
        return statuses.values().stream().mapToLong(Long::longValue).sum();
    }

    boolean isEmpty() {
        return statuses.isEmpty();
    }

    Tally merge(Tally other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        Map<Integer, Long> merged = new HashMap<>(statuses);
        other.statuses.forEach((status, count) -> merged.merge(status, count, Long::sum));
        return new Tally(
                merged, errors + other.errors, latency.merge(other.latency), Math.max(maxMicros, other.maxMicros));
    }
}
