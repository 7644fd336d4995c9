package io.inferencegateway.monitoring.evidence;

import java.util.Arrays;
import java.util.List;

/**
 * An anytime-valid test of "the canary fails no more often than {@code ratio} times as often as stable", from bad
 * requests alone. Under that null the next bad request is the canary's with a chance of at most q<sub>0</sub> =
 * ρr/(ρr+1-ρ), ρ being the canary's share of the split at that moment and r the ratio; so good requests need not be
 * reported and an outage that hits both versions alike is no evidence. Immutable; any thread.
 *
 * <p>It is the any-start form of {@link EProcess} on the sequence of bad requests, in the order in which they become
 * known. Alternatives are ratios, so one bet makes sense at every weight. Only requests that the split placed may be
 * reported. It assumes that both versions' failures take about as long to show; where they do not, it is the
 * {@link SequentialTest} it is combined with that keeps α.
 */
public final class RelativeTest {
    private static final double HIGHEST = 1e150;
    private static final int WHOLE = 10_000;

    private final double ratio;
    private final double[] alternativeRatios;
    private final double threshold;
    private final long n;
    private final long canaryBad;
    private final double[] bets;

    private RelativeTest(
            double ratio, double[] alternativeRatios, double threshold, long n, long canaryBad, double[] bets) {
        this.ratio = ratio;
        this.alternativeRatios = alternativeRatios;
        this.threshold = threshold;
        this.n = n;
        this.canaryBad = canaryBad;
        this.bets = bets;
    }

    /**
     * @param ratio how many times stable's error rate is tolerated, above 0
     * @param alternativeRatios the ratios bet on, each above {@code ratio}; weighted equally
     * @param alpha the chance of ever finding a canary worse that respects {@code ratio}
     */
    public static RelativeTest of(double ratio, List<Double> alternativeRatios, double alpha) {
        if (!(ratio > 0 && alpha > 0 && alpha < 1) || alternativeRatios.isEmpty()) {
            throw new IllegalArgumentException("ratio " + ratio + ", alpha " + alpha + ", bets " + alternativeRatios);
        }
        double[] ratios = new double[alternativeRatios.size()];
        for (int k = 0; k < ratios.length; k++) {
            ratios[k] = alternativeRatios.get(k);
            if (!(ratios[k] > ratio && Double.isFinite(ratios[k]))) {
                throw new IllegalArgumentException("alternative " + ratios[k] + " is not above " + ratio);
            }
        }
        return new RelativeTest(ratio, ratios, 1 / alpha, 0, 0, new double[ratios.length]);
    }

    /**
     * One more bad request of either version.
     *
     * @param ofCanary whose it is
     * @param canaryBasisPoints the canary's share of the split now, above 0 and below 10,000: at 0 and at 10,000 there is
     *     nothing to compare with, and the event is not counted
     */
    public RelativeTest bad(boolean ofCanary, int canaryBasisPoints) {
        if (canaryBasisPoints <= 0 || canaryBasisPoints >= WHOLE) {
            return this;
        }
        double share = canaryBasisPoints / (double) WHOLE;
        double expected = canarysShare(share, ratio);
        double[] next = new double[bets.length];
        double startWeight = 1.0 / ((n + 1.0) * (n + 2.0));
        for (int k = 0; k < bets.length; k++) {
            double betOn = canarysShare(share, alternativeRatios[k]);
            double factor = ofCanary ? betOn / expected : (1 - betOn) / (1 - expected);
            next[k] = Math.min((bets[k] + startWeight) * factor, HIGHEST);
        }
        return new RelativeTest(ratio, alternativeRatios, threshold, n + 1, canaryBad + (ofCanary ? 1 : 0), next);
    }

    /** The share of bad requests that are the canary's where it fails {@code ratio} times as often as stable. */
    private static double canarysShare(double trafficShare, double ratio) {
        return trafficShare * ratio / (trafficShare * ratio + 1 - trafficShare);
    }

    public double eValue() {
        return Arrays.stream(bets).sum() / bets.length + 1 / (n + 1.0);
    }

    public double threshold() {
        return threshold;
    }

    public boolean critical() {
        return eValue() >= threshold;
    }

    /** Bad requests of both versions. */
    public long n() {
        return n;
    }

    public long canaryBad() {
        return canaryBad;
    }

    Saved saved() {
        return new Saved(n, canaryBad, Arrays.stream(bets).boxed().toList());
    }

    RelativeTest restored(Saved saved) {
        if (saved.bets.size() != bets.length) {
            throw new IllegalArgumentException(saved.bets.size() + " bets were kept for a test of " + bets.length);
        }
        return new RelativeTest(
                ratio,
                alternativeRatios,
                threshold,
                saved.n,
                saved.canaryBad,
                saved.bets.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** A {@link RelativeTest} to keep. Plain numbers; {@code bets} holds one for each alternative. */
    public record Saved(long n, long canaryBad, List<Double> bets) {
        public Saved {
            bets = List.copyOf(bets);
            if (n < 0 || canaryBad < 0 || canaryBad > n) {
                throw new IllegalArgumentException(canaryBad + " of " + n + " are the canary's");
            }
            for (double bet : bets) {
                if (!(bet >= 0 && bet <= HIGHEST)) {
                    throw new IllegalArgumentException("a bet of " + bet);
                }
            }
        }
    }
}
