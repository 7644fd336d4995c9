package io.inferencegateway.monitoring.health;

import io.inferencegateway.monitoring.stats.WindowStats;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What a version usually does, and the thresholds that would have been quiet meanwhile. Pure.
 *
 * <p>A threshold is the 99th percentile of the points and a quarter more, rounded up to two digits: noise of the kind that
 * was seen stays below it. The error rate's is also at least twice what it may truly be (the upper end of its interval), so
 * that a version without an error gets one above zero. Critical is twice the warning.
 *
 * @param points those with at least {@value #LEAST_REQUESTS} requests: a rate of fewer is noise
 * @param skipped points with fewer, but at least one
 * @param whole all requests of the time
 * @param enough whether there is enough to suggest anything: {@value #LEAST_POINTS} points over a day
 */
public record Baseline(
        int points,
        int skipped,
        WindowStats whole,
        boolean enough,
        Figure errorRate,
        Figure p95Millis,
        Figure p99Millis) {
    public static final int LEAST_REQUESTS = 30;
    public static final int LEAST_POINTS = 100;
    public static final Duration LEAST_SPAN = Duration.ofDays(1);

    private static final double MARGIN = 1.25;
    private static final double CRITICAL = 2;

    /**
     * One metric.
     *
     * @param overall over all requests
     * @param quantiles of the points, at 5, 50, 95, 99 and 100 percent; NaN where there is none
     * @param warning empty where there is not enough
     * @param pointsAbove how many points are at or above the suggested warning
     */
    public record Figure(
            double overall, Quantiles quantiles, OptionalDouble warning, OptionalDouble critical, long pointsAbove) {}

    /** Of the points, each counting once. */
    public record Quantiles(double p5, double p50, double p95, double p99, double max) {}

    /** @param pieces of equal length, oldest first */
    public static Baseline of(List<WindowStats> pieces) {
        List<WindowStats> points =
                pieces.stream().filter(piece -> piece.total() >= LEAST_REQUESTS).toList();
        int skipped = (int) pieces.stream()
                .filter(piece -> piece.total() > 0 && piece.total() < LEAST_REQUESTS)
                .count();
        WindowStats whole = WindowStats.sum(pieces);
        boolean enough = points.size() >= LEAST_POINTS
                && points.get(points.size() - 1).toMillis() - points.get(0).fromMillis() >= LEAST_SPAN.toMillis();
        double floor = 2 * WilsonInterval.of(whole.errors(), whole.total()).high();
        return new Baseline(
                points.size(),
                skipped,
                whole,
                enough,
                figure(points, WindowStats::errorRate, whole.errorRate(), enough, floor, 1),
                figure(points, piece -> piece.percentileMillis(0.95), whole.percentileMillis(0.95), enough, 0, 1e9),
                figure(points, piece -> piece.percentileMillis(0.99), whole.percentileMillis(0.99), enough, 0, 1e9));
    }

    private static Figure figure(
            List<WindowStats> points,
            ToDoubleFunction<WindowStats> metric,
            double overall,
            boolean enough,
            double floor,
            double highest) {
        double[] values = points.stream().mapToDouble(metric).sorted().toArray();
        Quantiles quantiles =
                new Quantiles(at(values, 0.05), at(values, 0.5), at(values, 0.95), at(values, 0.99), at(values, 1));
        if (!enough) {
            return new Figure(overall, quantiles, OptionalDouble.empty(), OptionalDouble.empty(), 0);
        }
        double warning = Math.min(highest, roundedUp(Math.max(MARGIN * quantiles.p99(), floor)));
        double critical = Math.min(highest, CRITICAL * warning);
        long above = Arrays.stream(values).filter(value -> value >= warning).count();
        return new Figure(overall, quantiles, OptionalDouble.of(warning), OptionalDouble.of(critical), above);
    }

    /** The nearest rank; NaN where there is none. */
    private static double at(double[] sorted, double fraction) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(fraction * sorted.length - 1e-9);
        return sorted[Math.max(1, rank) - 1];
    }

    /** To two digits: nobody reads 0.013372 from a dashboard. */
    static double roundedUp(double value) {
        if (value <= 0) {
            return 0;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(value)) - 1);
        return Math.ceil(value / unit - 1e-9) * unit;
    }
}
