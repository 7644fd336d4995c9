package io.inferencegateway.monitoring.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Doubles are enough: over 10^9 requests nothing overflows, underflows to nothing, drifts or becomes no number. */
class NumericsTest {
    private static final SequentialTest TEST = EvidencePolicy.defaults().errorRateCriticalTest();
    private static final SequentialTest LATENCY = EvidencePolicy.defaults().latencyCriticalTest();
    private static final MathContext EXACTLY = new MathContext(60);

    /** Each step adds a rounding of 10^-16 of the bet, and old bets fade, so errors can't add up to more than some hundred of them. */
    @ParameterizedTest(name = "{0} % bad, seed {1}")
    @CsvSource({"0,1", "1,2", "4,3", "7.5,4", "12,5"})
    void the_running_evidence_is_the_exact_one_to_twelve_digits(double percent, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BigDecimal[] exact = new BigDecimal[TEST.alternatives().size()];
        Arrays.fill(exact, BigDecimal.ZERO);
        EProcess process = EProcess.of(TEST);
        for (int n = 1; n <= 4_000; n++) {
            boolean bad = random.nextDouble() < percent / 100;
            process = process.admitted(0);
            process = bad ? process.turnedBad(n) : process;
            BigDecimal start = BigDecimal.ONE.divide(BigDecimal.valueOf((long) n * (n + 1)), EXACTLY);
            BigDecimal sum = BigDecimal.ZERO;
            for (int k = 0; k < exact.length; k++) {
                exact[k] = exact[k].add(start)
                        .multiply(factor(TEST, k, bad), EXACTLY)
                        .round(EXACTLY);
                sum = sum.add(exact[k]);
            }
            double expected = sum.doubleValue() / exact.length + 1.0 / (n + 1);
            if (expected > 1e8) {
                return; // near the clip, which the formula does not know
            }
            assertThat(process.eValue()).isCloseTo(expected, within(1e-12 * expected));
        }
    }

    private static BigDecimal factor(SequentialTest test, int k, boolean bad) {
        BigDecimal rate = new BigDecimal(test.alternatives().get(k));
        BigDecimal tolerated = new BigDecimal(test.nullRate());
        return bad
                ? rate.divide(tolerated, EXACTLY)
                : BigDecimal.ONE.subtract(rate).divide(BigDecimal.ONE.subtract(tolerated), EXACTLY);
    }

    /** Good requests drive a bet to the fixed point of (R + w) g = R, that is w g / (1 - g), and keep it there. */
    @ParameterizedTest(name = "from the {0}th request on")
    @ValueSource(longs = {1_000_000L, 1_000_000_000L, 1_000_000_000_000L})
    void a_bet_stays_at_its_fixed_point_however_many_requests_were_good(long n) {
        for (SequentialTest test : List.of(TEST, LATENCY)) {
            List<Double> none = Collections.nCopies(test.alternatives().size(), 0.0);
            EProcess process = EProcess.restore(test, new EProcess.Saved(n, 0, 0, 0, none));
            for (int i = 0; i < 20_000; i++) {
                process = process.admitted(i % 3);
            }
            double weight = 1.0 / ((double) process.n() * (process.n() + 1));
            double expected = 0;
            for (int k = 0; k < test.goodFactors.length; k++) {
                double good = test.goodFactors[k];
                expected += weight * good / (1 - good) / test.goodFactors.length;
            }
            double bets =
                    process.saved().bets().stream().mapToDouble(bet -> bet).sum() / test.goodFactors.length;
            assertThat(bets).isPositive().isCloseTo(expected, within(0.05 * expected));
            assertThat(process.eValue()).isPositive().isLessThan(1e-5);
        }
    }

    /** A hundred million a step: counts are all that this form needs. */
    @Test
    void ten_times_a_hundred_million_requests_leave_the_form_from_the_start_a_number() {
        long n = 0;
        long bad = 0;
        for (int batch = 0; batch < 10; batch++) {
            n += 100_000_000;
            bad += 7_500_000 + batch * 10_000;
            double evidence = TEST.fromStart(n, bad);
            assertThat(evidence).isBetween(0.0, Double.MAX_VALUE);
            double byLogarithms = exactLog(n, bad);
            assertThat(Math.log(Math.max(evidence, Double.MIN_VALUE)))
                    .isCloseTo(
                            Math.max(Math.log(Double.MIN_VALUE), byLogarithms),
                            within(1e-6 * Math.abs(byLogarithms) + 1));
        }
        assertThat(TEST.fromStart(1_000_000_000L, 200_000_000L)).isEqualTo(Double.MAX_VALUE);
        assertThat(EvidencePolicy.defaults().errorRateCertificate().eValue(1_000_000_000L, 0))
                .isEqualTo(Double.MAX_VALUE);
    }

    private static double exactLog(long n, long bad) {
        double highest = Double.NEGATIVE_INFINITY;
        for (double rate : TEST.alternatives()) {
            highest = Math.max(
                    highest,
                    bad * Math.log(rate / TEST.nullRate()) + (n - bad) * Math.log((1 - rate) / (1 - TEST.nullRate())));
        }
        return highest - Math.log(TEST.alternatives().size());
    }

    @Test
    void a_million_observations_of_any_kind_leave_the_comparison_a_number() {
        SplittableRandom random = new SplittableRandom(4);
        RelativeTest test = EvidencePolicy.defaults().relativeTest();
        for (int i = 0; i < 1_000_000; i++) {
            int weight = 1 + random.nextInt(9_999);
            boolean ofCanary = random.nextInt(1_000) < (i / 100_000) * 100;
            test = test.observed(ofCanary ? 1 : 0, ofCanary ? 0 : 1, weight);
            assertThat(test.eValue()).isBetween(0.0, 1e5);
        }
        assertThat(test.n()).isEqualTo(1_000_000);
    }
}
