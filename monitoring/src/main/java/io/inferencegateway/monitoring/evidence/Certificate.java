package io.inferencegateway.monitoring.evidence;

import java.util.List;

/**
 * A sequential proof that the share of bad answers is <b>below</b> a limit: what a promotion needs, since silence proves
 * nothing. The same bet as in {@link SequentialTest}, placed on rates below the limit instead of above it, in the form
 * that starts with the first answer: it needs counts only. Immutable.
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
