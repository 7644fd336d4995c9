package io.inferencegateway.gateway.api;

import io.inferencegateway.monitoring.stats.VersionSeries;
import io.inferencegateway.monitoring.stats.WindowStats;
import io.vertx.core.json.JsonArray;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A figure of which all versions are shown over time side by side. */
enum Trend {
    REQUEST_RATE,
    ERROR_RATE,
    P50_LATENCY_MS,
    P95_LATENCY_MS,
    P99_LATENCY_MS;

    private static final double PER_UNIT = 1e6;

    /** @throws ProblemException 400 where there is no such figure */
    static Trend named(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> Parameters.invalid(
                        "figure",
                        "figure must be one of "
                                + Arrays.stream(values()).map(Trend::label).collect(Collectors.joining(", "))));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One value a piece, null where there is none: no request, or for the rate of requests no gateway. */
    JsonArray values(VersionSeries series) {
        JsonArray values = new JsonArray();
        for (VersionSeries.Piece piece : series.pieces()) {
            boolean told =
                    this == REQUEST_RATE ? piece.recorded() : piece.stats().total() > 0;
            values.add(told ? Math.round(of(piece.stats()) * PER_UNIT) / PER_UNIT : null);
        }
        return values;
    }

    private double of(WindowStats piece) {
        return switch (this) {
            case REQUEST_RATE -> piece.requestRate();
            case ERROR_RATE -> piece.errorRate();
            case P50_LATENCY_MS -> piece.percentileMillis(0.50);
            case P95_LATENCY_MS -> piece.percentileMillis(0.95);
            case P99_LATENCY_MS -> piece.percentileMillis(0.99);
        };
    }
}
