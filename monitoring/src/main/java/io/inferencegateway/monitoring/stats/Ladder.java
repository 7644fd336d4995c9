package io.inferencegateway.monitoring.stats;

import java.util.Arrays;

/**
 * The fixed buckets of one figure, and their place in a flat array in which several figures are counted: its buckets, the
 * last unbounded, then its sum. An upper bound belongs to its bucket, as in Prometheus. Immutable.
 */
public final class Ladder {
    private final Unit unit;
    private final int firstFigure;
    private final long[] bounds;

    /** What a bound and a sum are counted in. */
    public enum Unit {
        MICROS,
        BYTES,
        TOKENS
    }

    /**
     * @param firstFigure where its place begins: behind the {@link #figures()} of the ladders before it
     * @param bounds ascending
     */
    public Ladder(Unit unit, int firstFigure, long... bounds) {
        this.unit = unit;
        this.firstFigure = firstFigure;
        this.bounds = bounds.clone();
    }

    public Unit unit() {
        return unit;
    }

    /** The number of bounded buckets; one unbounded bucket comes after them. */
    public int bounds() {
        return bounds.length;
    }

    /** @param index 0 to {@link #bounds()} - 1 */
    public long bound(int index) {
        return bounds[index];
    }

    /**
     * The bucket that ends at {@code bound}.
     *
     * @throws IllegalArgumentException where there is no such bound
     */
    public int indexOf(long bound) {
        int index = Arrays.binarySearch(bounds, bound);
        if (index < 0) {
            throw new IllegalArgumentException("no bucket ends at " + bound);
        }
        return index;
    }

    /** The bucket that counts a value, 0 to {@link #bounds()}. */
    public int bucketOf(long value) {
        int index = Arrays.binarySearch(bounds, value);
        return index >= 0 ? index : -index - 1;
    }

    public int bucketFigure(int index) {
        return firstFigure + index;
    }

    public int sumFigure() {
        return firstFigure + bounds.length + 1;
    }

    /** How long its place is. */
    public int figures() {
        return bounds.length + 2;
    }

    /** Counts one value into the flat array. */
    public void add(long[] figures, long value) {
        figures[bucketFigure(bucketOf(value))]++;
        figures[sumFigure()] += value;
    }
}
