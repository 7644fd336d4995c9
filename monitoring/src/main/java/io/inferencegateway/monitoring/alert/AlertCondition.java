package io.inferencegateway.monitoring.alert;

import io.inferencegateway.monitoring.stats.Window;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a rule waits for. Immutable. A value strictly beyond the threshold holds; one that has come back to
 * {@code clear} is back; in between, nothing new is said: an alert neither begins nor ends there.
 *
 * @param threshold in the metric's unit
 * @param window over which the metric is taken, or null for that of the monitor
 * @param sustained how long the condition must hold without a break; zero fires at once
 * @param clear on the good side of the threshold, or the threshold itself
 * @param clearFor how long the value must be back without a break; zero resolves at once
 * @param minimumRequests with fewer in the window a share or a percentile of them is no value; zero asks for none
 */
public record AlertCondition(
        AlertMetric metric,
        Comparison comparison,
        double threshold,
        @Nullable Window window,
        Duration sustained,
        double clear,
        Duration clearFor,
        NoData noData,
        long minimumRequests) {
    /** On which side of the threshold the condition holds. */
    public enum Comparison {
        ABOVE,
        BELOW;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** @throws IllegalArgumentException where it is neither {@code above} nor {@code below} */
        public static Comparison of(String label) {
            for (Comparison comparison : values()) {
                if (comparison.label.equals(label)) {
                    return comparison;
                }
            }
            throw new IllegalArgumentException("'" + label + "' is neither above nor below");
        }

        public String label() {
            return label;
        }

        boolean isBeyond(double value, double limit) {
            return switch (this) {
                case ABOVE -> value > limit;
                case BELOW -> value < limit;
            };
        }
    }

    /** What one value says. */
    public enum Reading {
        /** It is beyond the threshold. */
        HOLDS,
        /** It is between the threshold and {@code clear}. */
        BETWEEN,
        /** It is as it should be. */
        BACK,
        /** Nothing. */
        NONE
    }

    public AlertCondition {
        if (!Double.isFinite(threshold) || !Double.isFinite(clear)) {
            throw new IllegalArgumentException("a threshold of " + threshold + " and " + clear + " can't be crossed");
        }
        if (comparison.isBeyond(clear, threshold)) {
            throw new IllegalArgumentException("clear must not lie " + comparison.label() + " the threshold");
        }
        if (sustained.isNegative() || clearFor.isNegative()) {
            throw new IllegalArgumentException("a condition can't hold for " + sustained + " or " + clearFor);
        }
        if (minimumRequests < 0 || (minimumRequests > 0 && !metric.isOfRequests())) {
            throw new IllegalArgumentException(metric.label() + " can't ask for " + minimumRequests + " requests");
        }
    }

    /** One without hysteresis, over the monitor's own window. */
    public static AlertCondition of(AlertMetric metric, Comparison comparison, double threshold, Duration sustained) {
        return new AlertCondition(
                metric, comparison, threshold, null, sustained, threshold, Duration.ZERO, metric.usualNoData(), 0);
    }

    /** What it watches; empty where there is no value. */
    public OptionalDouble valueOf(AlertFigures figures) {
        return metric.isOfRequests() && figures.window().total() < minimumRequests
                ? OptionalDouble.empty()
                : metric.of(figures);
    }

    /** @param value of the metric; empty, or not a number, where there is none */
    public Reading read(OptionalDouble value) {
        if (value.isEmpty() || Double.isNaN(value.getAsDouble())) {
            return switch (noData) {
                case KEEP -> Reading.NONE;
                case OK -> Reading.BACK;
                case ALERTING -> Reading.HOLDS;
            };
        }
        if (comparison.isBeyond(value.getAsDouble(), threshold)) {
            return Reading.HOLDS;
        }
        return comparison.isBeyond(value.getAsDouble(), clear) ? Reading.BETWEEN : Reading.BACK;
    }
}
