package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Measure;
import io.inferencegateway.monitoring.stats.Measure.Unit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The buckets that one dialect shows of a figure. Immutable. */
final class Bounds {
    private static final double MICROS_PER_SECOND = 1e6;

    private final @Nullable Measure measure;
    private final Unit unit;
    private final int unbounded;
    private final int[] indices;
    private final String[] texts;

    private Bounds(Measure measure, long[] bounds) {
        this(
                measure,
                measure.unit(),
                measure.bounds(),
                LongStream.of(bounds).mapToInt(measure::indexOf).toArray(),
                bounds);
    }

    private Bounds(@Nullable Measure measure, Unit unit, int unbounded, int[] indices, long[] bounds) {
        this.measure = measure;
        this.unit = unit;
        this.unbounded = unbounded;
        this.indices = indices;
        this.texts = new String[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            double shown = unit == Unit.MICROS ? bounds[i] / MICROS_PER_SECOND : bounds[i];
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

    /** All buckets of a figure of generative models. */
    static Bounds all(GenerationMeasure measure) {
        int size = measure.bounds();
        return new Bounds(
                null,
                measure.unit(),
                size,
                IntStream.range(0, size).toArray(),
                IntStream.range(0, size).mapToLong(measure::bound).toArray());
    }

    /** @throws IllegalStateException where they are not those of a measure of every request */
    Measure measure() {
        Measure shown = measure;
        if (shown == null) {
            throw new IllegalStateException("a figure of generative models is counted apart");
        }
        return shown;
    }

    Unit unit() {
        return unit;
    }

    /** The figure's own bucket above all bounds. */
    int unbounded() {
        return unbounded;
    }

    int size() {
        return indices.length;
    }

    /** The figure's own bucket. */
    int index(int position) {
        return indices[position];
    }

    /** The value of {@code le}. */
    String text(int position) {
        return texts[position];
    }
}
