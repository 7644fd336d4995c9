package io.inferencegateway.monitoring.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequentialTestTest {
    private static final SequentialTest TEST = EvidencePolicy.defaults().errorRateCriticalTest();

    @Test
    void the_form_from_the_start_is_the_mean_of_the_likelihood_ratios() {
        SequentialTest two = new SequentialTest(0.1, List.of(0.2, 0.5), 0.001, 0, 0);
        double expected = (Math.pow(2, 3) * Math.pow(0.8 / 0.9, 4) + Math.pow(5, 3) * Math.pow(0.5 / 0.9, 4)) / 2;
        assertThat(two.fromStart(7, 3)).isCloseTo(expected, within(1e-9));
        assertThat(two.fromStart(0, 0)).isEqualTo(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void merged_counts_give_the_same_evidence_in_any_order(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] n = new long[3];
        long[] bad = new long[3];
        for (int i = 0; i < 3; i++) {
            n[i] = random.nextLong(1_000);
            bad[i] = random.nextLong(n[i] + 1);
        }
        double forth = TEST.fromStart((n[0] + n[1]) + n[2], (bad[0] + bad[1]) + bad[2]);
        double back = TEST.fromStart(n[2] + (n[1] + n[0]), bad[2] + (bad[1] + bad[0]));
        assertThat(forth).isEqualTo(back);
    }

    @ParameterizedTest(name = "{1} bad of {0}")
    @CsvSource({"1000000000,0", "1000000000,1000000000", "1000000000,75000000", "1000000000,500000000"})
    void the_form_from_the_start_is_a_number_for_a_billion_requests(long n, long bad) {
        assertThat(TEST.fromStart(n, bad)).isBetween(0.0, Double.MAX_VALUE);
    }

    @Test
    void refuses_what_is_not_a_test() {
        assertThatThrownBy(() -> new SequentialTest(0, List.of(0.2), 0.01, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SequentialTest(0.1, List.of(0.1), 0.01, 0, 0))
                .hasMessageContaining("not above");
        assertThatThrownBy(() -> new SequentialTest(0.1, List.of(), 0.01, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SequentialTest(0.1, List.of(0.2), 1, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TEST.fromStart(3, 4)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void about_73_answers_without_a_bad_one_certify_less_than_5_percent_errors() {
        assertThat(fewestCertifying(EvidencePolicy.defaults().errorRateCertificate()))
                .isBetween(70, 76);
    }

    @Test
    void about_343_answers_without_a_slow_one_certify_the_99th_percentile() {
        assertThat(fewestCertifying(EvidencePolicy.defaults().latencyCertificate()))
                .isBetween(330, 350);
    }

    @Test
    void an_error_rate_far_below_its_limit_is_certified_soon_whatever_stable_has() {
        Certificate below5Percent = EvidencePolicy.defaults().errorRateCertificate();

        assertThat(medianCertifying(below5Percent, 0.006, 2_000)).isLessThanOrEqualTo(80);
        assertThat(medianCertifying(below5Percent, 0.012, 2_000)).isBetween(74, 180);
    }

    /** The reason why a canary may stay at a step as long as patience lasts: see decision 58. */
    @Test
    void a_99th_percentile_close_to_its_limit_is_certified_late_or_never() {
        Certificate below1PercentSlow = EvidencePolicy.defaults().latencyCertificate();

        assertThat(medianCertifying(below1PercentSlow, 0.002, 8_000)).isLessThan(600);
        assertThat(medianCertifying(below1PercentSlow, 0.004, 8_000)).isBetween(700, 3_000);
        assertThat(medianCertifying(below1PercentSlow, 0.008, 8_000)).isEqualTo(8_000);
    }

    /** The answers that it takes, of 61 runs; {@code most} where it took more. */
    private static int medianCertifying(Certificate certificate, double badShare, int most) {
        int[] taken = IntStream.range(0, 61)
                .map(seed -> answersCertifying(certificate, badShare, most, new SplittableRandom(seed)))
                .sorted()
                .toArray();
        return taken[taken.length / 2];
    }

    private static int answersCertifying(Certificate certificate, double badShare, int most, SplittableRandom random) {
        int bad = 0;
        for (int answers = 1; answers < most; answers++) {
            bad += random.nextDouble() < badShare ? 1 : 0;
            if (certificate.certifies(answers, bad)) {
                return answers;
            }
        }
        return most;
    }

    private static int fewestCertifying(Certificate certificate) {
        int answers = 0;
        while (!certificate.certifies(answers, 0)) {
            answers++;
        }
        return answers;
    }

    @Test
    void a_canary_at_the_limit_is_certified_no_more_often_than_its_alpha_seed_5() {
        Certificate certificate = EvidencePolicy.defaults().errorRateCertificate();
        SplittableRandom random = new SplittableRandom(5);
        int runs = 1_000;
        int certified = 0;
        for (int run = 0; run < runs; run++) {
            int bad = 0;
            for (int n = 1; n <= 1_000; n++) {
                bad += random.nextDouble() < certificate.limit() ? 1 : 0;
                if (certificate.certifies(n, bad)) {
                    certified++;
                    break;
                }
            }
        }
        double twoStandardErrors = 2 * Math.sqrt(0.05 * 0.95 / runs);
        assertThat(certified / (double) runs).isBetween(0.005, certificate.alpha() + twoStandardErrors);
    }
}
