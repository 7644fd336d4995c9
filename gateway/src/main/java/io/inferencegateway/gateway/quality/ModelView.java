package io.inferencegateway.gateway.quality;

import io.inferencegateway.monitoring.quality.PredictionTotals;
import io.inferencegateway.monitoring.quality.QualityReport;
import java.util.Map;

/**
 * What the last comparison of a model saw. Immutable.
 *
 * @param predictions by version, everything that was looked at since the start
 * @param medianMoved by version, how far the median prediction is from that of a day ago, without a sign; NaN where that is
 *     not known
 * @param medians by version, those of the last day by half hour, to be kept over a restart
 */
public record ModelView(
        QualityReport report,
        Map<Integer, PredictionTotals> predictions,
        Map<Integer, Double> medianMoved,
        Map<Integer, Map<Long, Double>> medians) {
    public ModelView {
        predictions = Map.copyOf(predictions);
        medianMoved = Map.copyOf(medianMoved);
        medians = Map.copyOf(medians);
    }
}
