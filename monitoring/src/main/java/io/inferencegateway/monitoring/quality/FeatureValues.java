package io.inferencegateway.monitoring.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What rows hold of one feature, each value with the number of rows it stands for. Immutable. */
final class FeatureValues {
    private final Kind kind;
    private final long rows;

    /** In ascending order. */
    private final double[] numbers;

    /** Of the numbers up to and with each. */
    private final double[] weightUpTo;

    private final Map<String, Double> categories;
    private final double missingRatio;
    private final double effectiveValues;

    private FeatureValues(
            Kind kind,
            long rows,
            double[] numbers,
            double[] weightUpTo,
            Map<String, Double> categories,
            double missingRatio,
            double effectiveValues) {
        this.kind = kind;
        this.rows = rows;
        this.numbers = numbers;
        this.weightUpTo = weightUpTo;
        this.categories = categories;
        this.missingRatio = missingRatio;
        this.effectiveValues = effectiveValues;
    }

    Kind kind() {
        return kind;
    }

    /** With those in which it is missing. */
    long rows() {
        return rows;
    }

    /** 0..1; a value of the other kind counts as missing. 1 without rows. */
    double missingRatio() {
        return missingRatio;
    }

    /** How many rows of equal weight would say as much as these values do (Kish's effective sample size). */
    double effectiveValues() {
        return effectiveValues;
    }

    boolean isEmpty() {
        return effectiveValues == 0;
    }

    /** Share of the numbers up to and with x, 0..1. There must be numbers. */
    double shareUpTo(double x) {
        int behind = firstAbove(x);
        return behind == 0 ? 0 : weightUpTo[behind - 1] / total();
    }

    private int firstAbove(double x) {
        int low = 0;
        int high = numbers.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (numbers[middle] <= x) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private double total() {
        return weightUpTo[weightUpTo.length - 1];
    }

    /**
     * The smallest number that at least this share of the numbers does not exceed. There must be numbers.
     *
     * @param share 0..1
     */
    double quantile(double share) {
        int place = Arrays.binarySearch(weightUpTo, share * total());
        return numbers[Math.min(place < 0 ? -place - 1 : place, numbers.length - 1)];
    }

    double mean() {
        double mean = 0;
        for (int i = 0; i < numbers.length; i++) {
            mean += (numbers[i] - mean) * weight(i) / weightUpTo[i];
        }
        return mean;
    }

    double deviation() {
        double mean = mean();
        double squares = 0;
        for (int i = 0; i < numbers.length; i++) {
            squares += (numbers[i] - mean) * (numbers[i] - mean) * weight(i) / total();
        }
        return Math.sqrt(squares);
    }

    private double weight(int i) {
        return i == 0 ? weightUpTo[0] : weightUpTo[i] - weightUpTo[i - 1];
    }

    /** Of the numbers, in ascending order. */
    double[] numbers() {
        return numbers;
    }

    /** Share of each category among the values that are there, the largest first, then by name. */
    Map<String, Double> categories() {
        return categories;
    }

    /** Takes values from samples, then sorts them once. */
    static final class Gathering {
        private record Weighted(double number, double weight) {}

        private final List<Weighted> numbers = new ArrayList<>();
        private final Map<String, Double> categories = new HashMap<>();
        private double categoryWeight;
        private double categorySquares;
        private long rows;
        private double weight;

        void add(@Nullable Column column, int size, double each) {
            rows += size;
            weight += size * each;
            for (int place = 0; column != null && place < size; place++) {
                String category = column.category(place);
                if (category != null) {
                    addCategory(category, each);
                } else if (!Double.isNaN(column.number(place))) {
                    numbers.add(new Weighted(column.number(place), each));
                }
            }
        }

        private void addCategory(String category, double each) {
            categories.merge(category, each, Double::sum);
            categoryWeight += each;
            categorySquares += each * each;
        }

        FeatureValues values(@Nullable Kind wanted) {
            double numberWeight = numbers.stream().mapToDouble(Weighted::weight).sum();
            Kind kind = wanted != null ? wanted : numberWeight >= categoryWeight ? Kind.NUMERIC : Kind.CATEGORICAL;
            return kind == Kind.NUMERIC ? ofNumbers(numberWeight) : ofCategories();
        }

        private FeatureValues ofNumbers(double numberWeight) {
            numbers.sort(Comparator.comparingDouble(Weighted::number));
            double[] sorted = new double[numbers.size()];
            double[] upTo = new double[numbers.size()];
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < sorted.length; i++) {
                Weighted value = numbers.get(i);
                sorted[i] = value.number();
                sum += value.weight();
                squares += value.weight() * value.weight();
                upTo[i] = sum;
            }
            return new FeatureValues(
                    Kind.NUMERIC, rows, sorted, upTo, Map.of(), missing(numberWeight), effective(sum, squares));
        }

        private FeatureValues ofCategories() {
            for (Weighted value : numbers) {
                addCategory(name(value.number()), value.weight());
            }
            return new FeatureValues(
                    Kind.CATEGORICAL,
                    rows,
                    new double[0],
                    new double[0],
                    Shares.sorted(categories, categoryWeight),
                    missing(categoryWeight),
                    effective(categoryWeight, categorySquares));
        }

        /** A number that is a name, such as a postal code, as it was sent. */
        private static String name(double number) {
            return number == Math.rint(number) && Math.abs(number) < 1e15
                    ? Long.toString((long) number)
                    : Double.toString(number);
        }

        private double missing(double there) {
            return weight == 0 ? 1 : Math.max(0, 1 - there / weight);
        }

        private static double effective(double sum, double squares) {
            return squares == 0 ? 0 : sum * sum / squares;
        }
    }
}
