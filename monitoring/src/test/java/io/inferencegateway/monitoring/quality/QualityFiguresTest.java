package io.inferencegateway.monitoring.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.monitoring.quality.QualityReport.FeatureReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QualityFiguresTest {
    @Test
    void only_features_that_are_marked_count_as_critical() {
        assertThat(QualityFigures.driftOfCriticalFeature(
                        report(200, feature(QualityVerdict.DRIFT, 0, false), feature(QualityVerdict.WARNING, 0, true))))
                .hasValue(0);
        assertThat(QualityFigures.driftOfCriticalFeature(
                        report(200, feature(QualityVerdict.OK, 0, false), feature(QualityVerdict.DRIFT, 0, true))))
                .hasValue(1);
    }

    @Test
    void where_nobody_marked_one_every_feature_is_critical() {
        assertThat(QualityFigures.driftOfCriticalFeature(
                        report(200, feature(QualityVerdict.OK, 0, false), feature(QualityVerdict.DRIFT, 0, false))))
                .hasValue(1);
    }

    @Test
    void drift_of_what_nobody_can_judge_is_not_known() {
        assertThat(QualityFigures.driftOfCriticalFeature(
                        report(200, feature(QualityVerdict.DRIFT, 0, false), feature(QualityVerdict.UNKNOWN, 0, true))))
                .isEmpty();
        assertThat(QualityFigures.driftOfCriticalFeature(report(0))).isEmpty();
    }

    @Test
    void the_feature_that_is_missing_most_speaks_for_all() {
        QualityReport report =
                report(200, feature(QualityVerdict.OK, 0.01, false), feature(QualityVerdict.OK, 0.07, false));

        assertThat(QualityFigures.largestMissingRatio(report)).hasValue(0.07);
    }

    @Test
    void of_too_few_rows_nobody_can_say_what_is_missing() {
        assertThat(QualityFigures.largestMissingRatio(report(199, feature(QualityVerdict.UNKNOWN, 0.5, false))))
                .isEmpty();
        assertThat(QualityFigures.largestMissingRatio(report(200))).isEmpty();
    }

    private static QualityReport report(long rows, FeatureReport... features) {
        return new QualityReport(
                "m",
                0,
                Duration.ofMinutes(15),
                200,
                rows,
                QualityVerdict.UNKNOWN,
                null,
                List.of(features),
                List.of(),
                Map.of());
    }

    private static FeatureReport feature(QualityVerdict verdict, double missing, boolean critical) {
        Drift drift = new Drift(null, 0, 0.15, verdict, Double.NaN, Double.NaN);
        return new FeatureReport(
                "f", Kind.NUMERIC, drift, 200, missing, Double.NaN, Double.NaN, critical, new Shape.Bins(List.of()));
    }
}
