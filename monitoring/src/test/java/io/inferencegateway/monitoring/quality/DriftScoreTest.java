package io.inferencegateway.monitoring.quality;

import static io.inferencegateway.monitoring.quality.HandRows.normal;
import static io.inferencegateway.monitoring.quality.HandRows.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftScoreTest {
    private static final double LIMIT = QualityPolicy.DRIFT_LIMIT;
    private static final int MINIMUM = QualityPolicy.MINIMUM_ROWS;

    @ParameterizedTest
    @CsvSource({"200,200", "200,5000", "600,600", "4000,4000"})
    void the_same_source_is_seldom_called_drift(int referenceRows, int rows) {
        assertThat(drifts(
                        random -> score(normal(rows, 0, random), FeatureProfile.of(normal(referenceRows, 0, random)))))
                .as("of 400 comparisons of numbers")
                .isLessThanOrEqualTo(4);
        assertThat(drifts(random ->
                        score(letters(rows, 20, random), FeatureProfile.of(letters(referenceRows, 20, random)))))
                .as("of 400 comparisons of 20 categories")
                .isLessThanOrEqualTo(4);
    }

    private static int drifts(Function<SplittableRandom, Drift> compare) {
        int drifts = 0;
        for (int seed = 0; seed < 400; seed++) {
            if (compare.apply(new SplittableRandom(seed)).verdict() == QualityVerdict.DRIFT) {
                drifts++;
            }
        }
        return drifts;
    }

    @Test
    void a_shift_of_four_tenths_of_a_deviation_scores_about_the_limit_whatever_the_volume() {
        for (int rows : new int[] {300, 600, 4_000}) {
            double sum = 0;
            for (int seed = 0; seed < 100; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                sum += score(normal(rows, 0.4, random), FeatureProfile.of(normal(rows, 0, random)))
                        .score();
            }
            assertThat(sum / 100).as("%d rows", rows).isBetween(0.12, 0.17);
        }
    }

    @Test
    void says_what_a_shift_is_in_deviations_and_as_a_distance_of_distributions() {
        Drift drift = score(values(2_000, i -> Value.of(i + 1_000)), FeatureProfile.of(values(2_000, Value::of)));

        assertThat(drift.test()).isEqualTo(DriftTest.PSI);
        assertThat(drift.verdict()).isEqualTo(QualityVerdict.DRIFT);
        assertThat(drift.ks()).isCloseTo(0.5, within(0.005));
        assertThat(drift.wasserstein()).isCloseTo(1_000 / (2_000 / Math.sqrt(12)), within(0.01));
    }

    @Test
    void few_values_are_judged_by_the_distance_of_distributions() {
        Drift drift = score(values(300, i -> Value.of(i + 150)), FeatureProfile.of(values(300, Value::of)));

        assertThat(drift.test()).isEqualTo(DriftTest.KOLMOGOROV_SMIRNOV);
        assertThat(drift.ks()).isCloseTo(0.5, within(0.01));
        assertThat(drift.score()).isLessThan(drift.ks()).isGreaterThan(0.45);
    }

    @Test
    void two_shares_of_categories_have_the_distance_of_the_textbook() {
        FeatureProfile half = FeatureProfile.of(values(100_000, i -> new Value.Category(i % 2 == 0 ? "a" : "b")));

        Drift drift = score(values(100_000, i -> new Value.Category(i % 4 == 0 ? "a" : "b")), half);

        // Of (1/4, 3/4) from (1/2, 1/2): H(3/8, 5/8) - (H(1/4, 3/4) + 1) / 2 = 0.0488 bit.
        assertThat(drift.test()).isEqualTo(DriftTest.JENSEN_SHANNON);
        assertThat(drift.score()).isCloseTo(Math.sqrt(0.0488), within(0.001));
    }

    @Test
    void a_category_that_was_never_there_counts() {
        Drift drift = score(
                values(1_000, i -> new Value.Category(i % 5 == 0 ? "new" : "a")),
                FeatureProfile.of(values(1_000, i -> new Value.Category("a"))));

        assertThat(drift.verdict()).isEqualTo(QualityVerdict.DRIFT);
    }

    @ParameterizedTest
    @CsvSource({"4", "6"})
    void a_constant_that_changes_drifts_in_either_direction(double now) {
        FeatureProfile five = FeatureProfile.of(values(1_000, i -> Value.of(5)));

        assertThat(score(values(1_000, i -> Value.of(5)), five).score()).isZero();
        assertThat(score(values(1_000, i -> Value.of(now)), five).score()).isGreaterThan(1);
    }

    @Test
    void a_feature_that_goes_missing_drifts_by_the_share_that_is_missing_more() {
        FeatureProfile whole = FeatureProfile.of(values(1_000, Value::of));

        Drift third = score(values(900, i -> i % 3 == 0 ? Value.MISSING : Value.of(i * 10 / 9.0)), whole);
        Drift gone = score(values(900, i -> Value.MISSING), whole);

        assertThat(third.test()).isEqualTo(DriftTest.MISSING);
        assertThat(third.score()).isCloseTo(1 / 3.0, within(0.001));
        assertThat(gone.score()).isEqualTo(1);
        assertThat(gone.verdict()).isEqualTo(QualityVerdict.DRIFT);
    }

    @Test
    void numbers_that_come_as_words_are_missing() {
        Drift drift = score(
                HandRows.rows(HandRows.POLICY, 500, i -> HandRows.row("x", new Value.Category("12")))
                        .values("x", Kind.NUMERIC),
                FeatureProfile.of(values(1_000, Value::of)));

        assertThat(drift.test()).isEqualTo(DriftTest.MISSING);
    }

    @ParameterizedTest
    @CsvSource({"199,1000", "1000,199"})
    void too_few_rows_on_either_side_are_unknown(int rows, int referenceRows) {
        Drift drift = score(values(rows, i -> Value.of(7)), FeatureProfile.of(values(referenceRows, Value::of)));

        assertThat(drift.verdict()).isEqualTo(QualityVerdict.UNKNOWN);
        assertThat(drift.score()).isNaN();
    }

    @Test
    void many_rare_categories_are_one_on_both_sides() {
        SplittableRandom random = new SplittableRandom(5);
        FeatureProfile profile = FeatureProfile.of(letters(4_000, 500, random));

        assertThat(((FeatureProfile.Categories) profile).shares())
                .hasSize(Shares.MOST_CATEGORIES + 1)
                .containsKey(Shares.OTHER);
        assertThat(score(letters(4_000, 500, random), profile).score()).isLessThan(LIMIT);
    }

    @Test
    void hostile_numbers_give_a_score_or_none_but_never_an_error() {
        double[] odd = {Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE, 0, -0.0, 1e308};
        FeatureProfile profile = FeatureProfile.of(values(600, i -> Value.of(odd[i % odd.length])));

        assertThat(score(values(600, i -> Value.of(odd[i % odd.length])), profile)
                        .score())
                .isZero();
    }

    private static FeatureValues letters(int rows, int kinds, SplittableRandom random) {
        return values(rows, i -> new Value.Category("c" + random.nextInt(kinds)));
    }

    private static Drift score(FeatureValues now, FeatureProfile reference) {
        return DriftScore.of(now, reference, LIMIT, MINIMUM);
    }
}
