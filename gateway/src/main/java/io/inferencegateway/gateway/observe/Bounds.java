package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Ladder;
import io.inferencegateway.monitoring.stats.Ladder.Unit;
import io.inferencegateway.monitoring.stats.Measure;
import java.util.stream.IntStream;

/** The buckets that one dialect shows of a figure. Immutable. */
final class Bounds {
    private static final double MICROS_PER_SECOND = 1e6;

    private final Ladder ladder;
    private final int[] indices;
    private final String[] texts;

    private Bounds(Ladder ladder, long[] bounds) {
        this.ladder = ladder;
        this.indices = new int[bounds.length];
        this.texts = new String[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            indices[i] = ladder.indexOf(bounds[i]);
            double shown = ladder.unit() == Unit.MICROS ? bounds[i] / MICROS_PER_SECOND : bounds[i];
            texts[i] = GoNumber.text(shown);
        }
    }

    /** @throws IllegalArgumentException where the measure does not count by one of the bounds */
    static Bounds ofSeconds(Measure measure, double... seconds) {
        long[] micros = new long[seconds.length];
        for (int i = 0; i < seconds.length; i++) {
            micros[i] = Math.round(seconds[i] * MICROS_PER_SECOND);
        }
        return new Bounds(measure.ladder(), micros);
    }

    static Bounds all(Ladder ladder) {
        return new Bounds(
                ladder,
                IntStream.range(0, ladder.bounds()).mapToLong(ladder::bound).toArray());
    }

    Unit unit() {
        return ladder.unit();
    }

    /** The figure's own bucket above all bounds. */
    int unbounded() {
        return ladder.bounds();
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
