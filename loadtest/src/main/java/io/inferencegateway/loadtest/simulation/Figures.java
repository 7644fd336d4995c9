package io.inferencegateway.loadtest.simulation;

import java.util.Arrays;
import java.util.Locale;

/** Results of independent runs, and how sure they are. Immutable. */
final class Figures {
    private final double[] sorted;

    Figures(double[] values) {
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    int runs() {
        return sorted.length;
    }

    double median() {
        return quantile(0.5);
    }

    double highest() {
        return sorted[sorted.length - 1];
    }

    /** Nearest rank. */
    double quantile(double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1];
    }

    /** The standard error of the median, from the ranks one standard deviation of a binomial to either side of it. */
    double medianError() {
        double ranks = 0.5 / Math.sqrt(sorted.length);
        return (quantile(Math.min(1, 0.5 + ranks)) - quantile(Math.max(0, 0.5 - ranks))) / 2;
    }

    String medianWithError() {
        double error = medianError();
        return error < 0.5 ? whole(median()) : whole(median()) + " ± " + whole(error);
    }

    static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    /** A share of runs in percent with its standard error, or how large it could be where it was never seen. */
    static String share(int hits, int runs) {
        double share = hits / (double) runs;
        if (hits == 0 || hits == runs) {
            return hits == 0 ? "0" : "100 %";
        }
        double error = Math.sqrt(share * (1 - share) / runs);
        return String.format(Locale.ROOT, "%.1f ± %.1f %%", 100 * share, 100 * error);
    }
}
