package io.inferencegateway.loadtest.demo;

import java.time.Duration;
import java.util.List;

/**
 * What the live view shows at one moment. Immutable.
 *
 * @param scene one sentence: what is going on
 * @param evidence what the gateway holds against the canary; empty before a rollout
 */
record Frame(Duration elapsed, Duration duration, String scene, List<Row> rows, List<RolloutStatus.Test> evidence) {
    Frame {
        rows = List.copyOf(rows);
        evidence = List.copyOf(evidence);
    }

    static Frame opening(Duration duration) {
        return new Frame(Duration.ZERO, duration, "starting", List.of(), List.of());
    }

    /**
     * One version over the last seconds, as its clients saw it.
     *
     * @param weight its share of the split, such as {@code 10%}
     * @param errorShare 0 to 1
     */
    record Row(
            int version,
            String weight,
            double perSecond,
            double errorShare,
            double p50Millis,
            double p95Millis,
            double p99Millis) {}
}
