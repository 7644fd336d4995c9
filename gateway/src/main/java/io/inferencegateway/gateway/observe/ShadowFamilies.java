package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.observe.MetricsView.Shadow;
import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.Measure;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Copies of requests in the native dialect: how they ended, how they compared, how long they took. */
final class ShadowFamilies {
    private static final String PREFIX = "inference_gateway_shadow_";

    private final ExpositionWriter out;
    private final MetricsView view;
    private final List<VersionCells> versions;
    private final Bounds duration;

    ShadowFamilies(ExpositionWriter out, MetricsView view, List<VersionCells> versions, Bounds duration) {
        this.out = out;
        this.view = view;
        this.versions = versions;
        this.duration = duration;
    }

    void write() {
        writeRequests();
        out.family(
                PREFIX + "compared_total",
                FamilyType.COUNTER,
                "Copies of requests, by whether the canary's status is stable's.");
        for (Shadow shadow : view.shadows()) {
            out.sample(labels(shadow).and("result", "same_status"), shadow.sameStatus());
            out.sample(labels(shadow).and("result", "other_status"), shadow.otherStatus());
        }
        out.family(PREFIX + "duration_seconds", FamilyType.HISTOGRAM, "What the canary took for copies of requests.");
        for (VersionCells each : versions) {
            out.histogram(
                    each.labels(),
                    Distribution.of(Measure.REQUEST_DURATION, each.copies()),
                    duration,
                    ExpositionWriter.BucketExemplars.NONE);
        }
    }

    private void writeRequests() {
        Map<Labels, Long> counts = new TreeMap<>(Comparator.comparing(Labels::text));
        for (VersionCells each : versions) {
            for (Cell cell : each.copies()) {
                Labels labels =
                        each.labels().and("outcome", cell.key().outcome().label());
                counts.merge(labels, cell.count(), Long::sum);
            }
        }
        for (Shadow shadow : view.shadows()) {
            shadow.dropped().forEach((why, count) -> counts.put(labels(shadow).and("outcome", why), count));
        }
        out.family(
                PREFIX + "requests_total",
                FamilyType.COUNTER,
                "Requests copied to a canary, by how that ended or why they were not.");
        counts.forEach(out::sample);
    }

    private static Labels labels(Shadow shadow) {
        return Labels.of(
                "model", shadow.id().model(),
                "version", Integer.toString(shadow.id().version()));
    }
}
