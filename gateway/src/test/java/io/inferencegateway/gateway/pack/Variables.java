package io.inferencegateway.gateway.pack;

import java.util.Locale;

/**
 * What a board's variables are, as Grafana puts them into a query.
 *
 * @param model a regular expression, as for one choice, several or all
 * @param version the same
 * @param rangeSeconds the time shown
 */
record Variables(String model, String version, double rangeSeconds) {
    /** What Grafana puts for All on these boards. */
    static final String ALL = ".+";

    /** The seconds between two values of a line. */
    static final int STEP_SECONDS = 2;

    private static final String RATE_INTERVAL = "20s";

    String in(String expression) {
        String filled = expression
                .replace("$__rate_interval", RATE_INTERVAL)
                .replace("$__range", String.format(Locale.ROOT, "%.0fs", rangeSeconds))
                .replace("$__interval", STEP_SECONDS + "s")
                .replaceAll("\\$model\\b", model)
                .replaceAll("\\$version\\b", version);
        if (filled.contains("$")) {
            String rest = filled.replace("\"$1\"", "");
            if (rest.contains("$")) {
                throw new IllegalArgumentException("an unknown variable in " + filled);
            }
        }
        return filled;
    }
}
