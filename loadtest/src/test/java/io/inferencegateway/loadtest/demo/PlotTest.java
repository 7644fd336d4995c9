package io.inferencegateway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlotTest {
    @ParameterizedTest
    @ValueSource(longs = {30, 45, 60, 300, 3_600})
    void the_story_keeps_its_order_at_any_length_also_after_a_slow_start(long seconds) {
        Duration duration = Duration.ofSeconds(seconds);
        for (Duration opening : new Duration[] {Duration.ofSeconds(2), Duration.ofSeconds(9)}) {
            Plot plot = Plot.lasting(duration).openingAt(opening);

            assertThat(plot.firstRollout()).isGreaterThan(opening);
            assertThat(plot.thickPens()).isGreaterThan(plot.firstRollout().plusSeconds(5));
            assertThat(plot.lastRequest()).isGreaterThan(plot.thickPens().plusSeconds(9));
            assertThat(plot.lastRequest()).isLessThan(duration);
        }
    }

    @Test
    void the_shortest_story_has_time_for_both_acts_if_the_first_rollback_takes_two_seconds() {
        Plot plot = Plot.lasting(Plot.SHORTEST).openingAt(Duration.ofSeconds(3));
        Duration rolledBack = plot.thickPens().plusSeconds(2);

        assertThat(plot.hasTimeFor(plot.secondRollout(rolledBack))).isTrue();
    }

    @Test
    void no_second_act_begins_that_could_not_end() {
        Plot plot = Plot.lasting(Plot.SHORTEST);

        assertThat(plot.hasTimeFor(plot.lastRequest().minusSeconds(3))).isFalse();
    }

    @Test
    void less_than_half_a_minute_is_no_story() {
        assertThatIllegalArgumentException().isThrownBy(() -> Plot.lasting(Duration.ofMillis(29_999)));
    }
}
