package io.inferencegateway.gateway.observe;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The forms of metrics that Prometheus reads. */
public enum ExpositionFormat {
    PROMETHEUS_TEXT("text/plain; version=0.0.4; charset=utf-8"),
    OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8"),
    /** The only one with native histograms: Prometheus asks for it where it is told to store those. */
    PROTOBUF("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited");

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
     * who name it, in version 1.0.0 or without a version, and protobuf only to those who name this very message and
     * encoding; both only where they are liked no less than what is simpler.
     */
    public static ExpositionFormat negotiate(@Nullable String accept) {
        if (accept == null) {
            return PROMETHEUS_TEXT;
        }
        double protobuf = 0;
        double openMetrics = 0;
        double text = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            double quality = quality(parts);
            switch (parts[0].trim()) {
                case "application/vnd.google.protobuf" ->
                    protobuf = Math.max(protobuf, isMetricFamily(parts) ? quality : 0);
                case "application/openmetrics-text" ->
                    openMetrics = Math.max(openMetrics, isVersionOne(parts) ? quality : 0);
                case "text/plain" -> text = Math.max(text, quality);
                default -> {
                    // A wildcard takes anything: plain text, which everything can read.
                }
            }
        }
        if (protobuf > 0 && protobuf >= openMetrics && protobuf >= text) {
            return PROTOBUF;
        }
        return openMetrics > 0 && openMetrics >= text ? OPENMETRICS : PROMETHEUS_TEXT;
    }

    private static boolean isMetricFamily(String[] parts) {
        return "io.prometheus.client.metricfamily".equals(parameter(parts, "proto"))
                && "delimited".equals(parameter(parts, "encoding"));
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
