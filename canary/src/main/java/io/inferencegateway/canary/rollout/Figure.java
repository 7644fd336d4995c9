package io.inferencegateway.canary.rollout;

import io.inferencegateway.monitoring.evidence.Reading;
import java.util.List;

/**
 * What one test said when a transition was decided: a {@link Reading} without its verdict, small enough to be kept with
 * each transition. Immutable.
 *
 * @param test the test's name, such as {@code error-rate}
 * @param n events it had weighed
 * @param bad those of them that spoke against the canary
 * @param eValue its evidence, finite
 * @param threshold the evidence at which it is critical
 */
public record Figure(String test, long n, long bad, double eValue, double threshold) {
    public Figure {
        // JSON has no infinity, and evidence that outgrew a double is as critical as the largest one.
        eValue = Double.isNaN(eValue) ? 0 : Math.min(eValue, Double.MAX_VALUE);
    }

    public static List<Figure> of(List<Reading> readings) {
        return readings.stream()
                .map(each -> new Figure(each.test(), each.n(), each.bad(), each.eValue(), each.threshold()))
                .toList();
    }
}
