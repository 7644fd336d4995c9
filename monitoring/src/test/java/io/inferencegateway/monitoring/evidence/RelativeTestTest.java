package io.inferencegateway.monitoring.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelativeTestTest {
    private static final RelativeTest FRESH = EvidencePolicy.defaults().relativeTest();

    @ParameterizedTest(name = "{0} basis points: {1}")
    @CsvSource({"500,4", "1000,5", "3000,8", "4000,9", "5000,10"})
    void failures_of_the_canary_alone_decide_within_a_few(int weight, int most) {
        RelativeTest test = FRESH;
        int bad = 0;
        while (!test.critical(weight)) {
            test = test.observed(1, 0, weight);
            bad++;
        }
        assertThat(bad).isLessThanOrEqualTo(most);
    }

    @ParameterizedTest(name = "weight {0}")
    @ValueSource(ints = {100, 500, 1_000, 3_000, 5_000, 9_000})
    void an_outage_that_both_share_is_called_the_canarys_no_more_often_than_alpha(int weight) {
        RelativeTest loose = RelativeTest.of(1, List.of(3.0, 12.0, 100.0), 0.05, 0.05);
        SplittableRandom random = new SplittableRandom(weight);
        int runs = 1_000;
        int indicted = 0;
        for (int run = 0; run < runs; run++) {
            RelativeTest test = loose;
            for (int i = 0; i < 500 && !test.critical(weight); i++) {
                boolean ofCanary = random.nextInt(10_000) < weight;
                test = test.observed(ofCanary ? 1 : 0, ofCanary ? 0 : 1, weight);
            }
            indicted += test.critical(weight) ? 1 : 0;
        }
        assertThat(indicted / (double) runs).isLessThanOrEqualTo(0.05 + 2 * Math.sqrt(0.05 * 0.95 / runs));
    }

    @Test
    void where_stable_gets_nothing_there_is_nothing_to_compare_with() {
        assertThat(FRESH.observed(1, 0, 10_000)).isSameAs(FRESH);
        assertThat(FRESH.observed(0, 1, 0)).isSameAs(FRESH);
    }

    @Test
    void stable_failing_too_takes_the_evidence_down() {
        RelativeTest alone = FRESH.observed(1, 0, 1_000).observed(1, 0, 1_000).observed(1, 0, 1_000);
        assertThat(alone.observed(0, 1, 1_000).eValue()).isLessThan(alone.eValue());
        assertThat(alone.observed(0, 1, 1_000).n()).isEqualTo(4);
        assertThat(alone.observed(0, 1, 1_000).canaryBad()).isEqualTo(3);
    }

    @Test
    void a_million_failures_of_the_canary_are_answered_by_some_hundred_of_stables() {
        RelativeTest test = FRESH;
        for (int i = 0; i < 1_000_000; i++) {
            test = test.observed(1, 0, 500);
        }
        assertThat(test.eValue()).isGreaterThan(test.threshold(500)).isLessThan(1e6);
        for (int i = 0; i < 250; i++) {
            test = test.observed(0, 1, 500);
        }
        assertThat(test.critical(500)).isFalse();
    }

    @Test
    void refuses_what_is_not_a_test() {
        assertThatThrownBy(() -> RelativeTest.of(1, List.of(1.0), 0.01, 0.01)).hasMessageContaining("not above");
        assertThatThrownBy(() -> RelativeTest.of(0, List.of(1.0), 0.01, 0.01))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RelativeTest.Saved(1, 1, 2, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
