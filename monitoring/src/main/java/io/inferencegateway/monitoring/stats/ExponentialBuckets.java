package io.inferencegateway.monitoring.stats;

/**
 * Latencies in buckets whose bounds grow by a constant factor, as Prometheus' native histograms and OpenTelemetry's
 * exponential ones have them: bucket {@code i} holds what is above 2^((i-1)/2^schema) seconds and at most 2^(i/2^schema).
 * Immutable.
 *
 * <p>A {@link LatencyHistogram} knows each value within 0.8 %, so one that close to a bound may stand in the neighbour; a
 * bucket of schema 3 is 9 % wide.
 */
public final class ExponentialBuckets {
    private static final double MICROS_PER_SECOND = 1e6;

    private final int schema;
    private final long zeros;
    private final int firstIndex;
    private final long[] counts;

    private ExponentialBuckets(int schema, long zeros, int firstIndex, long[] counts) {
        this.schema = schema;
        this.zeros = zeros;
        this.firstIndex = firstIndex;
        this.counts = counts;
    }

    /** @param schema 0 to 5: the factor from one bound to the next is the 2^schema-th root of 2 */
    public static ExponentialBuckets of(LatencyHistogram latencies, int schema) {
        if (schema < 0 || schema > 5) {
            throw new IllegalArgumentException("schema is 0 to 5, not " + schema);
        }
        long zeros = 0;
        int from = 0;
        if (latencies.size() > 0 && latencies.bucketAt(0) == 0) {
            zeros = latencies.countAt(0);
            from = 1;
        }
        if (latencies.size() == from) {
            return new ExponentialBuckets(schema, zeros, 0, new long[0]);
        }
        int first = indexOf(latencies.bucketAt(from), schema);
        int last = indexOf(latencies.bucketAt(latencies.size() - 1), schema);
        long[] counts = new long[last - first + 1];
        for (int i = from; i < latencies.size(); i++) {
            counts[indexOf(latencies.bucketAt(i), schema) - first] += latencies.countAt(i);
        }
        return new ExponentialBuckets(schema, zeros, first, counts);
    }

    private static int indexOf(int latencyBucket, int schema) {
        double seconds = LatencyHistogram.middleMicros(latencyBucket) / MICROS_PER_SECOND;
        return (int) Math.ceil(Math.log(seconds) / Math.log(2) * (1 << schema));
    }

    public int schema() {
        return schema;
    }

    /** Latencies of 0. */
    public long zeros() {
        return zeros;
    }

    /** The index of the bucket at position 0. */
    public int firstIndex() {
        return firstIndex;
    }

    /** From the lowest that holds something to the highest; some between may be empty. */
    public int size() {
        return counts.length;
    }

    public long count(int position) {
        return counts[position];
    }

    public long total() {
        long total = zeros;
        for (long count : counts) {
            total += count;
        }
        return total;
    }
}
