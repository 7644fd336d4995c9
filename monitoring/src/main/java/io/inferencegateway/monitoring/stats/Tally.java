package io.inferencegateway.monitoring.stats;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * What windows and history keep of an {@link Interval}: the answers to callers by status and by outcome, the version's
 * errors, latencies and body bytes, and what the version used. Immutable; merging is commutative and associative and loses nothing.
 *
 * @param outcomes may count fewer requests than {@code statuses}: earlier releases stored none
 */
record Tally(
        Map<Integer, Long> statuses,
        Map<Outcome, Long> outcomes,
        long errors,
        LatencyHistogram latency,
        long maxMicros,
        long requestBytes,
        long responseBytes,
        ResourceTally resources) {
    static final Tally EMPTY = new Tally(Map.of(), Map.of(), 0, LatencyHistogram.EMPTY, 0, 0, 0, ResourceTally.EMPTY);

    Tally {
        statuses = Map.copyOf(statuses);
        outcomes = Map.copyOf(outcomes);
    }

    /** No request, and what the version's processes used. */
    static Tally of(ResourceTally resources) {
        return new Tally(Map.of(), Map.of(), 0, LatencyHistogram.EMPTY, 0, 0, 0, resources);
    }

    /** Leaves the shadow track out: nobody received those answers. */
    static Tally of(Interval interval) {
        Map<Integer, Long> statuses = new HashMap<>();
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        long errors = 0;
        long requestBytes = 0;
        long responseBytes = 0;
        for (Cell cell : interval.cells()) {
            Cell.Key key = cell.key();
            if (key.track() != Track.SHADOW) {
                statuses.merge(key.status(), cell.count(), Long::sum);
                outcomes.merge(key.outcome(), cell.count(), Long::sum);
                errors += key.outcome().countsAgainstVersion() ? cell.count() : 0;
                requestBytes += cell.sum(Measure.REQUEST_SIZE);
                responseBytes += cell.sum(Measure.RESPONSE_SIZE);
            }
        }
        return new Tally(
                statuses,
                outcomes,
                errors,
                interval.servedLatency(),
                interval.servedMaxMicros(),
                requestBytes,
                responseBytes,
                ResourceTally.EMPTY);
    }

    long total() {
        long total = 0;
        for (long count : statuses.values()) {
            total += count;
        }
        return total;
    }

    boolean isEmpty() {
        return statuses.isEmpty() && resources.isEmpty();
    }

    Tally merge(Tally other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        Map<Integer, Long> mergedStatuses = new HashMap<>(statuses);
        other.statuses.forEach((status, count) -> mergedStatuses.merge(status, count, Long::sum));
        Map<Outcome, Long> mergedOutcomes = new HashMap<>(outcomes);
        other.outcomes.forEach((outcome, count) -> mergedOutcomes.merge(outcome, count, Long::sum));
        return new Tally(
                mergedStatuses,
                mergedOutcomes,
                errors + other.errors,
                latency.merge(other.latency),
                Math.max(maxMicros, other.maxMicros),
                requestBytes + other.requestBytes,
                responseBytes + other.responseBytes,
                resources.merge(other.resources));
    }
}
