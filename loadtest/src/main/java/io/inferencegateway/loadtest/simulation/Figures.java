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

    int atMost(double value) {
        return (int) Arrays.stream(sorted).filter(each -> each <= value).count();
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

    /** The 95 % interval of a share that was seen {@code hits} times in {@code runs} (Wilson 1927): lowest, highest. */
    static double[] wilson(int hits, int runs) {
        double z = 1.959964;
        double share = hits / (double) runs;
        double middle = share + z * z / (2 * runs);
        double half = z * Math.sqrt(share * (1 - share) / runs + z * z / (4.0 * runs * runs));
        double scale = 1 + z * z / runs;
        return new double[] {Math.max(0, (middle - half) / scale), (middle + half) / scale};
    }

    /** A count with its share and interval, such as {@code 3 of 3,000: 0.10 % (0.03 to 0.29 %)}. */
    static String counted(int hits, int runs) {
        double[] interval = wilson(hits, runs);
        return String.format(
                Locale.ROOT,
                "%,d of %,d: %.2f %% (%.2f to %.2f %%)",
                hits,
                runs,
                100.0 * hits / runs,
                100 * interval[0],
                100 * interval[1]);
    }
}
