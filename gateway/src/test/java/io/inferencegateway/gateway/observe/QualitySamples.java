package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.quality.Drift;
import io.inferencegateway.monitoring.quality.DriftTest;
import io.inferencegateway.monitoring.quality.Kind;
import io.inferencegateway.monitoring.quality.PredictionCounts;
import io.inferencegateway.monitoring.quality.PredictionTotals;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.inferencegateway.monitoring.quality.QualityReport.AgainstStable;
import io.inferencegateway.monitoring.quality.QualityReport.FeatureReport;
import io.inferencegateway.monitoring.quality.QualityReport.PredictionReport;
import io.inferencegateway.monitoring.quality.QualityReport.VersionReport;
import io.inferencegateway.monitoring.quality.QualityVerdict;
import io.inferencegateway.monitoring.quality.Shape;
import io.inferencegateway.monitoring.quality.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the quality plane may know, for tests. */
final class QualitySamples {
    static final int MINIMUM_ROWS = 200;

    private QualitySamples() {}

    /** A model of scores with a canary, one of classes, and one that has too few rows yet. */
    static QualitySeries moment() {
        QualityReport scores = report(
                "claims",
                List.of(
                        feature("income", drift(DriftTest.PSI, 0.31, QualityVerdict.DRIFT), 0.02, 0.125),
                        feature(
                                "zip\"code\"",
                                drift(DriftTest.JENSEN_SHANNON, 0.12, QualityVerdict.WARNING),
                                0,
                                Double.NaN),
                        feature("age", drift(DriftTest.PSI, 0, QualityVerdict.OK), 0.25, 0),
                        feature("found", unknown(), 0.5, Double.NaN),
                        feature("one too many", unknown(), 0.5, Double.NaN)),
                List.of(
                        new VersionReport(1, 900, scored(drift(DriftTest.PSI, 0.05, QualityVerdict.OK), null)),
                        new VersionReport(
                                2,
                                300,
                                scored(
                                        unknown(),
                                        new AgainstStable(
                                                drift(DriftTest.KOLMOGOROV_SMIRNOV, 0.4, QualityVerdict.DRIFT),
                                                300,
                                                900)))),
                new QualityReport.Reference(QualityReport.Source.LIVE, 1, 5_000, 1_800_000_000_250L, "anna", 3));
        QualityReport classes = report(
                "churn",
                List.of(),
                List.of(new VersionReport(
                        7,
                        250,
                        new PredictionReport(
                                Kind.CATEGORICAL,
                                unknown(),
                                null,
                                new Shape.Categories(List.of(
                                        share("stays", 0.75),
                                        share("leaves", 0.125),
                                        share("x", 0.0625),
                                        share("y", 0.0625))),
                                null))),
                null);
        QualityReport few = report(
                "young",
                List.of(feature("age", unknown(), 1, Double.NaN)),
                List.of(new VersionReport(1, MINIMUM_ROWS - 1, scored(unknown(), null))),
                null);
        return new QualitySeries(List.of(
                new QualitySeries.Model(
                        scores,
                        Map.of(1, predicted(0, 0.1, 0.35, 0.35, 1), 2, predicted(0.9, 250_000)),
                        Set.of("income", "zip\"code\"", "age", "found"),
                        Set.of()),
                new QualitySeries.Model(classes, Map.of(), Set.of(), Set.of("stays", "leaves")),
                new QualitySeries.Model(few, Map.of(1, predicted()), Set.of("age"), Set.of())));
    }

    private static QualityReport report(
            String model,
            List<FeatureReport> features,
            List<VersionReport> versions,
            QualityReport.Reference reference) {
        return new QualityReport(
                model,
                1_800_000_060_000L,
                Duration.ofMinutes(15),
                MINIMUM_ROWS,
                versions.stream().mapToLong(VersionReport::rows).sum(),
                QualityVerdict.OK,
                reference,
                features,
                versions,
                Map.of("body_limit", 3L, "not_json", 12L));
    }

    static FeatureReport feature(String name, Drift drift, double missing, double outOfRange) {
        return new FeatureReport(
                name, Kind.NUMERIC, drift, 1_200, missing, Double.NaN, outOfRange, false, new Shape.Bins(List.of()));
    }

    private static PredictionReport scored(Drift drift, AgainstStable beside) {
        return new PredictionReport(Kind.NUMERIC, drift, null, new Shape.Bins(List.of()), beside);
    }

    private static Shape.CategoryShare share(String name, double share) {
        return new Shape.CategoryShare(name, share, Double.NaN);
    }

    static Drift drift(DriftTest test, double score, QualityVerdict verdict) {
        return new Drift(test, score, 0.15, verdict, Double.NaN, Double.NaN);
    }

    static Drift unknown() {
        return new Drift(null, Double.NaN, 0.15, QualityVerdict.UNKNOWN, Double.NaN, Double.NaN);
    }

    private static PredictionTotals predicted(double... numbers) {
        PredictionCounts counts = new PredictionCounts();
        for (double number : numbers) {
            counts.add(Value.of(number));
        }
        return counts.totals();
    }
}
