package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.health.Health;
import io.inferencegateway.monitoring.health.WilsonInterval;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Window;
import io.inferencegateway.monitoring.stats.WindowStats;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A version's figures over one window at one moment. Immutable. Counts are exact, rates are fractions 0..1 (requests per
 * second for {@code requestRate}), latencies milliseconds or null where there was no request.
 */
public record MonitorSnapshot(
        ModelVersion version,
        Window window,
        Instant from,
        Instant to,
        long totalRequests,
        long errorCount,
        long trafficErrorCount,
        double requestRate,
        @Nullable Latency latency,
        SortedMap<Integer, Long> statusCodes,
        Health health) {

    /** Nearest-rank percentiles, in milliseconds. */
    public record Latency(double p50, double p90, double p95, double p99, double max) {}

    public MonitorSnapshot {
        statusCodes = Collections.unmodifiableSortedMap(new TreeMap<>(statusCodes));
    }

    public static MonitorSnapshot of(ModelVersion version, Window window, WindowStats stats, Health health) {
        Latency latency = stats.total() == 0
                ? null
                : new Latency(
                        stats.percentileMillis(0.50),
                        stats.percentileMillis(0.90),
                        stats.percentileMillis(0.95),
                        stats.percentileMillis(0.99),
                        stats.maxMillis());
        return new MonitorSnapshot(
                version,
                window,
                Instant.ofEpochMilli(stats.fromMillis()),
                Instant.ofEpochMilli(stats.toMillis()),
                stats.total(),
                stats.errors(),
                stats.trafficErrors(),
                stats.requestRate(),
                latency,
                stats.statusCounts(),
                health);
    }

    public double errorRate() {
        return totalRequests == 0 ? 0 : (double) errorCount / totalRequests;
    }

    public double trafficErrorRate() {
        return totalRequests == 0 ? 0 : (double) trafficErrorCount / totalRequests;
    }

    /** The figures as the admin API shows them and as a paused monitor keeps them. */
    public JsonObject toJson() {
        JsonObject codes = new JsonObject();
        statusCodes.forEach((status, count) -> codes.put(Integer.toString(status), count));
        WilsonInterval interval = WilsonInterval.of(errorCount, totalRequests);
        return new JsonObject()
                .put("model", version.model())
                .put("version", version.version())
                .put("window", window.label())
                .put("from", from.toString())
                .put("to", to.toString())
                .put("total_requests", totalRequests)
                .put("error_count", errorCount)
                .put("error_rate", rounded(errorRate(), 1e6))
                .put("error_rate_low", rounded(interval.low(), 1e6))
                .put("error_rate_high", rounded(interval.high(), 1e6))
                .put("traffic_error_count", trafficErrorCount)
                .put("traffic_error_rate", rounded(trafficErrorRate(), 1e6))
                .put("request_rate", rounded(requestRate, 1e6))
                .put("p50_latency_ms", latency == null ? null : rounded(latency.p50(), 1e3))
                .put("p90_latency_ms", latency == null ? null : rounded(latency.p90(), 1e3))
                .put("p95_latency_ms", latency == null ? null : rounded(latency.p95(), 1e3))
                .put("p99_latency_ms", latency == null ? null : rounded(latency.p99(), 1e3))
                .put("max_latency_ms", latency == null ? null : rounded(latency.max(), 1e3))
                .put("status_codes", codes)
                .put("health", health.label());
    }

    /** What {@link #toJson} wrote. */
    public static MonitorSnapshot fromJson(JsonObject json) {
        SortedMap<Integer, Long> codes = new TreeMap<>();
        for (Map.Entry<String, Object> code : json.getJsonObject("status_codes")) {
            codes.put(Integer.valueOf(code.getKey()), ((Number) code.getValue()).longValue());
        }
        return new MonitorSnapshot(
                new ModelVersion(json.getString("model"), json.getInteger("version")),
                Window.of(json.getString("window")),
                Instant.parse(json.getString("from")),
                Instant.parse(json.getString("to")),
                json.getLong("total_requests"),
                json.getLong("error_count"),
                json.getLong("traffic_error_count"),
                json.getDouble("request_rate"),
                json.getValue("p50_latency_ms") == null
                        ? null
                        : new Latency(
                                json.getDouble("p50_latency_ms"),
                                json.getDouble("p90_latency_ms"),
                                json.getDouble("p95_latency_ms"),
                                json.getDouble("p99_latency_ms"),
                                json.getDouble("max_latency_ms")),
                codes,
                Health.valueOf(json.getString("health").toUpperCase(Locale.ROOT)));
    }

    private static double rounded(double value, double perUnit) {
        return Math.round(value * perUnit) / perUnit;
    }
}
