package io.inferencegateway.gateway.observe;

import static io.inferencegateway.gateway.tokens.GeneratedAnswer.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.tokens.GeneratedAnswer;
import org.junit.jupiter.api.Test;

class GenerationsTest {
    private static final GeneratedAnswer STREAMED = new GeneratedAnswer(900, 1_000, 10_001, 4, 5);
    private static final GeneratedAnswer WHOLE = new GeneratedAnswer(100, UNKNOWN, UNKNOWN, 4, 100_000_000);

    @Test
    void a_bound_belongs_to_its_bucket_and_what_is_unknown_is_counted_nowhere() {
        Generations both = Views.generations(STREAMED, WHOLE);
        assertThat(both.of(GenerationMeasure.TIME_TO_FIRST_TOKEN).atMost(0)).isEqualTo(1);
        assertThat(both.of(GenerationMeasure.TIME_TO_FIRST_TOKEN).count()).isEqualTo(1);
        assertThat(both.of(GenerationMeasure.TIME_PER_OUTPUT_TOKEN).atMost(0)).isZero();
        assertThat(both.of(GenerationMeasure.TIME_PER_OUTPUT_TOKEN).atMost(1)).isEqualTo(1);
        assertThat(both.of(GenerationMeasure.REQUEST_DURATION).sum()).isEqualTo(1_000);
        Distribution output = both.of(GenerationMeasure.OUTPUT_TOKENS);
        assertThat(output.atMost(GenerationMeasure.OUTPUT_TOKENS.ladder().bounds() - 1))
                .isEqualTo(1);
        assertThat(output.count()).isEqualTo(2);
        assertThat(output.sum()).isEqualTo(100_000_005);
    }

    @Test
    void what_was_drained_is_not_drained_again_and_loops_add_up() {
        GenerationCounts counts = new GenerationCounts();
        counts.record(STREAMED);
        Generations first = counts.drain();
        assertThat(counts.drain()).isSameAs(Generations.NONE);
        counts.record(WHOLE);
        Generations sum = Generations.NONE.merge(first).merge(counts.drain()).merge(Generations.NONE);
        assertThat(sum.of(GenerationMeasure.INPUT_TOKENS).count()).isEqualTo(2);
        assertThat(sum.of(GenerationMeasure.INPUT_TOKENS).sum()).isEqualTo(8);
        assertThat(first.of(GenerationMeasure.INPUT_TOKENS).sum()).isEqualTo(4);
    }
}
