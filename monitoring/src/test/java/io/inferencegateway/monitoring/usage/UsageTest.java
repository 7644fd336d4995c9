package io.inferencegateway.monitoring.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UsageTest {
    @Test
    void counts_exactly_while_there_is_room() {
        UsageSketch sketch = new UsageSketch(3);
        sketch.record("a", false, 10, 100);
        sketch.record("b", true, 20, 200);
        sketch.record("b", false, 30, 300);

        Usage usage = sketch.drain();

        assertThat(usage.requests()).isEqualTo(3);
        assertThat(usage.forgotten()).isZero();
        assertThat(usage.callers())
                .containsExactlyInAnyOrder(
                        new CallerUsage("b", 2, 0, 1, 50, 500), new CallerUsage("a", 1, 0, 0, 10, 100));
    }

    @Test
    void is_empty_after_it_was_drained() {
        UsageSketch sketch = new UsageSketch(3);
        sketch.record("a", false, 1, 1);
        sketch.drain();

        assertThat(sketch.drain()).isEqualTo(Usage.NONE);
    }

    @Test
    void a_newcomer_takes_the_place_of_the_least_and_says_what_it_may_have_inherited() {
        UsageSketch sketch = new UsageSketch(2);
        sketch.record("a", false, 0, 0);
        sketch.record("a", false, 0, 0);
        sketch.record("b", true, 7, 7);
        sketch.record("c", false, 1, 2);

        Usage usage = sketch.drain();

        assertThat(usage.callers())
                .containsExactlyInAnyOrder(new CallerUsage("a", 2, 0, 0, 0, 0), new CallerUsage("c", 2, 1, 0, 1, 2));
        assertThat(usage.forgotten()).isEqualTo(2);
    }

    @Test
    void a_caller_that_one_side_has_forgotten_may_have_sent_that_much_there() {
        Usage full = new Usage(10, 3, List.of(new CallerUsage("a", 7, 0, 0, 0, 0)));
        Usage other = new Usage(5, 0, List.of(new CallerUsage("b", 5, 0, 1, 9, 9)));

        Usage both = full.merge(other, 10);

        assertThat(both.requests()).isEqualTo(15);
        assertThat(both.forgotten()).isEqualTo(3);
        assertThat(both.callers())
                .containsExactlyInAnyOrder(new CallerUsage("b", 8, 3, 1, 9, 9), new CallerUsage("a", 7, 0, 0, 0, 0));
    }

    @Test
    void the_callers_that_are_cut_off_are_at_most_what_is_forgotten() {
        Usage usage = new Usage(
                6,
                0,
                List.of(
                        new CallerUsage("a", 3, 0, 0, 0, 0),
                        new CallerUsage("b", 2, 0, 0, 0, 0),
                        new CallerUsage("c", 1, 0, 0, 0, 0)));

        assertThat(usage.keep(1)).isEqualTo(new Usage(6, 2, List.of(new CallerUsage("a", 3, 0, 0, 0, 0))));
        assertThat(usage.keep(3)).isSameAs(usage);
    }

    /** Against the exact counts, with ten callers of one in twenty each, in a flood of names that come once. */
    @Test
    void whatever_is_dropped_and_merged_each_true_count_lies_in_its_bounds() {
        for (long seed = 1; seed <= 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<String, Long> exact = new HashMap<>();
            List<Usage> drains = new ArrayList<>();
            UsageSketch sketch = new UsageSketch(40);
            for (int request = 0; request < 20_000; request++) {
                String caller = random.nextBoolean() ? "busy-" + random.nextInt(10) : "once-" + request;
                exact.merge(caller, 1L, Long::sum);
                sketch.record(caller, false, 0, 0);
                if (random.nextInt(1_000) == 0) {
                    drains.add(sketch.drain());
                }
            }
            drains.add(sketch.drain());

            UsageSketch sum = new UsageSketch(40);
            drains.forEach(sum::add);
            assertBounds(seed, exact, sum.usage());
            assertBounds(seed, exact, drains.stream().reduce(Usage.NONE, (left, right) -> left.merge(right, 40)));
        }
    }

    private static void assertBounds(long seed, Map<String, Long> exact, Usage all) {
        assertThat(all.requests()).isEqualTo(20_000);
        for (CallerUsage each : all.callers()) {
            long truth = exact.getOrDefault(each.caller(), 0L);
            assertThat(truth)
                    .as("seed %d %s", seed, each)
                    .isBetween(each.requests() - each.overcount(), each.requests());
        }
        exact.forEach((caller, truth) -> {
            if (all.callers().stream().noneMatch(each -> each.caller().equals(caller))) {
                assertThat(truth).as(caller).isLessThanOrEqualTo(all.forgotten());
            }
        });
        assertThat(all.busiest().stream().limit(10).map(CallerUsage::caller))
                .as("seed %d", seed)
                .allMatch(caller -> caller.startsWith("busy-"));
    }

    @Test
    void needs_room_for_one() {
        assertThatThrownBy(() -> new UsageSketch(0)).hasMessageContaining("at least 1");
    }
}
