package io.inferencegateway.monitoring.quality;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far values are from a profile. Sizes of a difference, not probabilities: at a gateway's volume a p-value finds every
 * difference significant.
 *
 * <p>Two samples of the very same source differ as well. What chance alone makes of each distance for as many values as there
 * are, its mean and one deviation, is taken off: few rows don't drift, and with many a score is the distance itself.
 */
final class Distances {
    private static final double LN_2 = Math.log(2);

    /** Of the square of Kolmogorov's distribution: the mean π²/12, and the deviation from the fourth moment 7π⁴/720. */
    private static final double KOLMOGOROV_SQUARE =
            Math.PI * Math.PI / 12 + Math.sqrt(7 * Math.pow(Math.PI, 4) / 720 - Math.pow(Math.PI, 4) / 144);

    private Distances() {}

    /**
     * Population stability index, Σ (p − q) ln (p / q) over the bins of the profile. Half a row is added to each bin, so that
     * an empty one is finite. By chance it is (1/n + 1/m) times χ² with one degree of freedom less than there are bins.
     */
    static double psi(FeatureValues now, FeatureProfile.Numbers reference) {
        List<Double> shares = FeatureProfile.Numbers.shares(now, reference.edges());
        int bins = shares.size();
        double sum = 0;
        for (int i = 0; i < bins; i++) {
            double p = smoothed(shares.get(i), now.effectiveValues(), bins);
            double q = smoothed(reference.shares().get(i), reference.values(), bins);
            sum += (p - q) * Math.log(p / q);
        }
        return Math.max(0, sum - chiSquare(bins - 1) * chance(now, reference));
    }

    private static double smoothed(double share, double values, int bins) {
        return (share * values + 0.5) / (values + 0.5 * bins);
    }

    /** Mean and one deviation. */
    private static double chiSquare(int degrees) {
        return degrees + Math.sqrt(2.0 * degrees);
    }

    private static double chance(FeatureValues now, FeatureProfile reference) {
        return 1 / now.effectiveValues() + 1 / reference.values();
    }

    /**
     * Jensen–Shannon distance: the square root of the divergence to base 2 (Lin 1991), 0..1. By chance the divergence is
     * (1/n + 1/m) / (8 ln 2) times χ² with one degree of freedom less than there are categories.
     */
    static double jensenShannon(FeatureValues now, FeatureProfile.Categories reference) {
        Map<String, Double> shares = Shares.toldApartAs(reference.shares(), now.categories());
        Set<String> all = new LinkedHashSet<>(reference.shares().keySet());
        all.addAll(shares.keySet());
        double divergence = 0;
        for (String category : all) {
            double p = shares.getOrDefault(category, 0.0);
            double q = reference.shares().getOrDefault(category, 0.0);
            divergence += (half(p, q) + half(q, p)) / LN_2;
        }
        return Math.sqrt(Math.max(0, divergence - chiSquare(all.size() - 1) * chance(now, reference) / (8 * LN_2)));
    }

    private static double half(double p, double q) {
        return p == 0 ? 0 : 0.5 * p * Math.log(2 * p / (p + q));
    }

    /** The largest difference of both distribution functions, 0..1, as it is. */
    static double kolmogorovSmirnov(FeatureValues now, FeatureProfile.Numbers reference) {
        double largest = 0;
        List<Double> points = reference.points();
        for (int i = 0; i < points.size(); i++) {
            boolean last = i + 1 == points.size() || !points.get(i + 1).equals(points.get(i));
            if (last) {
                largest = Math.max(largest, Math.abs(now.shareUpTo(points.get(i)) - (i + 1.0) / points.size()));
            }
        }
        int passed = 0;
        for (double number : now.numbers()) {
            while (passed < points.size() && points.get(passed) <= number) {
                passed++;
            }
            largest = Math.max(largest, Math.abs(now.shareUpTo(number) - (double) passed / points.size()));
        }
        return largest;
    }

    /** What of it is more than chance: their squares are subtracted. */
    static double kolmogorovSmirnovScore(double statistic, FeatureValues now, FeatureProfile.Numbers reference) {
        return Math.sqrt(Math.max(0, statistic * statistic - KOLMOGOROV_SQUARE * chance(now, reference)));
    }

    /** The area between both quantile functions, in standard deviations of the reference (as it is, if it has none). */
    static double wasserstein(FeatureValues now, FeatureProfile.Numbers reference) {
        List<Double> points = reference.points();
        double area = 0;
        for (int i = 0; i < points.size(); i++) {
            area += Math.abs(now.quantile((i + 0.5) / points.size()) - points.get(i)) / points.size();
        }
        return reference.deviation() > 0 ? area / reference.deviation() : area;
    }
}
