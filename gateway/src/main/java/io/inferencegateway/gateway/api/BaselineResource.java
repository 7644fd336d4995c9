package io.inferencegateway.gateway.api;

import io.inferencegateway.monitoring.health.Baseline;
import io.inferencegateway.monitoring.health.WilsonInterval;
import io.inferencegateway.monitoring.stats.Granularity;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.VersionSeries;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Thresholds that a version's own history speaks for. */
final class BaselineResource {
    private static final Duration DEFAULT_SINCE = Duration.ofDays(7);
    private static final Duration LONGEST = Duration.ofDays(60);

    private final AdminDependencies needs;

    BaselineResource(AdminDependencies needs) {
        this.needs = needs;
    }

    List<Operation> operations() {
        return List.of(Operation.get("/api/v1/models/{id}/versions/{n}/baseline", this::baseline));
    }

    private void baseline(RoutingContext ctx) {
        Parameters.allow(ctx, "since");
        ModelVersion version = SeriesResource.version(ctx, needs.routes());
        long now = needs.clock().millis();
        long asked = now - since(ctx).toMillis();
        long step = needs.history().stepMillis(Granularity.FIVE_MINUTES.lengthMillis(), asked);
        long from = Math.floorDiv(asked, step) * step;
        Answers.json(
                ctx,
                200,
                needs.statistics()
                        .collectNow()
                        .compose(collected -> needs.history().series(version, from, now, step))
                        .map(series -> render(version, series)));
    }

    private static Duration since(RoutingContext ctx) {
        String text = Parameters.text(ctx, "since");
        if (text == null) {
            return DEFAULT_SINCE;
        }
        try {
            Duration since = Quantities.duration(text);
            if (!since.isZero() && since.compareTo(LONGEST) <= 0) {
                return since;
            }
        } catch (IllegalArgumentException e) {
            throw Parameters.invalid("since", String.valueOf(e.getMessage()));
        }
        throw Parameters.invalid("since", "since must be above zero and at most 60d");
    }

    private static JsonObject render(ModelVersion version, VersionSeries series) {
        Baseline baseline = Baseline.of(
                series.pieces().stream().map(VersionSeries.Piece::stats).toList());
        WilsonInterval interval =
                WilsonInterval.of(baseline.whole().errors(), baseline.whole().total());
        JsonObject errorRate = figure("error_rate", baseline.errorRate(), 1e6)
                .put("low", rounded(interval.low(), 1e6))
                .put("high", rounded(interval.high(), 1e6));
        return new JsonObject()
                .put("model", version.model())
                .put("version", version.version())
                .put("from", Instant.ofEpochMilli(series.fromMillis()).toString())
                .put("to", Instant.ofEpochMilli(series.toMillis()).toString())
                .put("step_seconds", series.stepMillis() / 1_000.0)
                .put("total_requests", baseline.whole().total())
                .put("points", baseline.points())
                .put("points_with_too_few_requests", baseline.skipped())
                .put("enough", baseline.enough())
                .put("detail", detail(baseline))
                .put(
                        "metrics",
                        new JsonArray()
                                .add(errorRate)
                                .add(figure("p95_latency_ms", baseline.p95Millis(), 1e3))
                                .add(figure("p99_latency_ms", baseline.p99Millis(), 1e3)));
    }

    private static String detail(Baseline baseline) {
        if (baseline.enough()) {
            return "Warning: the 99th percentile of the points and a quarter more. Critical: twice that.";
        }
        return "Not enough yet: " + baseline.points() + " points of at least " + Baseline.LEAST_REQUESTS + " requests; "
                + Baseline.LEAST_POINTS + " over a day are needed.";
    }

    private static JsonObject figure(String metric, Baseline.Figure figure, double perUnit) {
        Baseline.Quantiles quantiles = figure.quantiles();
        return new JsonObject()
                .put("metric", metric)
                .put("overall", rounded(figure.overall(), perUnit))
                .put(
                        "quantiles",
                        new JsonObject()
                                .put("p5", rounded(quantiles.p5(), perUnit))
                                .put("p50", rounded(quantiles.p50(), perUnit))
                                .put("p95", rounded(quantiles.p95(), perUnit))
                                .put("p99", rounded(quantiles.p99(), perUnit))
                                .put("max", rounded(quantiles.max(), perUnit)))
                .put("warning", suggested(figure.warning(), perUnit))
                .put("critical", suggested(figure.critical(), perUnit))
                .put("points_above", figure.pointsAbove());
    }

    private static @Nullable Double suggested(OptionalDouble threshold, double perUnit) {
        return threshold.isPresent() ? rounded(threshold.getAsDouble(), perUnit) : null;
    }

    private static @Nullable Double rounded(double value, double perUnit) {
        return Double.isNaN(value) ? null : Math.round(value * perUnit) / perUnit;
    }
}
