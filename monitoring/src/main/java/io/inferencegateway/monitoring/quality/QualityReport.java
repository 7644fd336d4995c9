package io.inferencegateway.monitoring.quality;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model's inputs and predictions looked like in a window, beside its reference. Immutable.
 *
 * @param timeMillis when it was made; the window ends there
 * @param rows that were looked at, of all versions
 * @param verdict the worst of all features and predictions
 * @param reference null as long as there is none
 * @param features by score, the largest first, then by name
 * @param versions by number
 * @param skipped how many captured exchanges gave no row since the start, by reason
 */
public record QualityReport(
        String model,
        long timeMillis,
        Duration window,
        int minimumRows,
        long rows,
        QualityVerdict verdict,
        @Nullable Reference reference,
        List<FeatureReport> features,
        List<VersionReport> versions,
        Map<String, Long> skipped) {
    public QualityReport {
        features = List.copyOf(features);
        versions = List.copyOf(versions);
        skipped = Map.copyOf(skipped);
    }

    /** The names of the features whose inputs drift, in the report's order. */
    public List<String> drifted() {
        return features.stream()
                .filter(feature -> feature.drift().verdict() == QualityVerdict.DRIFT)
                .map(FeatureReport::feature)
                .toList();
    }

    /** Where a reference comes from. */
    public enum Source {
        FILE("file"),
        LIVE("live");

        private final String label;

        Source(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /**
     * What was compared with.
     *
     * @param version whose traffic it was frozen from; null for a file
     * @param createdBy null for a file
     * @param features how many it knows
     */
    public record Reference(
            Source source,
            @Nullable Integer version,
            long rows,
            long createdMillis,
            @Nullable String createdBy,
            int features) {}

    /**
     * One feature of a model's inputs, over all versions.
     *
     * @param rows that were looked at, with those where it was missing
     * @param missingRatio 0..1
     * @param referenceMissingRatio NaN where the reference has no such feature
     * @param outOfRangeRatio of the numbers, outside the configured range or else the reference's; NaN without either
     * @param critical its drift raises the alert for critical features
     */
    public record FeatureReport(
            String feature,
            Kind kind,
            Drift drift,
            long rows,
            double missingRatio,
            double referenceMissingRatio,
            double outOfRangeRatio,
            boolean critical,
            Shape shape) {}

    /**
     * @param rows that were looked at
     * @param prediction null where its answers held none that could be found
     */
    public record VersionReport(int version, long rows, @Nullable PredictionReport prediction) {}

    /**
     * What one version predicted.
     *
     * @param drift against the reference's predictions
     * @param quantiles null for categories
     * @param againstStable for a version beside the stable one, of the same minutes; null otherwise
     */
    public record PredictionReport(
            Kind kind,
            Drift drift,
            @Nullable Quantiles quantiles,
            Shape shape,
            @Nullable AgainstStable againstStable) {}

    /** Of numbers, in their own unit. */
    public record Quantiles(double mean, double p5, double p25, double p50, double p75, double p95) {}

    public record AgainstStable(Drift drift, long rows, long stableRows) {}
}
