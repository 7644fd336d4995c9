package io.inferencegateway.monitoring.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerRunTest {
    private static final long C = 1_000_003;

    private long now = 10_000;

    @Test
    void a_burst_of_one_caller_among_many_counts_twice_and_is_excused_from_then_on() {
        CallerRun run = manyCallers(1_000);
        int counted = 0;
        for (int i = 0; i < 20; i++) {
            run = failed(run, C);
            counted += run.excused() ? 0 : 1;
        }
        assertThat(counted).isBetween(1, 2);
        assertThat(run.length()).isEqualTo(20);
    }

    @Test
    void with_a_single_caller_everything_counts() {
        CallerRun run = CallerRun.NONE;
        for (int i = 0; i < 3_000; i++) {
            run = wentWell(run, C);
        }
        for (int i = 0; i < 300; i++) {
            run = failed(run, C);
            assertThat(run.excused()).isFalse();
        }
    }

    @ParameterizedTest(name = "a caller with {0} % of the traffic: the first {1} faults count")
    @CsvSource({"90,30", "50,7", "30,4"})
    void a_large_callers_faults_count_as_long_as_they_may_be_everybodys(int percent, int least) {
        SplittableRandom random = new SplittableRandom(percent);
        CallerRun run = CallerRun.NONE;
        for (int i = 0; i < 2_000; i++) {
            run = wentWell(run, random.nextInt(100) < percent ? C : random.nextLong());
        }
        for (int i = 0; i < least; i++) {
            run = failed(run, C);
            assertThat(run.excused()).as("fault %s", i).isFalse();
        }
    }

    @ParameterizedTest(name = "{0} callers, seed {1}")
    @CsvSource({"2,1", "10,2", "100,3", "1000,4"})
    void where_everybody_fails_next_to_nothing_is_excused(int callers, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CallerRun run = CallerRun.NONE;
        for (int i = 0; i < 3_000; i++) {
            run = wentWell(run, random.nextInt(callers));
        }
        int excused = 0;
        for (int i = 0; i < 2_000; i++) {
            run = failed(run, random.nextInt(callers));
            excused += run.excused() ? 1 : 0;
        }
        assertThat(excused).isLessThanOrEqualTo(20);
    }

    /** Batches, one caller after the other: the second one speaks against the first one's excuse. */
    @Test
    void where_callers_come_one_after_the_other_only_the_first_is_excused() {
        CallerRun run = manyCallers(1_000);
        int excusedOfTheFirst = 0;
        int excusedOfOthers = 0;
        for (int caller = 1; caller <= 10; caller++) {
            now += 30_000;
            for (int i = 0; i < 50; i++) {
                run = failed(run, 7_000 + caller);
                excusedOfTheFirst += run.excused() && caller == 1 ? 1 : 0;
                excusedOfOthers += run.excused() && caller > 1 ? 1 : 0;
            }
        }
        assertThat(excusedOfTheFirst).isBetween(40, 49);
        assertThat(excusedOfOthers).isZero();
    }

    @Test
    void what_lasts_longer_than_five_seconds_is_a_condition_and_counts() {
        CallerRun run = manyCallers(1_000);
        long began = now + 50;
        boolean excused = true;
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200 && (excused || i < 20); i++) {
            run = wentWell(wentWell(wentWell(run, random.nextLong()), random.nextLong()), random.nextLong());
            run = failed(run, C);
            excused = run.excused();
        }
        assertThat(now - began).isBetween(5_000L, 5_300L);
        assertThat(failed(run, C).excused()).isFalse();
    }

    @Test
    void the_same_caller_a_minute_later_is_a_run_of_its_own() {
        CallerRun run = manyCallers(1_000);
        for (int burst = 0; burst < 5; burst++) {
            int counted = 0;
            for (int i = 0; i < 20; i++) {
                run = failed(run, C);
                counted += run.excused() ? 0 : 1;
            }
            assertThat(counted).as("burst %s", burst).isLessThanOrEqualTo(3);
            now += 60_000;
            run = manyCallers(run, 100);
        }
    }

    @Test
    void a_good_answer_of_the_callers_own_ends_its_run() {
        CallerRun run = failed(failed(manyCallers(1_000), C), C);
        assertThat(run.length()).isEqualTo(2);
        assertThat(wentWell(run, C).length()).isZero();
        assertThat(wentWell(run, C + 1).length()).isEqualTo(2);
    }

    @Test
    void nobodys_excuse_holds_while_others_fail_as_well() {
        CallerRun run = manyCallers(1_000);
        for (int i = 0; i < 3; i++) {
            run = failed(run, C);
        }
        assertThat(run.excused()).isTrue();
        for (int i = 0; i < 3; i++) {
            run = failed(run, 100 + i);
            assertThat(run.excused()).as("it is not this one's run").isFalse();
        }
        assertThat(failed(run, C).excused()).isFalse();
    }

    @Test
    void an_excuse_bears_two_faults_of_others_and_lasts_just_under_five_seconds() {
        CallerRun run = manyCallers(1_000);
        long began = now + 50;
        run = failed(failed(failed(run, C), C), C);
        run = failed(failed(run, 101), 102);
        assertThat(failed(run, C).excused()).isTrue();
        assertThat(run.failed(C, began + 4_999).excused()).isTrue();
        assertThat(run.failed(C, began + 5_000).excused()).isFalse();
        assertThat(failed(failed(run, 103), C).excused()).isFalse();
    }

    @Test
    void nothing_is_excused_before_anything_is_known_of_others() {
        CallerRun run = CallerRun.NONE;
        for (int i = 0; i < 7; i++) {
            run = wentWell(run, 500 + i);
        }
        for (int i = 0; i < 10; i++) {
            run = failed(run, C);
            assertThat(run.excused()).isFalse();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shares_stay_shares_however_long_it_goes_on(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CallerRun run = CallerRun.NONE;
        for (int i = 0; i < 200_000; i++) {
            run = wentWell(run, random.nextInt(4) == 0 ? C : random.nextLong());
        }
        assertThat(run.shareOf(C)).isBetween(0.2, 0.4);
        double all = 0;
        for (int bucket = 0; bucket < 16; bucket++) {
            all += run.shareOf(callerOf(bucket));
        }
        assertThat(all).isCloseTo(1, within(1e-9));
    }

    /** A caller whose hash falls into this bucket. */
    private static long callerOf(int bucket) {
        long caller = 0;
        while ((int) ((caller * 0x9e37_79b9_7f4a_7c15L) >>> 60) != bucket) {
            caller++;
        }
        return caller;
    }

    private CallerRun manyCallers(int requests) {
        return manyCallers(CallerRun.NONE, requests);
    }

    private CallerRun manyCallers(CallerRun before, int requests) {
        SplittableRandom random = new SplittableRandom(requests);
        CallerRun run = before;
        for (int i = 0; i < requests; i++) {
            run = wentWell(run, random.nextLong());
        }
        return run;
    }

    private CallerRun wentWell(CallerRun before, long caller) {
        now += 5;
        return before.wentWell(caller, now);
    }

    private CallerRun failed(CallerRun before, long caller) {
        now += 50;
        return before.failed(caller, now);
    }
}
