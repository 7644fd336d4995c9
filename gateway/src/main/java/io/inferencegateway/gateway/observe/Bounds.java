package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Measure;
import io.inferencegateway.monitoring.stats.Measure.Unit;
import java.util.stream.IntStream;

/** The buckets that one dialect shows of a measure. Immutable. */
final class Bounds {
    private static final double MICROS_PER_SECOND = 1e6;

    private final Measure measure;
    private final int[] indices;
    private final String[] texts;

    private Bounds(Measure measure, long[] bounds) {
        this.measure = measure;
        this.indices = new int[bounds.length];
        this.texts = new String[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            indices[i] = measure.indexOf(bounds[i]);
            double shown = measure.unit() == Unit.MICROS ? bounds[i] / MICROS_PER_SECOND : bounds[i];
            texts[i] = GoNumber.text(shown);
        }
    }

    /** @throws IllegalArgumentException where the measure does not count by one of the bounds */
    static Bounds ofSeconds(Measure measure, double... seconds) {
        long[] micros = new long[seconds.length];
        for (int i = 0; i < seconds.length; i++) {
            micros[i] = Math.round(seconds[i] * MICROS_PER_SECOND);
        }
        return new Bounds(measure, micros);
    }

    static Bounds all(Measure measure) {
        return new Bounds(
                measure,
                IntStream.range(0, measure.bounds()).mapToLong(measure::bound).toArray());
    }

    Measure measure() {
        return measure;
    }

    Unit unit() {
        return measure.unit();
    }

    int size() {
        return indices.length;
    }

    /** The measure's own bucket. */
    int index(int position) {
        return indices[position];
    }

    /** The value of {@code le}. */
    String text(int position) {
        return texts[position];
    }
}
