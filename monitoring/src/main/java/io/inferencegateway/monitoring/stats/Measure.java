package io.inferencegateway.monitoring.stats;

import io.inferencegateway.monitoring.stats.Ladder.Unit;

/**
 * A figure that every request is counted by in fixed buckets. The bounds are the union of what every metrics dialect
 * exposes; a dialect shows its subset, which is exact because cumulative counts at a common bound do not depend on the
 * bounds between. Durations are microseconds, sizes bytes.
 */
public enum Measure {
    /** From the first byte read from the caller to the last byte written to it. */
    REQUEST_DURATION(
            Unit.MICROS,
            5_000,
            10_000,
            25_000,
            50_000,
            75_000,
            100_000,
            200_000,
            250_000,
            300_000,
            350_000,
            500_000,
            750_000,
            1_000_000,
            2_000_000,
            2_500_000,
            5_000_000,
            7_500_000,
            10_000_000,
            20_000_000,
            30_000_000,
            60_000_000,
            120_000_000,
            300_000_000,
            600_000_000),
    /** From the request being sent upstream to the last byte of its answer. */
    UPSTREAM_RESPONSE(Unit.MICROS, Bounds.INGRESS_SECONDS),
    /** From the request being sent upstream to the first byte of its answer. */
    UPSTREAM_FIRST_BYTE(Unit.MICROS, Bounds.INGRESS_SECONDS),
    /** Time to a usable upstream connection, 0 on a reused one. */
    UPSTREAM_CONNECT(Unit.MICROS, Bounds.INGRESS_SECONDS),
    /** What is left of the request's duration without connecting to the upstream and waiting for it. */
    OVERHEAD(
            Unit.MICROS,
            100,
            250,
            500,
            1_000,
            2_500,
            5_000,
            10_000,
            25_000,
            50_000,
            100_000,
            250_000,
            500_000,
            1_000_000,
            2_500_000,
            5_000_000,
            10_000_000),
    REQUEST_SIZE(Unit.BYTES, Bounds.SIZES),
    RESPONSE_SIZE(Unit.BYTES, Bounds.SIZES);

    private static final class Bounds {
        static final long[] INGRESS_SECONDS = {
            5_000,
            10_000,
            25_000,
            50_000,
            100_000,
            250_000,
            500_000,
            1_000_000,
            2_500_000,
            5_000_000,
            10_000_000,
            20_000_000,
            30_000_000,
            60_000_000,
            120_000_000,
            300_000_000,
            600_000_000
        };
        static final long[] SIZES = {
            10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
        };
    }

    /** Gives each measure its place in the one flat array a cell keeps. */
    private static final class Layout {
        static int next;
    }

    @SuppressWarnings("ImmutableEnumChecker") // immutable: its array is never handed out
    private final Ladder ladder;

    Measure(Unit unit, long... bounds) {
        this.ladder = new Ladder(unit, Layout.next, bounds);
        Layout.next += ladder.figures();
    }

    public Ladder ladder() {
        return ladder;
    }

    /** The number of bounded buckets; one unbounded bucket comes after them. */
    public int bounds() {
        return ladder.bounds();
    }

    /** @param index 0 to {@link #bounds()} - 1 */
    public long bound(int index) {
        return ladder.bound(index);
    }

    /** The bucket that counts a value, 0 to {@link #bounds()}. */
    public int bucketOf(long value) {
        return ladder.bucketOf(value);
    }

    /** The length of a cell's flat array. */
    static int figures() {
        return Layout.next;
    }

    /** Counts one value into a cell's flat array. */
    void add(long[] figures, long value) {
        ladder.add(figures, value);
    }
}
