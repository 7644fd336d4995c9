package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.observe.MetricsView.Version;
import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.Measure;
import io.inferencegateway.monitoring.stats.WindowStats;
import java.util.List;

/** The names of dashboards and alerts written for inference services. */
final class MlDialect {
    private static final Bounds SECONDS =
            Bounds.ofSeconds(Measure.REQUEST_DURATION, .01, .025, .05, .1, .2, .35, .5, .75, 1, 2, 5, 10, 30);

    private final ExpositionWriter out;
    private final List<VersionCells> versions;

    MlDialect(ExpositionWriter out, List<VersionCells> versions) {
        this.out = out;
        this.versions = versions;
    }

    void write() {
        out.family("ml_inference_requests_total", FamilyType.COUNTER, "Inference requests, by whether they succeeded.");
        for (VersionCells each : versions) {
            Version version = each.version();
            List<Cell> served = each.answers();
            long total = served.stream().mapToLong(Cell::count).sum();
            long errors = served.stream()
                    .filter(cell -> WindowStats.isTrafficError(cell.key().status()))
                    .mapToLong(Cell::count)
                    .sum();
            if (total > 0 || version.weight().isPresent()) {
                Labels labels = operation(version);
                out.sample(labels.and("status", "success"), total - errors);
                out.sample(labels.and("status", "error"), errors);
            }
        }
        out.family("ml_inference_latency_seconds", FamilyType.HISTOGRAM, "What callers waited for an inference.");
        for (VersionCells each : versions) {
            out.histogram(
                    operation(each.version()),
                    Distribution.of(Measure.REQUEST_DURATION, each.answers()),
                    SECONDS,
                    each.version().exemplars().ofAnswers());
        }
        out.family("ml_model_info", FamilyType.GAUGE, "1 for each configured version, with what it is made of.");
        for (VersionCells each : versions) {
            Version version = each.version();
            out.sample(
                    Labels.of(
                            "model_name", version.id().model(),
                            "model_version", Integer.toString(version.id().version()),
                            "framework", version.framework()),
                    1L);
        }
    }

    private static Labels operation(Version version) {
        return Labels.of(
                "model_name", version.id().model(),
                "model_version", Integer.toString(version.id().version()),
                "route", version.route());
    }
}
