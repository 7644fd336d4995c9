package io.inferencegateway.gateway.observe;

import java.util.Arrays;
import java.util.List;

/** What a version of a generative model generated, counted by each {@link GenerationMeasure}. Immutable. */
public final class Generations {
    static final List<GenerationMeasure> MEASURES = List.of(GenerationMeasure.values());

    public static final Generations NONE = new Generations(new long[GenerationMeasure.figures()]);

    private final long[] figures;

    /** @param figures of all measures; owned by the new object */
    Generations(long[] figures) {
        this.figures = figures;
    }

    boolean isEmpty() {
        return this == NONE;
    }

    public Generations merge(Generations other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        long[] sum = figures.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other.figures[i];
        }
        return new Generations(sum);
    }

    Distribution of(GenerationMeasure measure) {
        int sum = measure.ladder().sumFigure();
        return Distribution.of(Arrays.copyOfRange(figures, measure.ladder().bucketFigure(0), sum), figures[sum]);
    }
}
