package io.inferencegateway.monitoring.evidence;

import java.util.List;

/**
 * An anytime-valid test of "the share of bad requests is at most {@code nullRate}". Immutable configuration; the state
 * of a running test is an {@link EProcess}.
 *
 * <p>Each alternative p<sub>k</sub> bets on a bad request with L<sub>k</sub> = p<sub>k</sub>/p<sub>0</sub> and on a good
 * one with (1-p<sub>k</sub>)/(1-p<sub>0</sub>); under the null no bet grows in expectation, so by Ville's inequality the
 * chance that the evidence ever reaches 1/α is at most α, however often it is looked at. See Waudby-Smith and Ramdas,
 * <i>Estimating means of bounded random variables by betting</i>, and Shin, Ramdas and Rinaldo, <i>E-detectors</i>.
 *
 * <p>The guard (a least number of requests and a least share of bad ones among the last {@value EProcess#WINDOW}) only
 * ever withholds a verdict, so it costs nothing of α.
 */
public final class SequentialTest {
    private final double nullRate;
    private final List<Double> alternatives;
    private final double threshold;
    private final int minimumRequests;
    private final double minimumShare;

    /** L of a good request, by alternative. */
    final double[] goodFactors;
    /** What turns a request that was counted good into a bad one, by alternative. */
    final double[] conversions;

    /**
     * @param nullRate the highest share of bad requests that is tolerated, between 0 and 1
     * @param alternatives the rates bet on, each above {@code nullRate} and below 1; weighted equally
     * @param alpha the chance of ever indicting a version that respects {@code nullRate}
     * @param minimumRequests the test is never critical before this many
     * @param minimumShare nor while fewer than this share of the last {@value EProcess#WINDOW} are bad
     */
    public SequentialTest(
            double nullRate, List<Double> alternatives, double alpha, int minimumRequests, double minimumShare) {
        requireOpenUnit("null rate", nullRate);
        requireOpenUnit("alpha", alpha);
        if (alternatives.isEmpty()) {
            throw new IllegalArgumentException("a test needs at least one alternative");
        }
        if (minimumRequests < 0 || !(minimumShare >= 0 && minimumShare <= 1)) {
            throw new IllegalArgumentException("guard of " + minimumRequests + " requests and share " + minimumShare);
        }
        this.nullRate = nullRate;
        this.alternatives = List.copyOf(alternatives);
        this.threshold = 1 / alpha;
        this.minimumRequests = minimumRequests;
        this.minimumShare = minimumShare;
        this.goodFactors = new double[alternatives.size()];
        this.conversions = new double[alternatives.size()];
        for (int k = 0; k < goodFactors.length; k++) {
            double rate = this.alternatives.get(k);
            requireOpenUnit("alternative", rate);
            if (rate <= nullRate) {
                throw new IllegalArgumentException("alternative " + rate + " is not above " + nullRate);
            }
            goodFactors[k] = (1 - rate) / (1 - nullRate);
            conversions[k] = rate / nullRate / goodFactors[k];
        }
    }

    private static void requireOpenUnit(String what, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(what + " " + value + " is not between 0 and 1");
        }
    }

    public double nullRate() {
        return nullRate;
    }

    public List<Double> alternatives() {
        return alternatives;
    }

    /** The evidence that makes the test critical: 1/α. */
    public double threshold() {
        return threshold;
    }

    /** Whether the evidence and the guard agree. */
    public boolean critical(EProcess process) {
        return process.n() >= minimumRequests && process.recentShare() >= minimumShare && process.eValue() >= threshold;
    }

    /**
     * The evidence of the test that starts with the first request. It depends on the counts alone, so counts of event
     * loops and replicas add up; it forgets nothing, so it is blind for long to a version that was good for long.
     *
     * @return between 0 and {@link Double#MAX_VALUE}
     */
    public double fromStart(long n, long bad) {
        return meanOfPowers(nullRate, alternatives, n, bad);
    }

    /** mean over k of (p_k/p_0)^bad ((1-p_k)/(1-p_0))^(n-bad), in log space. */
    static double meanOfPowers(double nullRate, List<Double> rates, long n, long bad) {
        if (bad < 0 || bad > n) {
            throw new IllegalArgumentException(bad + " bad of " + n);
        }
        double highest = Double.NEGATIVE_INFINITY;
        double[] logs = new double[rates.size()];
        for (int k = 0; k < logs.length; k++) {
            double rate = rates.get(k);
            logs[k] = bad * Math.log(rate / nullRate) + (n - bad) * (Math.log1p(-rate) - Math.log1p(-nullRate));
            highest = Math.max(highest, logs[k]);
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - highest);
        }
        return Math.min(Math.exp(highest + Math.log(sum / logs.length)), Double.MAX_VALUE);
    }
}
