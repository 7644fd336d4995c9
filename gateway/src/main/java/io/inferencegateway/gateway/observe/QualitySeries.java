package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.quality.PredictionTotals;
import io.inferencegateway.monitoring.quality.QualityReport;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code /metrics/quality} says of one moment. Immutable. */
public record QualitySeries(List<Model> models) {
    public QualitySeries {
        models = List.copyOf(models);
    }

    /**
     * @param predictions since the process started, by version
     * @param features those of the report that have series
     * @param classes those of all predictions that have series of their own; all others are one
     */
    public record Model(
            QualityReport report,
            Map<Integer, PredictionTotals> predictions,
            Set<String> features,
            Set<String> classes) {
        public Model {
            predictions = Map.copyOf(predictions);
            features = Set.copyOf(features);
            classes = Set.copyOf(classes);
        }
    }
}
