package io.inferencegateway.monitoring.quality;

import java.util.stream.LongStream;

/** How often a version predicted which number since counting began. Not thread-safe. */
public final class PredictionCounts {
    private final long[] buckets = new long[PredictionTotals.BOUNDS.size() + 1];
    private double sum;

    /** Categories and what is missing are not counted. */
    public void add(Value prediction) {
        if (prediction instanceof Value.Numeric number) {
            buckets[bucket(number.value())]++;
            sum += number.value();
        }
    }

    private static int bucket(double value) {
        int bucket = 0;
        while (bucket < PredictionTotals.BOUNDS.size() && value > PredictionTotals.BOUNDS.get(bucket)) {
            bucket++;
        }
        return bucket;
    }

    public PredictionTotals totals() {
        return new PredictionTotals(LongStream.of(buckets).boxed().toList(), sum);
    }
}
