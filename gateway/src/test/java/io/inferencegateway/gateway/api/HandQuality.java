package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.quality.QualityPlane;
import io.inferencegateway.gateway.quality.QualityReports;
import io.inferencegateway.monitoring.quality.PredictionTotals;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What a real plane found, unless a test says something else. */
final class HandQuality implements QualityReports {
    private final QualityPlane plane;
    private @Nullable QualityReport shown;
    private OptionalDouble medianMoved = OptionalDouble.empty();

    HandQuality(QualityPlane plane) {
        this.plane = plane;
    }

    /** This report is the only one, whatever came. */
    void show(QualityReport report) {
        shown = report;
    }

    void medianMoved(double distance) {
        medianMoved = OptionalDouble.of(distance);
    }

    @Override
    public List<QualityReport> all() {
        return shown == null ? plane.all() : List.of(shown);
    }

    @Override
    public Map<Integer, PredictionTotals> predictions(String model) {
        return plane.predictions(model);
    }

    @Override
    public OptionalDouble medianMovedInADay(ModelVersion version) {
        return medianMoved.isPresent() ? medianMoved : plane.medianMovedInADay(version);
    }

    @Override
    public Future<QualityReport.Reference> freeze(String model, int version, String actor) {
        return plane.freeze(model, version, actor);
    }

    @Override
    public Future<Void> drop(String model) {
        return plane.drop(model);
    }
}
