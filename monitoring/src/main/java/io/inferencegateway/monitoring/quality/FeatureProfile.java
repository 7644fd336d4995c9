package io.inferencegateway.monitoring.quality;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What a feature, or a prediction, looked like when it was frozen; new values are compared with it. Immutable. */
public sealed interface FeatureProfile {
    Kind kind();

    /** How many rows of equal weight had a value. */
    double values();

    /** Share of the rows without a value, 0..1. */
    double missingRatio();

    /**
     * @param min of all numbers
     * @param deviation standard deviation
     * @param points numbers in ascending order, each of which stands for as many rows: the distribution, in short
     * @param edges upper edges of the bins, ascending and without the last, which is +∞; each bin is with its upper edge
     * @param shares of the rows with a number in each bin, one more than edges
     */
    record Numbers(
            double values,
            double missingRatio,
            double min,
            double max,
            double deviation,
            List<Double> points,
            List<Double> edges,
            List<Double> shares)
            implements FeatureProfile {
        static final int BINS = 10;
        static final int POINTS = 200;

        /** @throws IllegalArgumentException if there are no points, or edges and shares do not belong together */
        public Numbers {
            points = List.copyOf(points);
            edges = List.copyOf(edges);
            shares = List.copyOf(shares);
            if (points.isEmpty() || shares.size() != edges.size() + 1) {
                throw new IllegalArgumentException(points.size() + " points, " + edges.size() + " edges and "
                        + shares.size() + " shares are no profile");
            }
        }

        @Override
        public Kind kind() {
            return Kind.NUMERIC;
        }

        private static Numbers of(FeatureValues values) {
            double min = values.quantile(0);
            double max = values.quantile(1);
            List<Double> points = new ArrayList<>();
            for (int i = 0; i < POINTS; i++) {
                points.add(values.quantile((i + 0.5) / POINTS));
            }
            List<Double> edges = edges(values, min);
            return new Numbers(
                    values.effectiveValues(),
                    values.missingRatio(),
                    min,
                    max,
                    values.deviation(),
                    points,
                    edges,
                    shares(values, edges));
        }

        /** The deciles. Where many rows have the smallest number, what is below it has a bin of its own. */
        private static List<Double> edges(FeatureValues values, double min) {
            TreeSet<Double> edges = new TreeSet<>();
            for (int i = 1; i < BINS; i++) {
                edges.add(values.quantile((double) i / BINS));
            }
            if (edges.contains(min)) {
                edges.add(Math.nextDown(min));
            }
            return List.copyOf(edges);
        }

        static List<Double> shares(FeatureValues values, List<Double> edges) {
            List<Double> shares = new ArrayList<>();
            double below = 0;
            for (double edge : edges) {
                double upTo = values.shareUpTo(edge);
                shares.add(upTo - below);
                below = upTo;
            }
            shares.add(1 - below);
            return shares;
        }
    }

    /** @param shares of each among the values, the largest first; the rare ones are one, {@code other} */
    record Categories(double values, double missingRatio, Map<String, Double> shares) implements FeatureProfile {
        public Categories {
            shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
        }

        @Override
        public Kind kind() {
            return Kind.CATEGORICAL;
        }
    }

    /** @param values not empty */
    static FeatureProfile of(FeatureValues values) {
        return values.kind() == Kind.NUMERIC
                ? Numbers.of(values)
                : new Categories(values.effectiveValues(), values.missingRatio(), Shares.largest(values.categories()));
    }
}
