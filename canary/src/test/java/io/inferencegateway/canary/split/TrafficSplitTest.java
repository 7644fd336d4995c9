package io.inferencegateway.canary.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficSplitTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void a_caller_on_the_canary_stays_there_while_its_share_rises(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TrafficSplit split = new TrafficSplit(1, 2, 0, random.nextLong());
        for (int caller = 0; caller < 200; caller++) {
            int point = split.pointOf("user-" + random.nextLong());
            boolean onCanary = false;
            for (int share = 0; share <= TrafficSplit.WHOLE; share += 1 + random.nextInt(300)) {
                boolean now = split.withCanaryShare(share).versionAt(point) == 2;
                assertThat(now).isIn(onCanary, true);
                onCanary = now;
            }
            assertThat(split.withCanaryShare(TrafficSplit.WHOLE).versionAt(point))
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest(name = "{0} basis points")
    @ValueSource(ints = {0, 1, 500, 2_500, 5_000, 9_999, 10_000})
    void the_two_shares_sum_to_all_points_exactly(int share) {
        TrafficSplit split = new TrafficSplit(1, 2, share, 42);
        int canary = 0;
        for (int point = 0; point < TrafficSplit.WHOLE; point++) {
            canary += split.versionAt(point) == 2 ? 1 : 0;
        }
        assertThat(canary).isEqualTo(share);
    }

    /** Chi-squared over 100 bins: 99 degrees of freedom, so 180 is seven standard deviations out. */
    @ParameterizedTest(name = "salt {0}")
    @ValueSource(longs = {0, 1, -1, 1234567890123L, Long.MIN_VALUE})
    void points_of_similar_keys_are_uniform(long salt) {
        TrafficSplit split = new TrafficSplit(1, 2, 500, salt);
        int callers = 50_000;
        int[] bins = new int[100];
        for (int caller = 0; caller < callers; caller++) {
            bins[split.pointOf("user-" + caller) / 100]++;
        }
        double expected = callers / 100.0;
        double chiSquared = 0;
        for (int bin : bins) {
            chiSquared += (bin - expected) * (bin - expected) / expected;
        }
        assertThat(chiSquared).isLessThan(180);
    }

    @Test
    void the_same_key_has_the_same_point_at_every_share() {
        TrafficSplit split = new TrafficSplit(1, 2, 500, 7);
        assertThat(split.pointOf("alice")).isEqualTo(new TrafficSplit(1, 2, 500, 7).pointOf("alice"));
        assertThat(split.withCanaryShare(9_000).pointOf("alice")).isEqualTo(split.pointOf("alice"));
    }

    /** A gateway that is replaced by a newer one must not move callers; the values are those of another implementation. */
    @ParameterizedTest(name = "{1} under {0}")
    @CsvSource({"0,'',7535", "7,alice,4118", "7,bob,550", "-1,user-42,2371", "1234567890123,ümlaut,1224"})
    void the_point_of_a_key_is_the_same_in_every_build(long salt, String key, int point) {
        assertThat(new TrafficSplit(1, 2, 500, salt).pointOf(key)).isEqualTo(point);
    }

    @Test
    void tells_the_share_of_each_version_and_none_of_others() {
        TrafficSplit split = new TrafficSplit(1, 2, 500, 7);
        assertThat(split.basisPointsOf(1)).hasValue(9_500);
        assertThat(split.basisPointsOf(2)).hasValue(500);
        assertThat(split.basisPointsOf(3)).isEmpty();
        assertThat(TrafficSplit.allTo(3).basisPointsOf(3)).hasValue(TrafficSplit.WHOLE);
    }

    @Test
    void another_salt_chooses_other_callers() {
        TrafficSplit one = new TrafficSplit(1, 2, 5_000, 1);
        TrafficSplit other = new TrafficSplit(1, 2, 5_000, 2);
        int agreeing = 0;
        for (int caller = 0; caller < 10_000; caller++) {
            String key = "user-" + caller;
            agreeing += one.versionAt(one.pointOf(key)) == other.versionAt(other.pointOf(key)) ? 1 : 0;
        }
        assertThat(agreeing / 10_000.0).isCloseTo(0.5, within(0.03));
    }

    @Test
    void refuses_a_share_outside_the_whole_and_a_canary_of_itself() {
        assertThatThrownBy(() -> new TrafficSplit(1, 2, 10_001, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TrafficSplit(1, 2, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TrafficSplit(1, 1, 1, 0)).hasMessageContaining("canary of itself");
        assertThat(TrafficSplit.allTo(3).hasCanary()).isFalse();
        assertThat(TrafficSplit.allTo(3).versionAt(0)).isEqualTo(3);
    }
}
