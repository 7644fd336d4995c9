package io.inferencegateway.monitoring.stats;

import java.util.Arrays;

/**
 * Latencies counted in buckets of which each is at most 1/64 as wide as its values are large. Immutable, sparse: only
 * buckets that hold something take space. Buckets are numbered as in HdrHistogram (linear within each power of two) at
 * half the resolution of two significant digits: the middle of a bucket is within 0.8 % of every value in it, which is
 * what the promised 1 % needs, in half the bytes.
 */
public final class LatencyHistogram {
    public static final LatencyHistogram EMPTY = new LatencyHistogram(new int[0], new long[0]);

    /** Longer latencies are counted as this long: 600 s. */
    static final long HIGHEST_MICROS = 600_000_000;

    private static final int BUCKETS_PER_OCTAVE = 64;
    private static final int OCTAVE_BITS = 6;
    static final int BUCKETS = bucketOf(HIGHEST_MICROS) + 1;

    private final int[] buckets;
    private final long[] counts;

    private LatencyHistogram(int[] buckets, long[] counts) {
        this.buckets = buckets;
        this.counts = counts;
    }

    /** @param micros 0 to {@link #HIGHEST_MICROS} */
    static int bucketOf(long micros) {
        int shift = Math.max(0, Long.SIZE - OCTAVE_BITS - 1 - Long.numberOfLeadingZeros(micros));
        return shift * BUCKETS_PER_OCTAVE + (int) (micros >>> shift);
    }

    static long lowestMicros(int bucket) {
        int shift = shift(bucket);
        return (long) (bucket - shift * BUCKETS_PER_OCTAVE) << shift;
    }

    private static int shift(int bucket) {
        return Math.max(0, bucket / BUCKETS_PER_OCTAVE - 1);
    }

    static double middleMicros(int bucket) {
        return lowestMicros(bucket) + ((1L << shift(bucket)) - 1) / 2.0;
    }

    /** @param counts one count for each of {@link #BUCKETS} */
    static LatencyHistogram ofDense(long[] counts) {
        int used = 0;
        for (long count : counts) {
            used += count == 0 ? 0 : 1;
        }
        int[] buckets = new int[used];
        long[] kept = new long[used];
        int next = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            if (counts[bucket] != 0) {
                buckets[next] = bucket;
                kept[next++] = counts[bucket];
            }
        }
        return used == 0 ? EMPTY : new LatencyHistogram(buckets, kept);
    }

    void addTo(long[] dense) {
        for (int i = 0; i < buckets.length; i++) {
            dense[buckets[i]] += counts[i];
        }
    }

    public long total() {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }

    public LatencyHistogram merge(LatencyHistogram other) {
        if (other.buckets.length == 0) {
            return this;
        }
        if (buckets.length == 0) {
            return other;
        }
        int[] mergedBuckets = new int[buckets.length + other.buckets.length];
        long[] mergedCounts = new long[mergedBuckets.length];
        int mine = 0;
        int theirs = 0;
        int next = 0;
        while (mine < buckets.length || theirs < other.buckets.length) {
            int myBucket = mine < buckets.length ? buckets[mine] : BUCKETS;
            int theirBucket = theirs < other.buckets.length ? other.buckets[theirs] : BUCKETS;
            mergedBuckets[next] = Math.min(myBucket, theirBucket);
            if (myBucket <= theirBucket) {
                mergedCounts[next] += counts[mine++];
            }
            if (theirBucket <= myBucket) {
                mergedCounts[next] += other.counts[theirs++];
            }
            next++;
        }
        return new LatencyHistogram(Arrays.copyOf(mergedBuckets, next), Arrays.copyOf(mergedCounts, next));
    }

    /**
     * The nearest-rank percentile: the smallest recorded latency that at least the given share does not exceed, within
     * 0.8 % for latencies up to 600 s.
     *
     * @param fraction of the requests, in (0, 1]
     * @return microseconds, or NaN where nothing was recorded
     */
    public double percentileMicros(double fraction) {
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException("a percentile is asked for as a fraction in (0, 1], not " + fraction);
        }
        long rank = nearestRank(fraction, total());
        long seen = 0;
        for (int i = 0; i < buckets.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return middleMicros(buckets[i]);
            }
        }
        return Double.NaN;
    }

    /**
     * The counts up to each bound and above the one before, then those above them all; a bucket counts where its middle is.
     *
     * @param boundsMicros ascending
     */
    long[] countsBetween(long... boundsMicros) {
        long[] between = new long[boundsMicros.length + 1];
        int place = 0;
        for (int i = 0; i < buckets.length; i++) {
            double middle = middleMicros(buckets[i]);
            while (place < boundsMicros.length && middle > boundsMicros[place]) {
                place++;
            }
            between[place] += counts[i];
        }
        return between;
    }

    /** The ceiling of fraction × total, not misled by 0.95 × 20 being a little over 19 in binary. */
    static long nearestRank(double fraction, long total) {
        double exact = fraction * total;
        long rank = (long) Math.ceil(exact - 1e-12 * exact);
        return Math.max(1, Math.min(rank, total));
    }

    int size() {
        return buckets.length;
    }

    int bucketAt(int position) {
        return buckets[position];
    }

    long countAt(int position) {
        return counts[position];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LatencyHistogram that
                && Arrays.equals(buckets, that.buckets)
                && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(buckets) + Arrays.hashCode(counts);
    }
}
