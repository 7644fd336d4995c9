package io.inferencegateway.monitoring.stats;

/**
 * How many requests ended in one way, and how their durations and sizes are distributed. Immutable.
 */
public final class Cell {
    /** What the requests of a cell have in common. */
    public record Key(Track track, RequestMethod method, int status, Outcome outcome) {}

    private final Key key;
    private final long count;
    private final long[] figures;

    /** @param figures laid out by {@link Measure}; owned by the new cell */
    Cell(Key key, long count, long[] figures) {
        this.key = key;
        this.count = count;
        this.figures = figures;
    }

    public Key key() {
        return key;
    }

    /** The number of requests. */
    public long count() {
        return count;
    }

    /**
     * The requests in one bucket alone, not in those below it.
     *
     * @param bucket 0 to {@link Measure#bounds()}, the last being the unbounded one
     */
    public long bucket(Measure measure, int bucket) {
        if (bucket < 0 || bucket > measure.bounds()) {
            throw new IndexOutOfBoundsException(measure + " has no bucket " + bucket);
        }
        return figures[measure.ladder().bucketFigure(bucket)];
    }

    /** The number of requests for which the figure was measured at all; at most {@link #count()}. */
    public long measured(Measure measure) {
        long measured = 0;
        for (int bucket = 0; bucket <= measure.bounds(); bucket++) {
            measured += figures[measure.ladder().bucketFigure(bucket)];
        }
        return measured;
    }

    /** The sum over all requests, in the measure's unit. */
    public long sum(Measure measure) {
        return figures[measure.ladder().sumFigure()];
    }

    Cell merge(Cell other) {
        if (!key.equals(other.key)) {
            throw new IllegalArgumentException(key + " and " + other.key + " can't be one cell");
        }
        long[] merged = figures.clone();
        for (int i = 0; i < merged.length; i++) {
            merged[i] += other.figures[i];
        }
        return new Cell(key, count + other.count, merged);
    }
}
