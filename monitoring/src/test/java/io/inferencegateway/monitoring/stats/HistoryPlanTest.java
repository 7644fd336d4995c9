package io.inferencegateway.monitoring.stats;

import static io.inferencegateway.monitoring.stats.Granularity.FIVE_MINUTES;
import static io.inferencegateway.monitoring.stats.Granularity.HOUR;
import static io.inferencegateway.monitoring.stats.Granularity.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.monitoring.stats.HistoryPlan.Segment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryPlanTest {
    /** A whole number of hours, so that the expected bounds are easy to read. */
    private static final long NOW = 1_795_348_800_000L;

    private static final Map<Granularity, Long> MADE = Map.of(FIVE_MINUTES, NOW - minutes(3), HOUR, NOW - minutes(60));

    @Test
    void a_step_of_a_minute_reads_minutes() {
        assertThat(HistoryPlan.of(NOW - minutes(90), NOW, minutes(1), NOW, MADE))
                .containsExactly(new Segment(MINUTE, NOW - minutes(90), NOW));
    }

    @Test
    void a_step_of_hours_reads_hours_and_finer_ones_only_where_none_is_made_yet() {
        assertThat(HistoryPlan.of(NOW - minutes(300), NOW, minutes(120), NOW, MADE))
                .containsExactly(
                        new Segment(HOUR, NOW - minutes(300), NOW - minutes(60)),
                        new Segment(FIVE_MINUTES, NOW - minutes(60), NOW - minutes(3)),
                        new Segment(MINUTE, NOW - minutes(3), NOW));
    }

    @Test
    void a_step_that_no_coarser_stretch_fits_into_reads_the_finest_that_is_kept_of_that_age() {
        long from = NOW - Duration.ofDays(3).toMillis();
        long twoDaysAgo = NOW - Duration.ofDays(2).toMillis();

        assertThat(HistoryPlan.of(from, NOW, minutes(7), NOW, MADE))
                .containsExactly(new Segment(FIVE_MINUTES, from, twoDaysAgo), new Segment(MINUTE, twoDaysAgo, NOW));
    }

    @Test
    void the_step_grows_to_what_is_kept_of_that_age() {
        assertThat(HistoryPlan.stepMillis(1_000, NOW - minutes(30), NOW)).isEqualTo(minutes(1));
        assertThat(HistoryPlan.stepMillis(minutes(1), NOW - Duration.ofDays(3).toMillis(), NOW))
                .isEqualTo(minutes(5));
        assertThat(HistoryPlan.stepMillis(minutes(1), NOW - Duration.ofDays(30).toMillis(), NOW))
                .isEqualTo(minutes(60));
        assertThat(HistoryPlan.stepMillis(minutes(90), NOW, NOW)).isEqualTo(minutes(90));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void the_parts_cover_the_range_once_and_none_is_read_where_it_is_not_kept(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            long now = NOW + random.nextInt(100_000_000);
            long from = now - (long) (random.nextDouble() * Duration.ofDays(399).toMillis());
            long step = HistoryPlan.stepMillis(minutes(1 + random.nextInt(200)), from, now);
            Map<Granularity, Long> made =
                    Map.of(FIVE_MINUTES, FIVE_MINUTES.startOf(now - 60_000), HOUR, HOUR.startOf(now - 300_000));

            List<Segment> parts = HistoryPlan.of(from, now, step, now, made);

            assertThat(parts.get(0).fromMillis()).isEqualTo(from);
            assertThat(parts.get(parts.size() - 1).toMillis()).isEqualTo(now);
            for (int each = 0; each < parts.size(); each++) {
                Segment part = parts.get(each);
                assertThat(part.fromMillis()).isLessThan(part.toMillis());
                assertThat(part.fromMillis())
                        .isGreaterThanOrEqualTo(part.granularity().keptSince(now));
                assertThat(part.granularity().lengthMillis()).isLessThanOrEqualTo(step);
                if (each > 0) {
                    assertThat(part.fromMillis()).isEqualTo(parts.get(each - 1).toMillis());
                    assertThat(part.granularity().startOf(part.fromMillis())).isEqualTo(part.fromMillis());
                }
            }
        }
    }

    private static long minutes(long minutes) {
        return Duration.ofMinutes(minutes).toMillis();
    }
}
