package io.inferencegateway.monitoring.stats;

/**
 * A time in which one process recorded without a break, by a clock that was not set: outside of every run nothing is known,
 * within one no point means no request. Immutable.
 *
 * @param run its number, which no other run has
 * @param fromMillis where its first minute begins
 * @param toMillis where its last minute ends
 */
public record HistoryRun(long run, long fromMillis, long toMillis) {
    public HistoryRun {
        if (toMillis < fromMillis) {
            throw new IllegalArgumentException("a run from " + fromMillis + " to " + toMillis);
        }
    }

    boolean overlaps(long from, long to) {
        return fromMillis < to && toMillis > from;
    }
}
