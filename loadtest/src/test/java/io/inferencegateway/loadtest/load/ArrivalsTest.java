package io.inferencegateway.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArrivalsTest {
    @Test
    void two_hundred_a_second_are_five_milliseconds_apart() {
        Arrivals arrivals = new Arrivals(200, Duration.ofSeconds(3));

        assertThat(arrivals.total()).isEqualTo(600);
        assertThat(arrivals.intendedNanos(0)).isZero();
        assertThat(arrivals.intendedNanos(1)).isEqualTo(5_000_000);
        assertThat(arrivals.intendedNanos(599)).isEqualTo(2_995_000_000L);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 7, 200, 333.3, 1_999, 20_000})
    void a_request_is_due_from_its_intended_moment_and_not_before(double rate) {
        Arrivals arrivals = new Arrivals(rate, Duration.ofSeconds(60));
        for (long index = 1; index < Math.min(1_000, arrivals.total()); index++) {
            long intended = arrivals.intendedNanos(index);
            assertThat(arrivals.dueBy(intended + 1)).isEqualTo(index + 1);
            assertThat(arrivals.dueBy(intended - 2)).isEqualTo(index);
        }
    }

    @Test
    void nothing_is_due_after_the_last_request() {
        Arrivals arrivals = new Arrivals(10, Duration.ofSeconds(1));

        assertThat(arrivals.dueBy(Duration.ofHours(1).toNanos())).isEqualTo(10);
        assertThat(arrivals.dueBy(-1)).isZero();
    }

    @Test
    void the_shortest_run_sends_one_request() {
        assertThat(new Arrivals(0.1, Duration.ofSeconds(1)).total()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, 1e7, Double.POSITIVE_INFINITY})
    void refuses_a_rate_that_cannot_be_meant(double rate) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Arrivals(rate, Duration.ofSeconds(1)));
    }
}
