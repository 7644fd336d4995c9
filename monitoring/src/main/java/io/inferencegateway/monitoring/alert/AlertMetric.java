package io.inferencegateway.monitoring.alert;

import io.inferencegateway.monitoring.stats.WindowStats;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** A figure of a snapshot that a rule can watch. */
public enum AlertMetric {
    /** A fraction, 0 to 1. */
    ERROR_RATE(WindowStats::errorRate),
    /** A fraction, 0 to 1. */
    TRAFFIC_ERROR_RATE(WindowStats::trafficErrorRate),
    P50_LATENCY_MS(stats -> stats.percentileMillis(0.50)),
    P90_LATENCY_MS(stats -> stats.percentileMillis(0.90)),
    P95_LATENCY_MS(stats -> stats.percentileMillis(0.95)),
    P99_LATENCY_MS(stats -> stats.percentileMillis(0.99)),
    /** Requests per second. */
    REQUEST_RATE(WindowStats::requestRate);

    @SuppressWarnings("ImmutableEnumChecker") // stateless
    private final ToDoubleFunction<WindowStats> figure;

    private final String label = name().toLowerCase(Locale.ROOT);

    AlertMetric(ToDoubleFunction<WindowStats> figure) {
        this.figure = figure;
    }

    /** @throws IllegalArgumentException where no metric has this name */
    public static AlertMetric of(String label) {
        for (AlertMetric metric : values()) {
            if (metric.label.equals(label)) {
                return metric;
            }
        }
        throw new IllegalArgumentException("'" + label + "' is not a metric of an alert rule");
    }

    /** The name in the admin API, such as {@code p99_latency_ms}. */
    public String label() {
        return label;
    }

    /** Empty where nothing was served, save for the request rate, which then is 0. */
    public OptionalDouble of(WindowStats stats) {
        return stats.total() == 0 && this != REQUEST_RATE
                ? OptionalDouble.empty()
                : OptionalDouble.of(figure.applyAsDouble(stats));
    }
}
