package io.inferencegateway.monitoring.evidence;

import java.util.List;

/**
 * A sequential proof that the share of bad answers is <b>below</b> a limit: what a promotion needs, since silence proves
 * nothing. The same bet as in {@link SequentialTest}, placed on rates below the limit instead of above it, in the form
 * that starts with the first answer: it needs counts only. Immutable.
 *
 * <p>E = mean<sub>k</sub> (q<sub>k</sub>/p)<sup>S</sup> ((1-q<sub>k</sub>)/(1-p))<sup>n-S</sup>, with n answers, S of them bad, the limit p
 * and the rates q<sub>k</sub> &lt; p: Wald's likelihood ratio (1945), mixed over the alternatives (Robbins 1970). A version at p or above
 * has it reach 1/α with a chance of at most α at any time (Ville 1939). Without a bad answer that takes about ln(k/α) / ln((1-q)/(1-p)) of
 * them.
 *
 * @param limit the share that must be ruled out, between 0 and 1
 * @param alternatives the rates bet on, each above 0 and below {@code limit}; weighted equally
 * @param alpha the chance of ever certifying a version that is at the limit or past it
 */
public record Certificate(double limit, List<Double> alternatives, double alpha) {
    public Certificate {
        alternatives = List.copyOf(alternatives);
        if (!(limit > 0 && limit < 1 && alpha > 0 && alpha < 1) || alternatives.isEmpty()) {
            throw new IllegalArgumentException("limit " + limit + ", alpha " + alpha + ", bets " + alternatives);
        }
        for (double rate : alternatives) {
            if (!(rate > 0 && rate < limit)) {
                throw new IllegalArgumentException("alternative " + rate + " is not within 0.." + limit);
            }
        }
    }

    /** The evidence that the share is below the limit, 0 to {@link Double#MAX_VALUE}. */
    public double eValue(long answers, long bad) {
        return SequentialTest.meanOfPowers(limit, alternatives, answers, bad);
    }

    public boolean certifies(long answers, long bad) {
        return eValue(answers, bad) >= 1 / alpha;
    }
}
