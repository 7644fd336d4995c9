package io.inferencegateway.monitoring.health;

import java.util.Locale;

/** How a version does, judged by one snapshot. */
public enum Health {
    HEALTHY(0),
    WARNING(1),
    CRITICAL(2),
    /** Too few requests to say. */
    UNKNOWN(Double.NaN);

    private final double gauge;
    private final String label = name().toLowerCase(Locale.ROOT);

    Health(double gauge) {
        this.gauge = gauge;
    }

    /** The name in snapshots, such as {@code healthy}. */
    public String label() {
        return label;
    }

    /** The value in metrics: 0, 1, 2, or NaN for unknown. */
    public double gauge() {
        return gauge;
    }
}
