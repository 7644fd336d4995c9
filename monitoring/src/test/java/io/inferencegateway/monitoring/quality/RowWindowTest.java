package io.inferencegateway.monitoring.quality;

import static io.inferencegateway.monitoring.quality.HandRows.POLICY;
import static io.inferencegateway.monitoring.quality.HandRows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RowWindowTest {
    private static final long MINUTE = 60_000;

    private final RowWindow window = new RowWindow(POLICY, new SplittableRandom(1));

    @Test
    void rows_leave_when_the_window_has_passed() {
        window.add(0, row("x", Value.of(1)));
        window.add(10 * MINUTE, row("x", Value.of(2)));

        assertThat(window.rows(15 * MINUTE).count()).isEqualTo(2);
        assertThat(window.rows(16 * MINUTE).count()).isEqualTo(1);
        assertThat(window.rows(30 * MINUTE).count()).isZero();
    }

    @Test
    void a_busy_minute_keeps_a_bounded_sample_that_stands_for_all_of_it() {
        for (int i = 0; i < 100_000; i++) {
            window.add(0, row("x", Value.of(i)));
        }
        for (int i = 0; i < 10; i++) {
            window.add(MINUTE, row("x", Value.of(-1)));
        }

        Rows rows = window.rows(MINUTE);
        FeatureValues values = rows.values("x", null);

        assertThat(rows.count()).isEqualTo(RowWindow.ROWS + 10);
        assertThat(values.quantile(0.5)).isCloseTo(50_000, within(10_000.0));
        assertThat(values.shareUpTo(-1)).isCloseTo(10 / 100_010.0, within(1e-9));
    }

    @Test
    void every_row_of_a_stretch_is_kept_as_often() {
        int[] kept = new int[8];
        for (int seed = 0; seed < 4_000; seed++) {
            RowSample sample = new RowSample(4, POLICY, List.of());
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 8; i++) {
                sample.add(row("x", Value.of(i)), random);
            }
            for (double number : sample.rows().values("x", null).numbers()) {
                kept[(int) number]++;
            }
        }
        for (int count : kept) {
            assertThat(count).isBetween(1_850, 2_150);
        }
    }

    @Test
    void a_row_that_takes_anothers_place_leaves_nothing_of_it() {
        RowSample sample = new RowSample(1, POLICY, List.of());
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 50; i++) {
            sample.add(row("x", new Value.Category("a")), random);
            sample.add(row("y", Value.of(1)), random);
        }

        FeatureValues x = sample.rows().values("x", null);
        FeatureValues y = sample.rows().values("y", null);

        assertThat(x.missingRatio() + y.missingRatio()).isEqualTo(1);
    }

    @Test
    void a_clock_that_steps_back_a_little_loses_nothing_and_far_back_begins_anew() {
        window.add(20 * MINUTE, row("x", Value.of(1)));
        window.add(19 * MINUTE, row("x", Value.of(2)));
        assertThat(window.rows(19 * MINUTE).count()).isEqualTo(2);

        window.add(MINUTE, row("x", Value.of(3)));
        assertThat(window.rows(MINUTE).count()).isEqualTo(1);
    }

    @Test
    void names_without_end_take_no_place_from_those_that_are_expected() {
        window.expect(List.of("income"));
        for (int i = 0; i < 1_000; i++) {
            window.add(0, row("junk" + i, Value.of(i)));
        }
        window.add(0, row("income", Value.of(5)));

        Rows rows = window.rows(0);

        assertThat(rows.features()).hasSize(RowSample.MOST_FEATURES).contains("income");
    }

    @Test
    void an_ignored_feature_is_not_kept() {
        QualityPolicy policy = new QualityPolicy(
                POLICY.window(), 1, 0.15, Map.of("user_id", new FeatureRule(null, null, null, null, false, true)));
        Rows rows = HandRows.rows(policy, 5, i -> row("user_id", Value.of(i)));

        assertThat(rows.features()).isEmpty();
        assertThat(rows.count()).isEqualTo(5);
    }
}
