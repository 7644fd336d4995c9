package io.inferencegateway.monitoring.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inferencegateway.monitoring.stats.Outcome;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ObservedShareTest {
    private static final int WHOLE = RelativeTest.WHOLE;

    @Test
    void before_twenty_requests_hardly_a_fault_is_a_cohorts_alone() {
        assertThat(ObservedShare.NONE.besideOthers()).isEqualTo(9_900);
        assertThat(ObservedShare.NONE.after(10, 9).besideOthers()).isEqualTo(9_900);
        assertThat(ObservedShare.NONE.after(10, 10).besideOthers()).isLessThan(9_000);
    }

    @Test
    void a_cohort_that_nobody_asks_beside_is_everybody() {
        assertThat(ObservedShare.NONE.after(50, 0).besideOthers()).isEqualTo(WHOLE);
        assertThat(ObservedShare.NONE.after(50, 1).besideOthers()).isEqualTo(9_900);
    }

    @Test
    void a_cohorts_share_is_that_of_the_newest_thousand_and_three_standard_errors() {
        ObservedShare tenth = ObservedShare.NONE.after(100, 900);
        assertThat(tenth.besideOthers()).isBetween(1_280, 1_290);
        ObservedShare later = tenth;
        for (int look = 0; look < 80; look++) {
            later = later.after(50, 50);
        }
        assertThat(later.canary() + later.stable()).isCloseTo(1_000, within(1e-6));
        assertThat(later.besideOthers()).isBetween(5_400, 5_480);
    }

    @Test
    void a_splits_own_share_stands_until_clearly_more_is_seen() {
        assertThat(ObservedShare.NONE.after(19, 0).ofSplit(1_000)).isEqualTo(1_000);
        assertThat(ObservedShare.NONE.after(110, 890).ofSplit(1_000)).isEqualTo(1_000);
        assertThat(ObservedShare.NONE.after(10, 990).ofSplit(1_000)).isEqualTo(1_000);
        assertThat(ObservedShare.NONE.after(400, 600).ofSplit(1_000)).isBetween(4_450, 4_480);
        assertThat(ObservedShare.NONE.after(999, 1).ofSplit(1_000)).isEqualTo(9_900);
        assertThat(ObservedShare.NONE.after(1_000, 0).ofSplit(1_000)).isEqualTo(1_000);
        assertThat(ObservedShare.NONE.after(1_000, 0).ofSplit(0)).isZero();
        assertThat(ObservedShare.NONE.after(10, 990).ofSplit(WHOLE)).isEqualTo(WHOLE);
    }

    /** 300 outages of both, half of everything failing, for a cohort of each size whose every request is the canary's. */
    @Test
    void an_outage_of_all_is_not_the_cohorts_seed_3() {
        for (double cohort : new double[] {0.05, 0.2, 0.5, 0.8}) {
            Random random = new Random(3);
            int blamed = 0;
            for (int run = 0; run < 300; run++) {
                blamed += rolledBack(random, cohort, 0.5, 0.5) ? 1 : 0;
            }
            assertThat(blamed).as("of 300, cohort " + cohort).isLessThanOrEqualTo(cohort <= 0.3 ? 3 : 6);
        }
    }

    @Test
    void a_canary_that_fails_its_whole_cohort_is_found_at_once_seed_4() {
        Random random = new Random(4);
        for (double cohort : new double[] {0.05, 0.2, 0.5}) {
            assertThat(rolledBack(random, cohort, 1, 0.01))
                    .as("cohort " + cohort)
                    .isTrue();
        }
    }

    /** Two thousand requests go well, then the canary's and stable's fail at these rates until 200 of the cohort came. */
    private static boolean rolledBack(Random random, double cohort, double canaryRate, double stableRate) {
        Evidence evidence = Evidence.fresh(EvidencePolicy.defaults(), 9_900);
        ObservedShare observed = ObservedShare.NONE;
        int ofCanary = 0;
        int ofStable = 0;
        int failing = 0;
        for (int request = 0; failing < 200; request++) {
            boolean broken = request >= 2_000;
            if (request % 50 == 0) {
                observed = observed.after(ofCanary, ofStable);
                evidence = evidence.comparedBy(observed.besideOthers());
                ofCanary = 0;
                ofStable = 0;
            }
            long now = request * 5L;
            if (random.nextDouble() < cohort) {
                ofCanary++;
                failing += broken ? 1 : 0;
                evidence = evidence.admitted(now);
                Outcome outcome = broken && random.nextDouble() < canaryRate ? Outcome.UPSTREAM_ERROR : Outcome.OK;
                long caller = random.nextInt(100);
                evidence = evidence.completed(evidence.lastAdmission(), caller, outcome, 1_000, false, now);
            } else {
                ofStable++;
                if (broken && random.nextDouble() < stableRate) {
                    evidence = evidence.stableBad(Outcome.UPSTREAM_ERROR, now);
                }
            }
            if (evidence.verdict() == Verdict.CRITICAL) {
                return true;
            }
        }
        return false;
    }
}
