package io.inferencegateway.monitoring.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionCountsTest {
    private final PredictionCounts counts = new PredictionCounts();

    @ParameterizedTest
    @CsvSource({
        "-3, 0",
        "0, 0",
        "0.0001, 1",
        "0.1, 1",
        "0.30000000000000004, 4",
        "0.3, 3",
        "0.95, 10",
        "1, 10",
        "1.01, 11"
    })
    void a_number_is_counted_in_the_bucket_of_the_first_bound_it_does_not_exceed(double value, int bucket) {
        counts.add(Value.of(value));

        assertThat(counts.totals().buckets().get(bucket)).isEqualTo(1);
        assertThat(counts.totals().count()).isEqualTo(1);
        assertThat(counts.totals().sum()).isEqualTo(value);
    }

    @Test
    void classes_and_what_is_missing_are_no_numbers() {
        counts.add(new Value.Category("yes"));
        counts.add(Value.MISSING);

        assertThat(counts.totals().count()).isZero();
    }

    @Test
    void totals_stay_as_they_were_when_more_is_counted() {
        counts.add(Value.of(0.5));
        PredictionTotals before = counts.totals();
        counts.add(Value.of(0.25));

        assertThat(before.count()).isEqualTo(1);
        assertThat(counts.totals().count()).isEqualTo(2);
        assertThat(counts.totals().sum()).isEqualTo(0.75);
    }
}
