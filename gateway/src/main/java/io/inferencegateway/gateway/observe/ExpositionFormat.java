package io.inferencegateway.gateway.observe;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The two text forms of metrics that Prometheus reads. */
public enum ExpositionFormat {
    PROMETHEUS_TEXT("text/plain; version=0.0.4; charset=utf-8"),
    OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String contentType;

    ExpositionFormat(String contentType) {
        this.contentType = contentType;
    }

    /** What the answer's Content-Type says; also what Micrometer's registry takes to render its part alike. */
    public String contentType() {
        return contentType;
    }

    /**
     * The form a scraper likes best by its Accept header (RFC 9110, section 12.5.1). OpenMetrics is given only to those
     * who name it, in version 1.0.0 or without a version, and like it no less than plain text.
     */
    public static ExpositionFormat negotiate(@Nullable String accept) {
        if (accept == null) {
            return PROMETHEUS_TEXT;
        }
        double openMetrics = 0;
        double text = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            double quality = quality(parts);
            switch (parts[0].trim()) {
                case "application/openmetrics-text" ->
                    openMetrics = Math.max(openMetrics, isVersionOne(parts) ? quality : 0);
                case "text/plain" -> text = Math.max(text, quality);
                default -> {
                    // A wildcard takes anything: plain text, which everything can read.
                }
            }
        }
        return openMetrics > 0 && openMetrics >= text ? OPENMETRICS : PROMETHEUS_TEXT;
    }

    private static boolean isVersionOne(String[] parts) {
        String version = parameter(parts, "version");
        return version == null || version.equals("1.0.0");
    }

    private static double quality(String[] parts) {
        String quality = parameter(parts, "q");
        if (quality == null) {
            return 1;
        }
        return quality.matches("[01](\\.[0-9]{0,3})?") ? Double.parseDouble(quality) : 0;
    }

    private static @Nullable String parameter(String[] parts, String name) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim();
            if (parameter.startsWith(name + "=")) {
                return parameter.substring(name.length() + 1).replace("\"", "");
            }
        }
        return null;
    }
}
