package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.tokens.GeneratedAnswer;

/** Counts what one version generated on one event loop, in fixed buckets. Owner: that event loop. */
final class GenerationCounts {
    private long[] figures = new long[GenerationMeasure.figures()];
    private boolean empty = true;

    void record(GeneratedAnswer answer) {
        for (GenerationMeasure measure : Generations.MEASURES) {
            long value = measure.of(answer);
            if (value != GeneratedAnswer.UNKNOWN) {
                measure.ladder().add(figures, value);
            }
        }
        empty = false;
    }

    /** Those of the time since the last call. */
    Generations drain() {
        if (empty) {
            return Generations.NONE;
        }
        Generations drained = new Generations(figures);
        figures = new long[GenerationMeasure.figures()];
        empty = true;
        return drained;
    }
}
