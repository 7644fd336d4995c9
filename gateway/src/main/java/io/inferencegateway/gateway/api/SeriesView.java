package io.inferencegateway.gateway.api;

import io.inferencegateway.monitoring.health.WilsonInterval;
import io.inferencegateway.monitoring.stats.ResourceTally;
import io.inferencegateway.monitoring.stats.VersionSeries;
import io.inferencegateway.monitoring.stats.WindowStats;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Figures over time as the admin API shows them. A point without a request has nulls where a request would be needed, and
 * one of a time in which no gateway was running has no count either: a gap is not a zero.
 *
 * @param histogram whether each point tells how many requests took how long
 */
record SeriesView(boolean histogram) {
    /** Upper bounds of a heatmap's rows, six to seven in each power of ten. */
    private static final long[] BOUNDS_MICROS = {
        500,
        700,
        1_000,
        1_500,
        2_000,
        3_000,
        5_000,
        7_000,
        10_000,
        15_000,
        20_000,
        30_000,
        50_000,
        70_000,
        100_000,
        150_000,
        200_000,
        300_000,
        500_000,
        700_000,
        1_000_000,
        1_500_000,
        2_000_000,
        3_000_000,
        5_000_000,
        7_000_000,
        10_000_000,
        15_000_000,
        20_000_000,
        30_000_000,
        60_000_000
    };

    /** Adds the points to what stands above them. */
    JsonObject render(JsonObject head, VersionSeries series) {
        head.put("from", Instant.ofEpochMilli(series.fromMillis()).toString())
                .put("to", Instant.ofEpochMilli(series.toMillis()).toString())
                .put("step_seconds", series.stepMillis() / 1_000.0)
                .put(
                        "kept_from",
                        series.keptFromMillis().isPresent()
                                ? Instant.ofEpochMilli(series.keptFromMillis().getAsLong())
                                        .toString()
                                : null);
        JsonObject summary = point(series.whole(), true);
        summary.remove("time");
        head.put("summary", summary);
        if (histogram) {
            JsonArray bounds = new JsonArray();
            LongStream.of(BOUNDS_MICROS).forEach(bound -> bounds.add(bound / 1e3));
            head.put("latency_bounds_ms", bounds);
        }
        JsonArray points = new JsonArray();
        series.pieces().forEach(piece -> points.add(point(piece.stats(), piece.recorded())));
        return head.put("points", points);
    }

    private JsonObject point(WindowStats piece, boolean recorded) {
        boolean empty = piece.total() == 0;
        WilsonInterval interval = WilsonInterval.of(piece.errors(), piece.total());
        JsonObject point = new JsonObject()
                .put("time", Instant.ofEpochMilli(piece.fromMillis()).toString())
                .put("total_requests", recorded ? piece.total() : null)
                .put("error_count", recorded ? piece.errors() : null)
                .put("request_rate", recorded ? rounded(piece.requestRate(), 1e6) : null)
                .put("error_rate", empty ? null : rounded(piece.errorRate(), 1e6))
                .put("error_rate_low", empty ? null : rounded(interval.low(), 1e6))
                .put("error_rate_high", empty ? null : rounded(interval.high(), 1e6))
                .put("traffic_error_rate", empty ? null : rounded(piece.trafficErrorRate(), 1e6))
                .put("p50_latency_ms", empty ? null : rounded(piece.percentileMillis(0.50), 1e3))
                .put("p95_latency_ms", empty ? null : rounded(piece.percentileMillis(0.95), 1e3))
                .put("p99_latency_ms", empty ? null : rounded(piece.percentileMillis(0.99), 1e3))
                .put("max_latency_ms", empty ? null : rounded(piece.maxMillis(), 1e3))
                .put("status_codes", counts(piece.statusCounts()))
                .put("outcomes", outcomes(piece))
                .put("request_bytes", recorded ? piece.requestBytes() : null)
                .put("response_bytes", recorded ? piece.responseBytes() : null);
        putResources(point, piece.resources());
        return histogram ? point.put("latency_buckets", buckets(piece)) : point;
    }

    private static void putResources(JsonObject point, ResourceTally used) {
        point.put("cpu_cores", Double.isNaN(used.cpuCores()) ? null : rounded(used.cpuCores(), 1e3))
                .put("memory_bytes", Double.isNaN(used.meanMemoryBytes()) ? null : Math.round(used.meanMemoryBytes()))
                .put("restarts", used.isEmpty() ? null : used.restarts());
    }

    private static JsonObject outcomes(WindowStats piece) {
        Map<String, Long> byLabel = new TreeMap<>();
        piece.outcomeCounts().forEach((outcome, count) -> byLabel.put(outcome.label(), count));
        return counts(byLabel);
    }

    private static JsonObject counts(Map<?, Long> counts) {
        JsonObject shown = new JsonObject();
        counts.forEach((what, count) -> shown.put(what.toString(), count));
        return shown;
    }

    private static @Nullable JsonArray buckets(WindowStats piece) {
        if (piece.total() == 0) {
            return null;
        }
        JsonArray counts = new JsonArray();
        LongStream.of(piece.latencyCounts(BOUNDS_MICROS)).forEach(counts::add);
        return counts;
    }

    private static double rounded(double value, double perUnit) {
        return Math.round(value * perUnit) / perUnit;
    }
}
