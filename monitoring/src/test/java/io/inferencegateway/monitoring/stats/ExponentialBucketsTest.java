package io.inferencegateway.monitoring.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExponentialBucketsTest {
    @Test
    void nothing_recorded_is_no_bucket() {
        ExponentialBuckets buckets = ExponentialBuckets.of(LatencyHistogram.EMPTY, 3);
        assertThat(buckets.size()).isZero();
        assertThat(buckets.total()).isZero();
    }

    @Test
    void a_latency_of_nothing_is_below_every_bucket() {
        ExponentialBuckets buckets = ExponentialBuckets.of(histogram(0, 0, 1_000_000), 3);
        assertThat(buckets.zeros()).isEqualTo(2);
        assertThat(buckets.size()).isEqualTo(1);
        assertThat(buckets.total()).isEqualTo(3);
        assertThat(upperSeconds(buckets, 0)).isCloseTo(1, within(0.1));
    }

    @ParameterizedTest(name = "schema {0}, seed {1}")
    @CsvSource({"3, 1", "3, 2", "5, 3", "0, 4"})
    void a_quantile_is_no_further_off_than_a_bucket_is_wide(int schema, long seed) {
        Random random = new Random(seed);
        long[] micros = random.longs(5_000, 1, 16)
                .map(octave -> (long) ((1L << octave) * (1 + random.nextDouble()) * 20))
                .sorted()
                .toArray();
        ExponentialBuckets buckets = ExponentialBuckets.of(histogram(micros), schema);
        double width = Math.pow(2, Math.pow(2, -schema));

        assertThat(buckets.total()).isEqualTo(micros.length);
        for (double fraction : new double[] {0.01, 0.5, 0.95, 0.99, 1}) {
            double exact = micros[(int) Math.ceil(fraction * micros.length) - 1] / 1e6;
            double found = upperAt(buckets, fraction);
            assertThat(found).isBetween(exact * 0.985, exact * width * 1.015);
        }
    }

    @Test
    void refuses_a_schema_that_is_finer_than_what_is_known() {
        assertThatThrownBy(() -> ExponentialBuckets.of(LatencyHistogram.EMPTY, 6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 to 5");
    }

    private static LatencyHistogram histogram(long... micros) {
        long[] dense = new long[LatencyHistogram.BUCKETS];
        Arrays.stream(micros).forEach(each -> dense[LatencyHistogram.bucketOf(each)]++);
        return LatencyHistogram.ofDense(dense);
    }

    private static double upperAt(ExponentialBuckets buckets, double fraction) {
        long rank = (long) Math.ceil(fraction * buckets.total());
        long seen = buckets.zeros();
        for (int i = 0; i < buckets.size(); i++) {
            seen += buckets.count(i);
            if (seen >= rank) {
                return upperSeconds(buckets, i);
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private static double upperSeconds(ExponentialBuckets buckets, int position) {
        return Math.pow(2, (buckets.firstIndex() + position) / (double) (1 << buckets.schema()));
    }
}
