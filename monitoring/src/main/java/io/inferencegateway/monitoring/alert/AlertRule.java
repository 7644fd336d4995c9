package io.inferencegateway.monitoring.alert;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * When a monitor is to raise an alert. Immutable.
 *
 * @param threshold in the metric's unit; the condition needs a value strictly above or below it
 * @param sustained how long the condition must hold without a break; zero fires at once
 * @param severity a word for whoever routes the alert, such as {@code critical}
 */
public record AlertRule(
        String name, AlertMetric metric, Comparison comparison, double threshold, Duration sustained, String severity) {
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
    }

    public AlertRule {
        if (name.isBlank()) {
            throw new IllegalArgumentException("an alert rule needs a name");
        }
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("a threshold of " + threshold + " can't be crossed");
        }
        if (sustained.isNegative()) {
            throw new IllegalArgumentException("a condition can't hold for " + sustained);
        }
        if (severity.isBlank()) {
            throw new IllegalArgumentException("an alert rule needs a severity");
        }
    }

    /**
     * Whether the condition holds. No data proves nothing, with one exception: for the request rate it means that
     * nothing came, so it counts as 0.
     */
    public boolean holdsFor(OptionalDouble value) {
        if (value.isEmpty()) {
            return metric == AlertMetric.REQUEST_RATE && crossedBy(0);
        }
        return crossedBy(value.getAsDouble());
    }

    private boolean crossedBy(double value) {
        return switch (comparison) {
            case ABOVE -> value > threshold;
            case BELOW -> value < threshold;
        };
    }
}
