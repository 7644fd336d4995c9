package io.inferencegateway.monitoring.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.monitoring.stats.VersionSeries.Piece;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionSeriesTest {
    private static final long MINUTE = 60_000;
    private static final long NOON = 1_795_348_800_000L;
    private static final ModelVersion FRAUD = new ModelVersion("fraud", 1);

    private final List<HistoryPoint> damaged = new ArrayList<>();

    @Test
    void no_request_is_a_zero_while_a_gateway_ran_and_a_gap_while_none_did() {
        VersionSeries series = VersionSeries.of(
                NOON,
                NOON + 4 * MINUTE,
                MINUTE,
                List.of(point(NOON, 1, 5)),
                List.of(),
                List.of(
                        new HistoryRun(1, NOON, NOON + 2 * MINUTE),
                        new HistoryRun(2, NOON + 3 * MINUTE, NOON + 9 * MINUTE)),
                damaged::add);

        assertThat(series.pieces()).extracting(piece -> piece.stats().total()).containsExactly(5L, 0L, 0L, 0L);
        assertThat(series.pieces()).extracting(Piece::recorded).containsExactly(true, true, false, true);
        assertThat(series.keptFromMillis()).hasValue(NOON);
    }

    @Test
    void points_of_two_runs_add_up_and_a_newer_one_replaces_its_older_self() {
        VersionSeries series = VersionSeries.of(
                NOON,
                NOON + MINUTE,
                MINUTE,
                List.of(point(NOON, 1, 5), point(NOON, 2, 3)),
                List.of(point(NOON, 2, 4)),
                List.of(),
                damaged::add);

        assertThat(series.pieces().get(0).stats().total()).isEqualTo(9);
    }

    @Test
    void a_damaged_point_is_told_and_left_out() {
        HistoryPoint broken = new HistoryPoint(FRAUD, Granularity.MINUTE, NOON, 1, new byte[] {9, 9});

        VersionSeries series = VersionSeries.of(
                NOON, NOON + MINUTE, MINUTE, List.of(broken, point(NOON, 2, 3)), List.of(), List.of(), damaged::add);

        assertThat(damaged).containsExactly(broken);
        assertThat(series.pieces().get(0).stats().total()).isEqualTo(3);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void hours_made_of_minutes_have_the_exact_counts_and_percentiles_within_one_percent(long seed) {
        Random random = new Random(seed);
        List<HistoryPoint> minutes = new ArrayList<>();
        List<Long> latencies = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            VersionRecorder recorder = new VersionRecorder();
            for (int request = 0; request < 1 + random.nextInt(200); request++) {
                long latency = (long) (20_000 * Math.exp(random.nextGaussian()));
                latencies.add(latency);
                recorder.record(Request.ok(latency));
            }
            minutes.add(point(NOON + i * MINUTE, 1, recorder.drain()));
        }

        List<HistoryPoint> fives = RollUp.of(Granularity.FIVE_MINUTES, minutes, damaged::add);
        List<HistoryPoint> hours = RollUp.of(Granularity.HOUR, fives, damaged::add);
        VersionSeries series =
                VersionSeries.of(NOON, NOON + 60 * MINUTE, 60 * MINUTE, hours, List.of(), List.of(), damaged::add);

        assertThat(fives).hasSize(12);
        assertThat(hours).hasSize(1);
        WindowStats hour = series.pieces().get(0).stats();
        assertThat(hour.total()).isEqualTo(latencies.size());
        assertThat(hour.requestBytes()).isEqualTo(10L * latencies.size());
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        for (double fraction : new double[] {0.5, 0.9, 0.95, 0.99, 0.999}) {
            int rank = (int) Math.ceil(fraction * sorted.length) - 1;
            assertThat(hour.percentileMillis(fraction)).isCloseTo(sorted[rank] / 1e3, Percentage.withPercentage(1));
        }
        assertThat(hour.maxMillis()).isEqualTo(Arrays.stream(sorted).max().orElseThrow() / 1e3);
    }

    private static HistoryPoint point(long start, long run, int requests) {
        return point(start, run, MinuteHistoryTest.interval(requests));
    }

    private static HistoryPoint point(long start, long run, Interval interval) {
        return new HistoryPoint(FRAUD, Granularity.MINUTE, start, run, SlotCodec.encode(MINUTE, Tally.of(interval)));
    }
}
