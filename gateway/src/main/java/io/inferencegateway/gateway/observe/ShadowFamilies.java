package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.observe.MetricsView.Shadow;
import io.inferencegateway.gateway.observe.MetricsView.Version;
import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.Measure;
import io.inferencegateway.monitoring.stats.Track;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Copies of requests in the native dialect: how they ended, how they compared, how long they took. */
final class ShadowFamilies {
    private static final String PREFIX = "inference_gateway_shadow_";

    private final ExpositionWriter out;
    private final MetricsView view;
    private final Bounds duration;

    ShadowFamilies(ExpositionWriter out, MetricsView view, double[] seconds) {
        this.out = out;
        this.view = view;
        this.duration = Bounds.ofSeconds(Measure.REQUEST_DURATION, seconds);
    }

    void write() {
        writeRequests();
        out.family(
                PREFIX + "compared_total",
                FamilyType.COUNTER,
                "Copies of requests, by whether the canary's status is stable's.");
        for (Shadow shadow : view.shadows()) {
            out.sample(labels(shadow) + ',' + Labels.of("result", "same_status"), shadow.sameStatus());
            out.sample(labels(shadow) + ',' + Labels.of("result", "other_status"), shadow.otherStatus());
        }
        out.family(PREFIX + "duration_seconds", FamilyType.HISTOGRAM, "What the canary took for copies of requests.");
        for (Version version : view.versions()) {
            List<Cell> copies = copies(version);
            out.histogram(NativeDialect.labels(version), Distribution.of(Measure.REQUEST_DURATION, copies), duration);
        }
    }

    private void writeRequests() {
        Map<String, Long> counts = new TreeMap<>();
        for (Version version : view.versions()) {
            for (Cell cell : copies(version)) {
                String outcome = Labels.of("outcome", cell.key().outcome().label());
                counts.merge(NativeDialect.labels(version) + ',' + outcome, cell.count(), Long::sum);
            }
        }
        for (Shadow shadow : view.shadows()) {
            shadow.dropped()
                    .forEach((why, count) -> counts.put(labels(shadow) + ',' + Labels.of("outcome", why), count));
        }
        out.family(
                PREFIX + "requests_total",
                FamilyType.COUNTER,
                "Requests copied to a canary, by how that ended or why they were not.");
        counts.forEach(out::sample);
    }

    private static List<Cell> copies(Version version) {
        return version.totals().cells().stream()
                .filter(cell -> cell.key().track() == Track.SHADOW)
                .toList();
    }

    private static String labels(Shadow shadow) {
        return Labels.of(
                "model", shadow.id().model(),
                "version", Integer.toString(shadow.id().version()));
    }
}
