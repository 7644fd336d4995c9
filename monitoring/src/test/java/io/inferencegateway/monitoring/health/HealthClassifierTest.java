package io.inferencegateway.monitoring.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthClassifierTest {
    @ParameterizedTest(name = "{1} of {0} bad and a p99 of {2} ms is {3}")
    @CsvSource({
        "1000, 0, 12, HEALTHY",
        "1000, 49, 499.9, HEALTHY",
        "1000, 50, 12, WARNING",
        "1000, 99, 12, WARNING",
        "1000, 0, 500, WARNING",
        "1000, 0, 999.9, WARNING",
        "1000, 100, 12, CRITICAL",
        "1000, 1000, 12, CRITICAL",
        "1000, 0, 1000, CRITICAL",
        "1000, 60, 1000, CRITICAL",
        "10, 1, 12, CRITICAL",
        "9, 9, 12, UNKNOWN",
        "0, 0, NaN, UNKNOWN"
    })
    void a_snapshot_is_judged_by_its_worse_figure(long total, long errors, double p99, Health expected) {
        assertThat(HealthClassifier.classify(total, errors, p99, HealthPolicy.DEFAULT))
                .isEqualTo(expected);
    }

    @Test
    void a_policy_whose_limits_fall_is_refused() {
        assertThatThrownBy(() -> new HealthPolicy(0.2, 0.1, 1, 2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HealthPolicy(0.1, 0.2, 3, 2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HealthPolicy(0.1, 0.2, 1, 2, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HealthPolicy(Double.NaN, 0.2, 1, 2, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({"0, 10, 0, 0.277533", "1, 10, 0.017876, 0.404150", "50, 100, 0.403832, 0.596168", "7, 7, 0.645670, 1"})
    void the_wilson_interval_is_the_published_one(long bad, long total, double low, double high) {
        WilsonInterval interval = WilsonInterval.of(bad, total);
        assertThat(interval.low()).isCloseTo(low, within(1e-5));
        assertThat(interval.high()).isCloseTo(high, within(1e-5));
    }

    @Test
    void no_requests_leave_everything_possible() {
        assertThat(WilsonInterval.of(0, 0)).isEqualTo(new WilsonInterval(0, 1));
        assertThatThrownBy(() -> WilsonInterval.of(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
