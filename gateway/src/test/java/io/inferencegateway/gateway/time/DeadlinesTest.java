package io.inferencegateway.gateway.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlinesTest {
    private static final long TICK = Deadlines.TICK_NANOS;
    private static final long START = 123_456_789L;

    private final Deadlines deadlines = new Deadlines(START);
    private final List<String> met = new ArrayList<>();

    private Deadlines.Deadline named(String name) {
        return new Deadlines.Deadline() {
            @Override
            protected void due(long nowNanos) {
                met.add(name);
            }
        };
    }

    @Test
    void is_never_early_and_at_most_one_tick_late() {
        deadlines.set(named("a"), START + 5 * TICK / 2);
        deadlines.advance(START + 2 * TICK);
        assertThat(met).isEmpty();
        deadlines.advance(START + 3 * TICK);
        assertThat(met).containsExactly("a");
        deadlines.advance(START + 2_000 * TICK);
        assertThat(met).containsExactly("a");
    }

    @Test
    void a_cancelled_or_moved_deadline_is_not_met_at_its_old_time() {
        Deadlines.Deadline moved = named("moved");
        Deadlines.Deadline cancelled = named("cancelled");
        deadlines.set(moved, START + TICK);
        deadlines.set(cancelled, START + TICK);
        deadlines.set(moved, START + 10 * TICK);
        deadlines.cancel(cancelled);
        deadlines.cancel(cancelled);
        deadlines.advance(START + 9 * TICK);
        assertThat(met).isEmpty();
        deadlines.advance(START + 10 * TICK);
        assertThat(met).containsExactly("moved");
        assertThat(moved.isSet()).isFalse();
    }

    @Test
    void one_that_is_due_may_cancel_another_that_is_due_in_the_same_tick() {
        Deadlines.Deadline second = named("second");
        deadlines.set(
                new Deadlines.Deadline() {
                    @Override
                    protected void due(long nowNanos) {
                        met.add("first");
                        deadlines.cancel(second);
                        deadlines.set(this, nowNanos + TICK);
                    }
                },
                START + TICK);
        deadlines.set(second, START + TICK);
        deadlines.advance(START + TICK);
        assertThat(met).containsExactly("first");
        deadlines.advance(START + 2 * TICK);
        assertThat(met).containsExactly("first", "first");
    }

    @Test
    void finds_everything_after_a_pause_longer_than_a_turn() {
        deadlines.set(named("near"), START + TICK);
        deadlines.set(named("far"), START + 3_000 * TICK);
        deadlines.set(named("further"), START + 9_000 * TICK);
        deadlines.advance(START + 5_000 * TICK);
        assertThat(met).containsExactlyInAnyOrder("near", "far");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void meets_random_deadlines_once_each_and_in_time(long seed) {
        Random random = new Random(seed);
        long[] now = {START};
        int count = 500;
        int[] times = new int[count];
        for (int i = 0; i < count; i++) {
            int index = i;
            long due = START + random.nextLong(2_000 * TICK);
            deadlines.set(
                    new Deadlines.Deadline() {
                        @Override
                        protected void due(long nowNanos) {
                            times[index]++;
                            assertThat(nowNanos).isGreaterThanOrEqualTo(due);
                        }
                    },
                    due);
        }
        while (now[0] < START + 2_001 * TICK) {
            now[0] += random.nextLong(3 * TICK);
            deadlines.advance(now[0]);
        }
        assertThat(times).containsOnly(1);
    }
}
