package io.inferencegateway.monitoring.alert;

import java.util.Locale;

/** What it means to a rule that its metric has no value, such as the error rate of a version without requests. */
public enum NoData {
    /** Nothing: the alert stays as it is until there is a value again. Its waits go on, and end with a value only. */
    KEEP,
    /** The same as a value that is back behind the threshold. */
    OK,
    /** The same as a value beyond the threshold. */
    ALERTING;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** @throws IllegalArgumentException where it is none of {@code keep}, {@code ok} and {@code alerting} */
    public static NoData of(String label) {
        for (NoData each : values()) {
            if (each.label.equals(label)) {
                return each;
            }
        }
        throw new IllegalArgumentException("'" + label + "' is none of keep, ok and alerting");
    }

    public String label() {
        return label;
    }
}
