package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.observe.QualitySeries.Model;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.inferencegateway.monitoring.quality.QualityReport.FeatureReport;
import io.inferencegateway.monitoring.quality.QualityReport.PredictionReport;
import io.inferencegateway.monitoring.quality.QualityReport.Reference;
import io.inferencegateway.monitoring.quality.QualityReport.VersionReport;
import io.inferencegateway.monitoring.quality.Shape;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Renders {@code /metrics/quality}: the names of dashboards and alerts written for inference services, and a few beside
 * them. What is not known has no series, so that no alert takes it for a good value; of a window with fewer rows than the
 * minimum nothing is known. Pure.
 */
public final class QualityExposition {
    /** Of all classes without a series of their own. */
    private static final String OTHER = "other";

    private static final double MILLIS_PER_SECOND = 1_000;

    private final QualitySeries view;
    private final ExpositionWriter out;

    private QualityExposition(QualitySeries view, ExpositionWriter out) {
        this.view = view;
        this.out = out;
    }

    /** @param names of the families that are wanted, or of their series; empty for all */
    public static byte[] render(QualitySeries view, ExpositionFormat format, Set<String> names) {
        ExpositionWriter out = ExpositionWriter.of(format, names);
        QualityExposition page = new QualityExposition(view, out);
        page.writeFeatures();
        page.writePredictions();
        page.writeRows();
        return out.finish();
    }

    private void writeFeatures() {
        ofFeatures(
                "ml_feature_missing_ratio",
                "Share of the window's rows in which the feature is missing.",
                FeatureReport::missingRatio);
        ofFeatures(
                "ml_feature_out_of_range_ratio",
                "Share of the feature's numbers that are outside its range.",
                FeatureReport::outOfRangeRatio);
        ofFeatures(
                "ml_data_drift_score",
                "How far the feature is from its reference, 0 for not at all.",
                feature -> feature.drift().score());
        ofFeatures(
                "ml_data_drift_detected",
                "1 where the feature's drift score is above its limit, else 0.",
                feature -> switch (feature.drift().verdict()) {
                    case UNKNOWN -> Double.NaN;
                    case OK, WARNING -> 0;
                    case DRIFT -> 1;
                });
    }

    private void ofFeatures(String name, String help, ToDoubleFunction<FeatureReport> figure) {
        out.family(name, FamilyType.GAUGE, help);
        for (Model model : view.models()) {
            QualityReport report = model.report();
            if (report.rows() >= report.minimumRows()) {
                report.features().stream()
                        .filter(feature -> model.features().contains(feature.feature()))
                        .forEach(feature -> known(
                                labels(model).and("feature_name", feature.feature()), figure.applyAsDouble(feature)));
            }
        }
    }

    private void writePredictions() {
        out.family("ml_prediction_score", FamilyType.HISTOGRAM, "Numbers that were predicted, of the rows looked at.");
        for (Model model : view.models()) {
            new TreeMap<>(model.predictions())
                    .forEach((version, totals) -> out.predictions(labels(model, version), totals));
        }
        out.family(
                "ml_prediction_drift_score",
                FamilyType.GAUGE,
                "How far what is predicted is from the reference, or from what stable predicts in the same window.");
        eachPrediction((model, labels, prediction) -> {
            known(labels.and("against", "reference"), prediction.drift().score());
            if (prediction.againstStable() != null) {
                known(
                        labels.and("against", "stable"),
                        prediction.againstStable().drift().score());
            }
        });
        out.family("ml_prediction_class_ratio", FamilyType.GAUGE, "Share of each class in what is predicted.");
        eachPrediction((model, labels, prediction) -> {
            if (prediction.shape() instanceof Shape.Categories categories) {
                classRatios(model, categories).forEach((name, share) -> known(labels.and("class", name), share));
            }
        });
    }

    private interface PredictionWriter {
        void write(Model model, Labels labels, PredictionReport prediction);
    }

    private void eachPrediction(PredictionWriter writer) {
        for (Model model : view.models()) {
            for (VersionReport version : model.report().versions()) {
                PredictionReport prediction = version.prediction();
                if (prediction != null && version.rows() >= model.report().minimumRows()) {
                    writer.write(model, labels(model, version.version()), prediction);
                }
            }
        }
    }

    private static Map<String, Double> classRatios(Model model, Shape.Categories categories) {
        Map<String, Double> ratios = new TreeMap<>();
        categories
                .categories()
                .forEach(each -> ratios.merge(
                        model.classes().contains(each.value()) ? each.value() : OTHER, each.share(), Double::sum));
        return ratios;
    }

    private void writeRows() {
        out.family("ml_quality_rows", FamilyType.GAUGE, "Rows of the window that are looked at.");
        for (Model model : view.models()) {
            model.report().versions().forEach(version -> out.sample(labels(model, version.version()), version.rows()));
        }
        out.family(
                "ml_quality_skipped_total",
                FamilyType.COUNTER,
                "Requests drawn for the quality plane that gave no row, by reason.");
        for (Model model : view.models()) {
            new TreeMap<>(model.report().skipped())
                    .forEach((reason, count) -> out.sample(labels(model).and("reason", reason), (long) count));
        }
        out.family(
                "ml_quality_report_timestamp_seconds", FamilyType.GAUGE, "When the model's rows were last compared.");
        for (Model model : view.models()) {
            out.sample(labels(model), model.report().timeMillis() / MILLIS_PER_SECOND);
        }
        out.family(
                "ml_quality_reference_timestamp_seconds",
                FamilyType.GAUGE,
                "When what the model's rows are compared with was made.");
        for (Model model : view.models()) {
            Reference reference = model.report().reference();
            if (reference != null) {
                out.sample(labels(model), reference.createdMillis() / MILLIS_PER_SECOND);
            }
        }
    }

    private void known(Labels labels, double value) {
        if (!Double.isNaN(value)) {
            out.sample(labels, value);
        }
    }

    private static Labels labels(Model model) {
        return Labels.of("model_name", model.report().model());
    }

    private static Labels labels(Model model, int version) {
        return labels(model).and("model_version", Integer.toString(version));
    }
}
