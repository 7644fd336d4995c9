package io.inferencegateway.monitoring.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MedianHistoryTest {
    private static final long HOUR = 3_600_000;

    private MedianHistory history = new MedianHistory();

    @Test
    void compares_with_the_same_half_hour_of_yesterday() {
        history.record(0, 0.3);
        history.record(12 * HOUR, 0.9);
        assertThat(history.movedInADay(12 * HOUR)).isNaN();

        history.record(24 * HOUR, 0.55);

        assertThat(history.movedInADay(24 * HOUR)).isCloseTo(0.25, within(1e-9));
        assertThat(history.movedInADay(25 * HOUR)).isNaN();
    }

    @Test
    void keeps_a_day_and_no_more_also_when_the_clock_is_set_back() {
        for (long minute = 0; minute < 10 * 24 * 60; minute++) {
            history.record(minute * 60_000, minute);
        }
        assertThat(history.medians()).hasSizeLessThanOrEqualTo(50);

        history.record(HOUR, 1);

        assertThat(history.medians()).containsOnlyKeys(2L);
    }

    @Test
    void is_itself_after_a_restart() {
        history.record(0, 0.1);
        history = MedianHistory.of(history.medians());
        history.record(24 * HOUR, 0.4);

        assertThat(history.movedInADay(24 * HOUR)).isCloseTo(0.3, within(1e-9));
        assertThat(MedianHistory.of(Map.of()).movedInADay(0)).isNaN();
    }
}
