package io.inferencegateway.monitoring.stats;

import java.time.Duration;

/** How far back a view of a version looks. */
public enum Window {
    FIVE_MINUTES("5m", Duration.ofMinutes(5)),
    FIFTEEN_MINUTES("15m", Duration.ofMinutes(15)),
    ONE_HOUR("1h", Duration.ofHours(1)),
    SIX_HOURS("6h", Duration.ofHours(6)),
    ONE_DAY("1d", Duration.ofDays(1));

    /** A window's edge moves in steps of a thirtieth of its length. */
    private static final int STEPS = 30;

    private final String label;
    private final Duration length;

    Window(String label, Duration length) {
        this.label = label;
        this.length = length;
    }

    /** @throws IllegalArgumentException where {@code label} is none of {@code 5m 15m 1h 6h 1d} */
    public static Window of(String label) {
        for (Window window : values()) {
            if (window.label.equals(label)) {
                return window;
            }
        }
        throw new IllegalArgumentException("'" + label + "' is not a window: one of 5m 15m 1h 6h 1d");
    }

    public String label() {
        return label;
    }

    public Duration length() {
        return length;
    }

    long millis() {
        return length.toMillis();
    }

    long stepMillis() {
        return millis() / STEPS;
    }
}
