package io.inferencegateway.monitoring.quality;

import static io.inferencegateway.monitoring.quality.HandRows.POLICY;
import static io.inferencegateway.monitoring.quality.HandRows.baseline;
import static io.inferencegateway.monitoring.quality.HandRows.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QualityReviewTest {
    private static final Map<String, FeatureRule> RULES = Map.of(
            "income", new FeatureRule(Kind.NUMERIC, 0.3, 0.0, 1_000.0, true, false),
            "zipcode", new FeatureRule(Kind.CATEGORICAL, null, null, null, false, false));

    @Test
    void without_a_baseline_it_tells_what_it_sees_and_judges_nothing() {
        QualityReport report = review(POLICY, null, Map.of(1, rows(POLICY, 500, i -> claim(i, 0))), 1);

        assertThat(report.verdict()).isEqualTo(QualityVerdict.UNKNOWN);
        assertThat(report.reference()).isNull();
        assertThat(report.features())
                .extracting(QualityReport.FeatureReport::feature)
                .containsExactly("income", "region");
        Shape.Bins bins = (Shape.Bins) feature(report, "income").shape();
        assertThat(bins.bins()).hasSize(10).allSatisfy(bin -> {
            assertThat(bin.share()).isCloseTo(0.1, within(0.01));
            assertThat(bin.referenceShare()).isNaN();
        });
        assertThat(feature(report, "region").shape())
                .isEqualTo(new Shape.Categories(List.of(
                        new Shape.CategoryShare("north", 0.5, Double.NaN),
                        new Shape.CategoryShare("south", 0.5, Double.NaN))));
    }

    @Test
    void inputs_of_all_versions_are_one_and_the_drifted_one_comes_first() {
        Baseline baseline = baseline(POLICY, rows(POLICY, 1_000, i -> claim(i, 0)));

        QualityReport report = review(
                POLICY,
                baseline,
                Map.of(
                        1, rows(POLICY, 500, i -> claim(i, 900)),
                        2, rows(POLICY, 500, i -> claim(i, 900))),
                1);

        assertThat(report.rows()).isEqualTo(1_000);
        assertThat(report.verdict()).isEqualTo(QualityVerdict.DRIFT);
        assertThat(report.drifted()).containsExactly("income");
        assertThat(report.features().get(0).feature()).isEqualTo("income");
        assertThat(report.features().get(0).outOfRangeRatio()).isCloseTo(0.6, within(0.01));
        assertThat(feature(report, "region").drift().verdict()).isEqualTo(QualityVerdict.OK);
    }

    @Test
    void a_rule_has_its_own_limit_range_and_kind() {
        QualityPolicy policy = new QualityPolicy(POLICY.window(), 200, 0.15, RULES);
        Baseline baseline = baseline(policy, rows(policy, 1_000, i -> zoned(i, 0)));

        QualityReport report = review(policy, baseline, Map.of(1, rows(policy, 1_000, i -> zoned(i, 150))), 1);

        QualityReport.FeatureReport income = feature(report, "income");
        assertThat(income.drift().limit()).isEqualTo(0.3);
        assertThat(income.critical()).isTrue();
        assertThat(income.outOfRangeRatio()).isCloseTo(0.15, within(0.002));
        assertThat(feature(report, "zipcode").kind()).isEqualTo(Kind.CATEGORICAL);
        assertThat(((Shape.Categories) feature(report, "zipcode").shape()).categories())
                .extracting(Shape.CategoryShare::value)
                .contains("90210");
    }

    @Test
    void a_feature_of_the_baseline_that_nobody_sends_any_more_is_reported_as_missing() {
        Baseline baseline = baseline(POLICY, rows(POLICY, 1_000, i -> claim(i, 0)));

        QualityReport report =
                review(POLICY, baseline, Map.of(1, rows(POLICY, 500, i -> HandRows.row("age", Value.of(i)))), 1);

        assertThat(feature(report, "income").missingRatio()).isEqualTo(1);
        assertThat(report.drifted()).containsExactlyInAnyOrder("income", "region");
        assertThat(feature(report, "age").drift().verdict()).isEqualTo(QualityVerdict.UNKNOWN);
    }

    @Test
    void a_slip_of_one_caller_is_no_feature() {
        QualityReport report = review(
                POLICY,
                null,
                Map.of(1, rows(POLICY, 500, i -> i == 7 ? HandRows.row("incmoe", Value.of(1)) : claim(i, 0))),
                1);

        assertThat(report.features())
                .extracting(QualityReport.FeatureReport::feature)
                .doesNotContain("incmoe");
    }

    @Test
    void a_canarys_predictions_stand_beside_stables_of_the_same_minutes() {
        QualityReport report = review(
                POLICY,
                null,
                Map.of(
                        1, rows(POLICY, 1_000, i -> HandRows.predicted(Value.of(i / 1_000.0))),
                        2, rows(POLICY, 600, i -> HandRows.predicted(Value.of(0.5 + i / 1_200.0)))),
                1);

        QualityReport.PredictionReport canary = prediction(report, 2);
        assertThat(prediction(report, 1).againstStable()).isNull();
        assertThat(canary.againstStable()).isNotNull();
        assertThat(canary.againstStable().drift().verdict()).isEqualTo(QualityVerdict.DRIFT);
        assertThat(canary.againstStable().stableRows()).isEqualTo(1_000);
        assertThat(canary.quantiles().p50()).isCloseTo(0.75, within(0.01));
        assertThat(canary.quantiles().mean()).isCloseTo(0.75, within(0.01));
        assertThat(report.verdict()).isEqualTo(QualityVerdict.DRIFT);
    }

    @Test
    void classes_are_compared_by_their_shares() {
        Rows before = rows(POLICY, 1_000, i -> HandRows.predicted(new Value.Category(i % 10 == 0 ? "deny" : "allow")));
        Rows now = rows(POLICY, 1_000, i -> HandRows.predicted(new Value.Category(i % 2 == 0 ? "deny" : "allow")));

        QualityReport.PredictionReport prediction =
                prediction(review(POLICY, baseline(POLICY, before), Map.of(1, now), 1), 1);

        assertThat(prediction.drift().verdict()).isEqualTo(QualityVerdict.DRIFT);
        assertThat(prediction.quantiles()).isNull();
        assertThat(prediction.shape())
                .isEqualTo(new Shape.Categories(List.of(
                        new Shape.CategoryShare("allow", 0.5, 0.9), new Shape.CategoryShare("deny", 0.5, 0.1))));
    }

    @Test
    void no_rows_at_all_are_a_report_too() {
        Baseline baseline = baseline(POLICY, rows(POLICY, 1_000, i -> claim(i, 0)));

        QualityReport report = review(POLICY, baseline, Map.of(), null);

        assertThat(report.rows()).isZero();
        assertThat(report.verdict()).isEqualTo(QualityVerdict.UNKNOWN);
        assertThat(feature(report, "income").missingRatio()).isNaN();
    }

    private static Observation claim(int i, double shift) {
        return new Observation(
                Map.of(
                        "income",
                        Value.of(i % 1_000 * (shift == 0 ? 1 : 0.5) + shift),
                        "region",
                        new Value.Category(i % 2 == 0 ? "north" : "south")),
                null);
    }

    private static Observation zoned(int i, double shift) {
        return new Observation(
                Map.of("income", Value.of(i + 1 + shift), "zipcode", Value.of(i % 2 == 0 ? 90_210 : 10_001)), null);
    }

    private static QualityReport review(
            QualityPolicy policy, @Nullable Baseline baseline, Map<Integer, Rows> versions, @Nullable Integer stable) {
        return QualityReview.of("claims", 60_000, policy, baseline, versions, stable, Map.of());
    }

    private static QualityReport.FeatureReport feature(QualityReport report, String name) {
        return report.features().stream()
                .filter(each -> each.feature().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static QualityReport.PredictionReport prediction(QualityReport report, int version) {
        return report.versions().stream()
                .filter(each -> each.version() == version)
                .findFirst()
                .orElseThrow()
                .prediction();
    }
}
