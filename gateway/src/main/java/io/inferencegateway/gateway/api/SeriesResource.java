package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.observe.Monitor;
import io.inferencegateway.gateway.observe.MonitorSnapshot;
import io.inferencegateway.monitoring.health.Health;
import io.inferencegateway.monitoring.stats.WindowStats;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A monitored version's figures over time, for charts. A piece without a request has nulls: a gap is not a zero. */
final class SeriesResource {
    private static final int MAX_POINTS = 1_000;
    private static final int DEFAULT_POINTS = 30;

    private final AdminDependencies needs;

    SeriesResource(AdminDependencies needs) {
        this.needs = needs;
    }

    void series(RoutingContext ctx) {
        Parameters.allow(ctx, "from", "to", "step");
        Monitor monitor = MonitorResource.monitor(ctx, needs.monitors());
        Instant to = instant(ctx, "to", needs.clock().instant());
        Instant asked = instant(ctx, "from", to.minus(monitor.window().length()));
        if (!asked.isBefore(to)) {
            throw Parameters.invalid("from", "from must be before to");
        }
        Duration step = step(ctx, Duration.between(asked, to));
        // History lies in stretches that begin at whole multiples of ten seconds: pieces that do too cut none of them.
        Instant from = Instant.ofEpochMilli(Math.floorDiv(asked.toEpochMilli(), step.toMillis()) * step.toMillis());
        Duration range = Duration.between(from, to);
        if (range.toMillis() / step.toMillis() > MAX_POINTS) {
            throw Parameters.invalid("step", "that makes more than " + MAX_POINTS + " points; take a longer step");
        }
        Answers.json(
                ctx,
                200,
                needs.statistics()
                        .collectNow()
                        .map(collected -> render(
                                monitor,
                                from,
                                to,
                                step,
                                needs.statistics()
                                        .series(
                                                monitor.version(),
                                                from.toEpochMilli(),
                                                to.toEpochMilli(),
                                                step.toMillis()))));
    }

    private static JsonObject render(
            Monitor monitor, Instant from, Instant to, Duration step, List<WindowStats> pieces) {
        JsonArray points = new JsonArray();
        pieces.forEach(piece -> points.add(point(monitor, piece)));
        return new JsonObject()
                .put("monitor", monitor.name())
                .put("model", monitor.version().model())
                .put("version", monitor.version().version())
                .put("from", from.toString())
                .put("to", to.toString())
                .put("step_seconds", step.toMillis() / 1_000.0)
                .put("points", points);
    }

    private static JsonObject point(Monitor monitor, WindowStats piece) {
        JsonObject figures = MonitorSnapshot.of(monitor.version(), monitor.window(), piece, Health.UNKNOWN)
                .toJson();
        boolean empty = piece.total() == 0;
        JsonObject point = new JsonObject()
                .put("time", figures.getString("from"))
                .put("total_requests", figures.getLong("total_requests"))
                .put("error_count", figures.getLong("error_count"))
                .put("request_rate", figures.getDouble("request_rate"))
                .put("error_rate", empty ? null : figures.getDouble("error_rate"))
                .put("traffic_error_rate", empty ? null : figures.getDouble("traffic_error_rate"));
        for (String percentile : List.of("p50", "p95", "p99")) {
            point.put(percentile + "_latency_ms", figures.getValue(percentile + "_latency_ms"));
        }
        return point;
    }

    private static Duration step(RoutingContext ctx, Duration range) {
        String text = Parameters.text(ctx, "step");
        if (text == null) {
            return max(Duration.ofSeconds(1), range.dividedBy(DEFAULT_POINTS));
        }
        try {
            Duration step = Quantities.duration(text.matches("\\d{1,9}") ? text + "s" : text);
            if (step.toMillis() >= 1_000) {
                return step;
            }
        } catch (IllegalArgumentException e) {
            throw Parameters.invalid("step", String.valueOf(e.getMessage()));
        }
        throw Parameters.invalid("step", "step must be at least 1s");
    }

    /** ISO 8601 or seconds since the epoch, as Prometheus takes them. */
    private static Instant instant(RoutingContext ctx, String name, Instant fallback) {
        String text = Parameters.text(ctx, name);
        if (text == null) {
            return fallback;
        }
        @Nullable Instant parsed = null;
        if (text.matches("\\d{1,11}")) {
            parsed = Instant.ofEpochSecond(Long.parseLong(text));
        } else {
            try {
                parsed = Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw Parameters.invalid(name, name + " must be a time such as 2026-11-22T14:00:00Z or epoch seconds");
            }
        }
        return parsed;
    }

    private static Duration max(Duration left, Duration right) {
        return left.compareTo(right) >= 0 ? left : right;
    }
}
