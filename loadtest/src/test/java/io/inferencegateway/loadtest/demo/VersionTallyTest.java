package io.inferencegateway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class VersionTallyTest {
    private final VersionTally tally = new VersionTally();

    @Test
    void the_time_to_safety_runs_from_the_first_bad_answer_to_the_last() {
        tally.add(1_000, 900, false, false, false);
        tally.add(2_000, 900, true, false, false);
        tally.add(2_700, 900, true, false, false);
        tally.add(9_000, 900, false, false, false);

        assertThat(tally.bad()).isEqualTo(2);
        assertThat(tally.badSpanMillis()).isEqualTo(700);
        assertThat(tally.slowSpanMillis()).isZero();
    }

    @Test
    void an_answer_that_is_bad_and_slow_counts_as_bad_only() {
        tally.add(1_000, 900_000, true, true, false);

        assertThat(tally.bad()).isEqualTo(1);
        assertThat(tally.slow()).isZero();
    }

    @Test
    void the_row_shows_the_last_five_whole_seconds_and_nothing_older() {
        for (int second = 0; second < 20; second++) {
            for (int i = 0; i < 10; i++) {
                tally.add(second * 1_000L + i, second < 10 ? 500_000 : 2_000, second == 17, false, false);
            }
        }

        Frame.Row row = tally.recent(2, "10%", 19_500);

        assertThat(row.perSecond()).isEqualTo(10);
        assertThat(row.errorShare()).isEqualTo(0.2);
        assertThat(row.p99Millis()).isCloseTo(2, within(0.02));
    }

    @Test
    void silence_shows_as_zeros() {
        tally.add(0, 2_000, false, false, false);

        assertThat(tally.recent(2, "0%", 60_000).perSecond()).isZero();
        assertThat(tally.recent(2, "0%", 60_000).p50Millis()).isZero();
    }
}
