package io.inferencegateway.monitoring.quality;

import io.inferencegateway.monitoring.quality.QualityReport.FeatureReport;
import java.util.List;
import java.util.OptionalDouble;

/** What alerts watch in a report, one number each. Of too few rows there is none. */
public final class QualityFigures {
    private QualityFigures() {}

    /**
     * 1 where a critical feature drifts, 0 where none does. Critical are those that the configuration marks as such, or
     * all of them where it marks none.
     */
    public static OptionalDouble driftOfCriticalFeature(QualityReport report) {
        boolean anyIsMarked = report.features().stream().anyMatch(FeatureReport::critical);
        List<QualityVerdict> known = report.features().stream()
                .filter(feature -> feature.critical() || !anyIsMarked)
                .map(feature -> feature.drift().verdict())
                .filter(verdict -> verdict != QualityVerdict.UNKNOWN)
                .toList();
        if (known.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(known.contains(QualityVerdict.DRIFT) ? 1 : 0);
    }

    /** Of the feature that is missing most: the share of rows without it. */
    public static OptionalDouble largestMissingRatio(QualityReport report) {
        if (report.rows() < report.minimumRows()) {
            return OptionalDouble.empty();
        }
        return report.features().stream()
                .mapToDouble(FeatureReport::missingRatio)
                .filter(Double::isFinite)
                .max();
    }
}
