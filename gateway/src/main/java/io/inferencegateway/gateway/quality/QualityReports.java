package io.inferencegateway.gateway.quality;

import io.inferencegateway.monitoring.quality.PredictionTotals;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What is known of the quality of models, and what their rows are compared with. Called on the control context only. */
public interface QualityReports {
    /** For a gateway, or a test, without any. */
    QualityReports NONE = new QualityReports() {
        @Override
        public List<QualityReport> all() {
            return List.of();
        }

        @Override
        public Future<QualityReport.Reference> freeze(String model, int version, String actor) {
            return Future.failedFuture(QualityProblem.switchedOff(model));
        }

        @Override
        public Future<Void> drop(String model) {
            return Future.failedFuture(QualityProblem.switchedOff(model));
        }
    };

    /**
     * The newest report of each model whose quality is looked at, by name. Before the first comparison it is one without
     * rows, so that a model that is looked at is always there.
     */
    List<QualityReport> all();

    /** Empty for a model whose quality is not looked at. */
    default Optional<QualityReport> of(String model) {
        return all().stream().filter(report -> report.model().equals(model)).findFirst();
    }

    /** What the versions of a model predicted since the process started, in the rows that were looked at. */
    default Map<Integer, PredictionTotals> predictions(String model) {
        return Map.of();
    }

    /** By how much a version's median prediction is away from a day ago; empty where one of both is not known. */
    default OptionalDouble medianMovedInADay(ModelVersion version) {
        return OptionalDouble.empty();
    }

    /**
     * Makes what {@code version} got in the window that ends now the model's baseline, in place of an earlier one. Done
     * when it is stored; the next report is compared with it.
     *
     * @param actor who asked for it
     * @return fails with a {@link QualityProblem} where it can't be done; then the earlier one stays
     */
    Future<QualityReport.Reference> freeze(String model, int version, String actor);

    /** Forgets a frozen baseline. Fails with a {@link QualityProblem} where there is none, or the file names one. */
    Future<Void> drop(String model);
}
