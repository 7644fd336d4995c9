package io.inferencegateway.gateway.quality;

import io.inferencegateway.gateway.config.EffectiveConfig;
import io.inferencegateway.monitoring.quality.Drift;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.inferencegateway.monitoring.quality.Shape;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A report as the admin API and {@code igw drift} write it. What is not known, and what has no bound, is null; figures
 * have six digits.
 */
public final class ReportJson {
    private static final MathContext DIGITS = new MathContext(6);

    private ReportJson() {}

    /** What stands in a list of models. */
    public static JsonObject summary(QualityReport report) {
        return new JsonObject()
                .put("model", report.model())
                .put("time", time(report.timeMillis()))
                .put("window", EffectiveConfig.duration(report.window()))
                .put("minimum_rows", report.minimumRows())
                .put("rows", report.rows())
                .put("verdict", report.verdict().label())
                .put("drifted", new JsonArray(report.drifted()))
                .put("baseline", baseline(report.model(), report.reference()));
    }

    public static JsonObject whole(QualityReport report) {
        JsonObject skipped = new JsonObject();
        new TreeMap<>(report.skipped()).forEach(skipped::put);
        return summary(report)
                .put("features", list(report.features(), ReportJson::feature))
                .put("versions", list(report.versions(), ReportJson::version))
                .put("skipped", skipped);
    }

    public static @Nullable JsonObject baseline(String model, QualityReport.@Nullable Reference reference) {
        return reference == null
                ? null
                : new JsonObject()
                        .put("model", model)
                        .put("source", reference.source().label())
                        .put("version", reference.version())
                        .put("rows", reference.rows())
                        .put("created_at", time(reference.createdMillis()))
                        .put("created_by", reference.createdBy())
                        .put("features", reference.features());
    }

    private static JsonObject feature(QualityReport.FeatureReport feature) {
        JsonObject json = new JsonObject()
                .put("feature", feature.feature())
                .put("kind", feature.kind().label());
        return shaped(withDrift(json, feature.drift()), feature.shape())
                .put("rows", feature.rows())
                .put("missing_ratio", figure(feature.missingRatio()))
                .put("baseline_missing_ratio", figure(feature.referenceMissingRatio()))
                .put("out_of_range_ratio", figure(feature.outOfRangeRatio()))
                .put("critical", feature.critical());
    }

    private static JsonObject version(QualityReport.VersionReport version) {
        QualityReport.PredictionReport prediction = version.prediction();
        return new JsonObject()
                .put("version", version.version())
                .put("rows", version.rows())
                .put("prediction", prediction == null ? null : prediction(prediction));
    }

    private static JsonObject prediction(QualityReport.PredictionReport prediction) {
        JsonObject json = new JsonObject().put("kind", prediction.kind().label());
        QualityReport.Quantiles quantiles = prediction.quantiles();
        if (quantiles != null) {
            json.put("mean", figure(quantiles.mean()))
                    .put("p5", figure(quantiles.p5()))
                    .put("p25", figure(quantiles.p25()))
                    .put("p50", figure(quantiles.p50()))
                    .put("p75", figure(quantiles.p75()))
                    .put("p95", figure(quantiles.p95()));
        }
        QualityReport.AgainstStable beside = prediction.againstStable();
        return shaped(withDrift(json, prediction.drift()), prediction.shape())
                .put(
                        "against_stable",
                        beside == null
                                ? null
                                : withDrift(new JsonObject(), beside.drift())
                                        .put("rows", beside.rows())
                                        .put("stable_rows", beside.stableRows()));
    }

    private static JsonObject withDrift(JsonObject json, Drift drift) {
        return json.put("test", drift.test() == null ? null : drift.test().label())
                .put("score", figure(drift.score()))
                .put("limit", figure(drift.limit()))
                .put("verdict", drift.verdict().label())
                .put("wasserstein", figure(drift.wasserstein()))
                .put("ks", figure(drift.ks()));
    }

    private static JsonObject shaped(JsonObject json, Shape shape) {
        return shape instanceof Shape.Bins numbers
                ? json.put("bins", list(numbers.bins(), ReportJson::bin))
                : json.put("categories", list(((Shape.Categories) shape).categories(), ReportJson::category));
    }

    private static JsonObject bin(Shape.Bin bin) {
        return new JsonObject()
                .put("from", figure(bin.from()))
                .put("to", figure(bin.to()))
                .put("share", figure(bin.share()))
                .put("baseline_share", figure(bin.referenceShare()));
    }

    private static JsonObject category(Shape.CategoryShare category) {
        return new JsonObject()
                .put("value", category.value())
                .put("share", figure(category.share()))
                .put("baseline_share", figure(category.referenceShare()));
    }

    private static <T> JsonArray list(List<T> items, Function<T, JsonObject> render) {
        JsonArray array = new JsonArray();
        items.forEach(item -> array.add(render.apply(item)));
        return array;
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static @Nullable Double figure(double value) {
        return Double.isFinite(value)
                ? Double.valueOf(BigDecimal.valueOf(value).round(DIGITS).doubleValue())
                : null;
    }
}
