package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.Measure;
import java.util.Collection;

/** One measure summed over several cells, its buckets cumulative. Immutable once built. */
final class Distribution {
    private final long[] atMost;
    private long sum;

    private Distribution(int buckets) {
        this.atMost = new long[buckets];
    }

    static Distribution of(Measure measure, Collection<Cell> cells) {
        Distribution distribution = new Distribution(measure.bounds() + 1);
        for (Cell cell : cells) {
            long below = 0;
            for (int bucket = 0; bucket < distribution.atMost.length; bucket++) {
                below += cell.bucket(measure, bucket);
                distribution.atMost[bucket] += below;
            }
            distribution.sum += cell.sum(measure);
        }
        return distribution;
    }

    /**
     * @param buckets how many there are in each, the unbounded one last
     * @param sum of all values
     */
    static Distribution of(long[] buckets, long sum) {
        Distribution distribution = new Distribution(buckets.length);
        long below = 0;
        for (int bucket = 0; bucket < buckets.length; bucket++) {
            below += buckets[bucket];
            distribution.atMost[bucket] = below;
        }
        distribution.sum = sum;
        return distribution;
    }

    /** Requests whose figure does not exceed the measure's bound of this index. */
    long atMost(int index) {
        return atMost[index];
    }

    long count() {
        return atMost[atMost.length - 1];
    }

    long sum() {
        return sum;
    }
}
