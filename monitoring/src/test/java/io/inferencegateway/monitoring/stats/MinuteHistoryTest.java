package io.inferencegateway.monitoring.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MinuteHistoryTest {
    private static final long MINUTE = 60_000;
    private static final long NOON = 1_795_348_800_000L;
    private static final ModelVersion FRAUD = new ModelVersion("fraud", 1);

    private final MinuteHistory history = new MinuteHistory(7);

    @Test
    void a_minute_that_is_stored_while_it_is_open_is_stored_again_as_a_whole() {
        history.add(NOON, FRAUD, interval(3));
        MinuteHistory.Batch first = history.take();
        history.stored(first);
        history.add(NOON + 30_000, FRAUD, interval(4));
        history.advance(NOON + MINUTE);

        MinuteHistory.Batch second = history.take();

        assertThat(totals(first.points())).containsExactly(3L);
        assertThat(totals(second.points())).containsExactly(7L);
        assertThat(second.points().get(0).startMillis())
                .isEqualTo(first.points().get(0).startMillis());
        assertThat(second.points().get(0).run()).isEqualTo(first.points().get(0).run());
        assertThat(second.completeUntilMillis()).isEqualTo(NOON + MINUTE);
    }

    @Test
    void what_is_stored_is_not_offered_again_and_what_is_refused_is() {
        history.add(NOON, FRAUD, interval(3));
        history.advance(NOON + MINUTE);
        history.refused(history.take());
        MinuteHistory.Batch again = history.take();
        history.stored(again);

        assertThat(totals(again.points())).containsExactly(3L);
        assertThat(history.take().points()).isEmpty();
    }

    @Test
    void a_minute_that_closes_while_it_is_being_stored_in_vain_is_not_lost() {
        history.add(NOON, FRAUD, interval(3));
        MinuteHistory.Batch open = history.take();
        history.advance(NOON + MINUTE);
        history.refused(open);

        assertThat(totals(history.take().points())).containsExactly(3L);
    }

    @Test
    void a_minute_that_grew_and_closed_while_it_was_being_stored_in_vain_is_offered_once() {
        history.add(NOON, FRAUD, interval(3));
        MinuteHistory.Batch open = history.take();
        history.add(NOON, FRAUD, interval(2));
        history.advance(NOON + MINUTE);
        history.refused(open);

        assertThat(totals(history.take().points())).containsExactly(5L);
    }

    @Test
    void a_time_that_comes_again_is_another_run_and_replaces_nothing() {
        history.add(NOON, FRAUD, interval(3));
        history.add(NOON - 10 * MINUTE, FRAUD, interval(1));
        history.add(NOON, FRAUD, interval(4));

        MinuteHistory.Batch batch = history.take();

        assertThat(batch.points().stream().filter(point -> point.startMillis() == NOON))
                .extracting(HistoryPoint::run)
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(batch.runs()).hasSize(3);
        assertThat(totals(batch.points())).containsExactlyInAnyOrder(3L, 1L, 4L);
    }

    @Test
    void a_clock_that_skips_hours_leaves_them_unrecorded() {
        history.add(NOON, FRAUD, interval(3));
        history.add(NOON + 600 * MINUTE, FRAUD, interval(4));

        assertThat(history.take().runs())
                .extracting(run -> run.toMillis() - run.fromMillis())
                .containsExactly(MINUTE, MINUTE);
    }

    @Test
    void a_store_that_takes_nothing_costs_the_oldest_points_and_they_are_counted() {
        int minutes = MinuteHistory.MOST_WAITING + 10;
        Interval one = interval(1);
        for (int i = 0; i <= minutes; i++) {
            history.add(NOON + i * MINUTE, FRAUD, one);
        }

        assertThat(history.lost()).isEqualTo(10);
        assertThat(history.take().points().get(0).startMillis()).isEqualTo(NOON + 10 * MINUTE);
    }

    @Test
    void stretches_of_before_there_was_history_add_up_in_the_minute_in_which_they_begin() {
        history.adopt(FRAUD, slot(NOON - 50_000, 2));
        history.adopt(FRAUD, slot(NOON - 40_000, 3));
        history.adopt(FRAUD, slot(NOON, 4));
        history.advance(NOON + MINUTE);

        assertThat(totals(history.take().points())).containsExactly(5L, 4L);
    }

    @Test
    void what_a_version_used_stands_beside_what_it_served_also_while_it_serves_nothing() {
        history.add(NOON, FRAUD, interval(3));
        history.add(NOON, FRAUD, new ResourceTally(1, 5_000_000, 10_000, 1_000_000, 0));
        history.add(NOON + 10_000, FRAUD, new ResourceTally(1, 15_000_000, 10_000, 3_000_000, 1));
        history.add(NOON + MINUTE, FRAUD, new ResourceTally(1, 1_000_000, 10_000, 2_000_000, 0));

        WindowStats both = VersionSeries.of(
                        NOON, NOON + 2 * MINUTE, 2 * MINUTE, history.take().points(), List.of(), List.of(), point -> {})
                .pieces()
                .get(0)
                .stats();

        assertThat(both.total()).isEqualTo(3);
        assertThat(both.resources().cpuCores()).isEqualTo(0.7);
        assertThat(both.resources().meanMemoryBytes()).isEqualTo(2_000_000);
        assertThat(both.resources().restarts()).isEqualTo(1);
    }

    static Interval interval(int requests) {
        return interval(requests, 10_000);
    }

    static Interval interval(int requests, long latencyMicros) {
        VersionRecorder recorder = new VersionRecorder();
        for (int i = 0; i < requests; i++) {
            recorder.record(Request.ok(latencyMicros));
        }
        return recorder.drain();
    }

    private static Slot slot(long start, int requests) {
        return new Slot(start, SlotCodec.encode(10_000, Tally.of(interval(requests))));
    }

    private static List<Long> totals(List<HistoryPoint> points) {
        return points.stream()
                .map(point -> SlotCodec.decode(point.encoded()).tally().total())
                .toList();
    }
}
