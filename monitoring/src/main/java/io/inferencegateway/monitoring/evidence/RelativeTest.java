package io.inferencegateway.monitoring.evidence;

import java.util.Arrays;
import java.util.List;

/**
 * An anytime-valid test of "the canary fails no more often than {@code ratio} times as often as stable", from bad
 * requests alone. Under that null the next bad request is the canary's with a chance of at most q<sub>0</sub> =
 * ρr/(ρr+1-ρ), ρ being the canary's share of the split at that moment and r the ratio; so good requests need not be
 * reported and an outage that hits both versions alike is no evidence. Immutable; any thread.
 *
 * <p>With the observation x (1 the canary's, 0 stable's, a share where several became known together) each ratio r<sub>k</sub> bets by
 * L<sub>k</sub> = x q<sub>k</sub>/q<sub>0</sub> + (1-x)(1-q<sub>k</sub>)/(1-q<sub>0</sub>), q<sub>k</sub> = ρr<sub>k</sub>/(ρr<sub>k</sub>+1-ρ), which is 1 in expectation where x
 * has the mean q<sub>0</sub>, and less where it has a smaller one. R<sub>k</sub> ← (R<sub>k</sub> + v<sub>m</sub>) L<sub>k</sub> with v<sub>1</sub> = {@value #FROM_THE_START} and
 * v<sub>m+1</sub> = (1 - v<sub>1</sub>)/(m(m+1)); E is the mean of R<sub>k</sub> and the stake not yet placed. Looking at two rates through
 * the share of events is Przyborowski and Wilenski's conditional test (1940), the bet on a bounded mean Waudby-Smith and Ramdas'
 * (2024), the mixture over starts Shin, Ramdas and Rinaldo's (2024).
 *
 * <p>It is the any-start form of {@link EProcess} on the sequence of bad requests, in the order in which they become
 * known; most of the stake is on a difference from the first of them on, since whoever asks chose that moment. Alternatives are ratios, so one bet makes sense at every weight. Only requests that the split placed may be
 * reported. It assumes that both versions' failures take about as long to show; where they do not, it is the
 * {@link SequentialTest} it is combined with that keeps α. Where the split does not say how many
 * of the requests are the canary's, ρ is an {@link ObservedShare}.
 */
public final class RelativeTest {
    /** Far enough above the threshold, and near enough for the other version's faults to bring it back. */
    private static final double HIGHEST = 1e4;

    /** All of the split, in basis points. */
    static final int WHOLE = 10_000;
    /** Up to this share of the canary's a handful of faults decides at either level. */
    static final int NEAR_HALF = 4_000;
    /** The stake on a difference that was there from the first request on; the rest is for one that begins later. */
    private static final double FROM_THE_START = 0.9;

    private final double ratio;
    private final double[] alternativeRatios;
    private final double threshold;
    private final double thresholdNearHalf;
    private final long observations;
    private final long n;
    private final long canaryBad;
    private final double[] bets;

    private RelativeTest(
            double ratio,
            double[] alternativeRatios,
            double threshold,
            double thresholdNearHalf,
            long observations,
            long n,
            long canaryBad,
            double[] bets) {
        this.ratio = ratio;
        this.alternativeRatios = alternativeRatios;
        this.threshold = threshold;
        this.thresholdNearHalf = thresholdNearHalf;
        this.observations = observations;
        this.n = n;
        this.canaryBad = canaryBad;
        this.bets = bets;
    }

    /**
     * @param ratio how many times stable's error rate is tolerated, above 0
     * @param alternativeRatios the ratios bet on, each above {@code ratio}; weighted equally
     * @param alpha the chance of ever finding a canary worse that respects {@code ratio}, while its share of the split is
     *     at most {@value #NEAR_HALF} basis points
     * @param alphaNearHalf the same above that share, where a fault tells little: at a half, the canary's is at most twice as
     *     likely if it is to blame
     */
    public static RelativeTest of(double ratio, List<Double> alternativeRatios, double alpha, double alphaNearHalf) {
        if (!(ratio > 0 && alpha > 0 && alpha <= alphaNearHalf && alphaNearHalf < 1) || alternativeRatios.isEmpty()) {
            throw new IllegalArgumentException(
                    "ratio " + ratio + ", alpha " + alpha + " and " + alphaNearHalf + ", bets " + alternativeRatios);
        }
        double[] ratios = new double[alternativeRatios.size()];
        for (int k = 0; k < ratios.length; k++) {
            ratios[k] = alternativeRatios.get(k);
            if (!(ratios[k] > ratio && Double.isFinite(ratios[k]))) {
                throw new IllegalArgumentException("alternative " + ratios[k] + " is not above " + ratio);
            }
        }
        return new RelativeTest(ratio, ratios, 1 / alpha, 1 / alphaNearHalf, 0, 0, 0, new double[ratios.length]);
    }

    /**
     * One more observation: bad requests that became known together.
     *
     * @param ofCanary how many of them are the canary's
     * @param ofStable how many are stable's; one or more in all
     * @param canaryBasisPoints the canary's share of the split now, above 0 and below 10,000: at 0 and at 10,000 there is
     *     nothing to compare with, and nothing is counted
     */
    public RelativeTest observed(int ofCanary, int ofStable, int canaryBasisPoints) {
        if (canaryBasisPoints <= 0 || canaryBasisPoints >= WHOLE) {
            return this;
        }
        double outcome = ofCanary / (double) (ofCanary + ofStable);
        double expected = canarysShare(canaryBasisPoints, ratio);
        double[] next = new double[bets.length];
        double startWeight =
                observations == 0 ? FROM_THE_START : (1 - FROM_THE_START) / (observations * (observations + 1.0));
        for (int k = 0; k < bets.length; k++) {
            double betOn = canarysShare(canaryBasisPoints, alternativeRatios[k]);
            double factor = outcome * betOn / expected + (1 - outcome) * (1 - betOn) / (1 - expected);
            next[k] = Math.min((bets[k] + startWeight) * factor, HIGHEST);
        }
        return new RelativeTest(
                ratio,
                alternativeRatios,
                threshold,
                thresholdNearHalf,
                observations + 1,
                n + ofCanary + ofStable,
                canaryBad + ofCanary,
                next);
    }

    /** The share of bad requests that are the canary's where it fails {@code ratio} times as often as stable. */
    static double canarysShare(int canaryBasisPoints, double ratio) {
        double canary = canaryBasisPoints * ratio;
        return canary / (canary + WHOLE - canaryBasisPoints);
    }

    public double eValue() {
        double unspent = observations == 0 ? 1 : (1 - FROM_THE_START) / observations;
        return Arrays.stream(bets).sum() / bets.length + unspent;
    }

    /** The evidence that finds the canary worse, at this share of the split. */
    public double threshold(int canaryBasisPoints) {
        return canaryBasisPoints <= NEAR_HALF ? threshold : thresholdNearHalf;
    }

    public boolean critical(int canaryBasisPoints) {
        return eValue() >= threshold(canaryBasisPoints);
    }

    /** Bad requests of both versions. */
    public long n() {
        return n;
    }

    public long canaryBad() {
        return canaryBad;
    }

    Saved saved() {
        return new Saved(observations, n, canaryBad, Arrays.stream(bets).boxed().toList());
    }

    RelativeTest restored(Saved saved) {
        if (saved.bets.size() != bets.length) {
            throw new IllegalArgumentException(saved.bets.size() + " bets were kept for a test of " + bets.length);
        }
        return new RelativeTest(
                ratio,
                alternativeRatios,
                threshold,
                thresholdNearHalf,
                saved.observations,
                saved.n,
                saved.canaryBad,
                saved.bets.stream().mapToDouble(bet -> Math.min(bet, HIGHEST)).toArray());
    }

    /** A {@link RelativeTest} to keep. Plain numbers; {@code bets} holds one for each alternative. */
    public record Saved(long observations, long n, long canaryBad, List<Double> bets) {
        public Saved {
            bets = List.copyOf(bets);
            if (observations < 0 || n < observations || canaryBad < 0 || canaryBad > n) {
                throw new IllegalArgumentException(canaryBad + " of " + n + " are the canary's");
            }
            for (double bet : bets) {
                if (!(bet >= 0 && Double.isFinite(bet))) {
                    throw new IllegalArgumentException("a bet of " + bet);
                }
            }
        }
    }
}
