package io.inferencegateway.monitoring.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inferencegateway.monitoring.alert.AlertCondition.Comparison;
import io.inferencegateway.monitoring.alert.AlertCondition.Reading;
import io.inferencegateway.monitoring.alert.AlertState.Phase;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlertStateTest {
    private static final OptionalDouble BAD = OptionalDouble.of(0.5);
    private static final OptionalDouble BETWEEN = OptionalDouble.of(0.04);
    private static final OptionalDouble GOOD = OptionalDouble.of(0.01);
    private static final OptionalDouble NO_DATA = OptionalDouble.empty();

    private AlertCondition condition = above(Duration.ofSeconds(2), Duration.ZERO, NoData.OK);
    private long now = 1_000_000;
    private AlertState state = AlertState.inactive(now);

    @Test
    void fires_when_the_condition_has_held_for_as_long_as_the_rule_asks() {
        expect(BAD, 0, Phase.PENDING);
        expect(BAD, 1_000, Phase.PENDING);
        expect(BAD, 999, Phase.PENDING);
        expect(BAD, 1, Phase.FIRING);
        assertThat(state.sinceMillis()).isEqualTo(now);
        expect(BAD, 60_000, Phase.FIRING);
        assertThat(state.sinceMillis()).isEqualTo(now - 60_000);
    }

    @Test
    void one_good_evaluation_makes_a_pending_alert_inactive_and_the_wait_begins_anew() {
        expect(BAD, 0, Phase.PENDING);
        expect(GOOD, 1_900, Phase.INACTIVE);
        expect(BAD, 100, Phase.PENDING);
        expect(BAD, 1_999, Phase.PENDING);
        expect(BAD, 1, Phase.FIRING);
    }

    @Test
    void without_a_wait_to_clear_it_resolves_with_the_first_good_evaluation_and_can_fire_again() {
        expect(BAD, 0, Phase.PENDING);
        expect(BAD, 2_000, Phase.FIRING);
        expect(GOOD, 1_000, Phase.RESOLVED);
        expect(GOOD, 1_000, Phase.RESOLVED);
        assertThat(state.sinceMillis()).isEqualTo(now - 1_000);
        expect(BAD, 1_000, Phase.PENDING);
        expect(BAD, 2_000, Phase.FIRING);
    }

    @Test
    void resolves_only_when_the_value_has_been_back_for_as_long_as_the_rule_asks() {
        condition = above(Duration.ZERO, Duration.ofSeconds(10), NoData.OK);
        expect(BAD, 0, Phase.FIRING);
        expect(GOOD, 1_000, Phase.FIRING);
        assertThat(state.clearingSinceMillis()).isEqualTo(now);
        expect(GOOD, 9_999, Phase.FIRING);
        expect(BAD, 0, Phase.FIRING);
        assertThat(state.clearingSinceMillis()).isNull();
        expect(GOOD, 1_000, Phase.FIRING);
        expect(GOOD, 9_999, Phase.FIRING);
        expect(GOOD, 1, Phase.RESOLVED);
    }

    @Test
    void a_value_between_the_thresholds_begins_nothing_and_ends_nothing() {
        condition = above(Duration.ZERO, Duration.ofSeconds(10), NoData.OK);
        expect(BETWEEN, 0, Phase.INACTIVE);
        expect(BAD, 1_000, Phase.FIRING);
        expect(BETWEEN, 60_000, Phase.FIRING);
        expect(GOOD, 1_000, Phase.FIRING);
        expect(BETWEEN, 9_999, Phase.FIRING);
        expect(GOOD, 1, Phase.FIRING);
        expect(GOOD, 10_000, Phase.RESOLVED);
        expect(BETWEEN, 1_000, Phase.RESOLVED);
    }

    /** Every phase, every reading, before and after each wait is over. */
    @ParameterizedTest(name = "{0}, {1}, {2} ms later: {3}")
    @CsvSource({
        "INACTIVE, HOLDS,   0,    PENDING",
        "INACTIVE, HOLDS,   9000, PENDING",
        "INACTIVE, BETWEEN, 0,    INACTIVE",
        "INACTIVE, BETWEEN, 9000, INACTIVE",
        "INACTIVE, BACK,    0,    INACTIVE",
        "INACTIVE, BACK,    9000, INACTIVE",
        "INACTIVE, NONE,    0,    INACTIVE",
        "INACTIVE, NONE,    9000, INACTIVE",
        "PENDING,  HOLDS,   1999, PENDING",
        "PENDING,  HOLDS,   2000, FIRING",
        "PENDING,  BETWEEN, 1999, INACTIVE",
        "PENDING,  BETWEEN, 2000, INACTIVE",
        "PENDING,  BACK,    1999, INACTIVE",
        "PENDING,  BACK,    2000, INACTIVE",
        "PENDING,  NONE,    1999, PENDING",
        "PENDING,  NONE,    2000, PENDING",
        "FIRING,   HOLDS,   0,    FIRING",
        "FIRING,   HOLDS,   9000, FIRING",
        "FIRING,   BETWEEN, 0,    FIRING",
        "FIRING,   BETWEEN, 9000, FIRING",
        "FIRING,   BACK,    0,    CLEARING",
        "FIRING,   BACK,    9000, CLEARING",
        "FIRING,   NONE,    0,    FIRING",
        "FIRING,   NONE,    9000, FIRING",
        "CLEARING, HOLDS,   2999, FIRING",
        "CLEARING, HOLDS,   3000, FIRING",
        "CLEARING, BETWEEN, 2999, FIRING",
        "CLEARING, BETWEEN, 3000, FIRING",
        "CLEARING, BACK,    2999, CLEARING",
        "CLEARING, BACK,    3000, RESOLVED",
        "CLEARING, NONE,    2999, CLEARING",
        "CLEARING, NONE,    3000, CLEARING",
        "RESOLVED, HOLDS,   0,    PENDING",
        "RESOLVED, HOLDS,   9000, PENDING",
        "RESOLVED, BETWEEN, 0,    RESOLVED",
        "RESOLVED, BETWEEN, 9000, RESOLVED",
        "RESOLVED, BACK,    0,    RESOLVED",
        "RESOLVED, BACK,    9000, RESOLVED",
        "RESOLVED, NONE,    0,    RESOLVED",
        "RESOLVED, NONE,    9000, RESOLVED"
    })
    void the_whole_table(String from, Reading reading, long later, String to) {
        AlertCondition waits = above(Duration.ofSeconds(2), Duration.ofSeconds(3), NoData.KEEP);
        AlertState before = from.equals("CLEARING")
                ? new AlertState(Phase.FIRING, now, now)
                : AlertState.enter(Phase.valueOf(from), now);
        OptionalDouble value =
                switch (reading) {
                    case HOLDS -> BAD;
                    case BETWEEN -> BETWEEN;
                    case BACK -> GOOD;
                    case NONE -> NO_DATA;
                };
        assertThat(waits.read(value)).isEqualTo(reading);

        AlertState after = before.next(waits, value, now + later);

        String shown = after.clearingSinceMillis() == null ? after.phase().name() : "CLEARING";
        assertThat(shown).isEqualTo(to);
        boolean same = after.phase() == before.phase();
        assertThat(after.sinceMillis()).isEqualTo(same ? now : now + later);
    }

    @Test
    void a_rule_without_a_wait_fires_at_once() {
        condition = above(Duration.ZERO, Duration.ZERO, NoData.OK);
        expect(BAD, 0, Phase.FIRING);
        expect(GOOD, 0, Phase.RESOLVED);
        expect(BAD, 0, Phase.FIRING);
    }

    @Test
    void no_data_can_mean_that_all_is_well() {
        expect(NO_DATA, 0, Phase.INACTIVE);
        expect(BAD, 0, Phase.PENDING);
        expect(NO_DATA, 1_000, Phase.INACTIVE);
        expect(BAD, 0, Phase.PENDING);
        expect(BAD, 2_000, Phase.FIRING);
        expect(NO_DATA, 1_000, Phase.RESOLVED);
    }

    @Test
    void no_data_can_mean_nothing_then_only_a_value_fires_or_resolves() {
        condition = above(Duration.ofSeconds(2), Duration.ofSeconds(3), NoData.KEEP);
        expect(BAD, 0, Phase.PENDING);
        expect(NO_DATA, 10_000, Phase.PENDING);
        expect(BAD, 0, Phase.FIRING);
        expect(GOOD, 0, Phase.FIRING);
        expect(NO_DATA, 10_000, Phase.FIRING);
        expect(GOOD, 0, Phase.RESOLVED);
    }

    @Test
    void no_data_can_be_what_the_rule_waits_for() {
        condition = above(Duration.ofSeconds(2), Duration.ZERO, NoData.ALERTING);
        expect(NO_DATA, 0, Phase.PENDING);
        expect(NO_DATA, 2_000, Phase.FIRING);
        expect(GOOD, 1_000, Phase.RESOLVED);
    }

    @Test
    void a_clock_that_is_set_back_does_not_stretch_a_wait() {
        condition = above(Duration.ofSeconds(2), Duration.ofSeconds(3), NoData.OK);
        expect(BAD, 0, Phase.PENDING);
        expect(BAD, -3_600_000, Phase.PENDING);
        expect(BAD, 1_999, Phase.PENDING);
        expect(BAD, 1, Phase.FIRING);
        expect(GOOD, 0, Phase.FIRING);
        expect(GOOD, -3_600_000, Phase.FIRING);
        expect(GOOD, 2_999, Phase.FIRING);
        expect(GOOD, 1, Phase.RESOLVED);
    }

    @ParameterizedTest(name = "{0} {1} {2}, clear {3}: {4}")
    @CsvSource({
        "0.05,   ABOVE, 0.05, 0.03, BETWEEN",
        "0.0501, ABOVE, 0.05, 0.03, HOLDS",
        "0.031,  ABOVE, 0.05, 0.03, BETWEEN",
        "0.03,   ABOVE, 0.05, 0.03, BACK",
        "0.05,   ABOVE, 0.05, 0.05, BACK",
        "0.05,   BELOW, 0.05, 0.08, BETWEEN",
        "0.0499, BELOW, 0.05, 0.08, HOLDS",
        "0.08,   BELOW, 0.05, 0.08, BACK",
        "0.05,   BELOW, 0.05, 0.05, BACK",
        "NaN,    BELOW, 0.05, 0.05, BACK",
        "NaN,    ABOVE, 0.05, 0.05, BACK"
    })
    void the_threshold_itself_breaks_nothing_and_clear_itself_is_back(
            double value, Comparison comparison, double threshold, double clear, Reading expected) {
        AlertCondition compared = new AlertCondition(
                AlertMetric.ERROR_RATE, comparison, threshold, null, Duration.ZERO, clear, Duration.ZERO, NoData.OK, 0);
        assertThat(compared.read(OptionalDouble.of(value))).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(AlertMetric.class)
    void an_empty_window_has_rates_and_no_other_figure(AlertMetric metric) {
        AlertFigures nothing = new HandFigures(false, NO_DATA, NO_DATA);
        OptionalDouble expected =
                switch (metric) {
                    case REQUEST_RATE, REQUESTS_PER_MINUTE -> OptionalDouble.of(0);
                    default -> NO_DATA;
                };
        assertThat(metric.of(nothing)).isEqualTo(expected);
        assertThat(AlertMetric.of(metric.label())).isSameAs(metric);
    }

    @Test
    void a_version_that_is_used_to_traffic_misses_it_and_measured_figures_are_passed_on() {
        AlertFigures figures = new HandFigures(true, OptionalDouble.of(0.95), OptionalDouble.of(0.2));
        assertThat(AlertMetric.NO_REQUESTS.of(figures)).hasValue(1);
        assertThat(AlertMetric.CPU_UTILIZATION.of(figures)).hasValue(0.95);
        assertThat(AlertMetric.MEMORY_GROWTH_PER_HOUR.of(figures)).hasValue(0.2);
        assertThatThrownBy(() -> AlertMetric.of("p98_latency_ms")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rules_that_cannot_mean_anything_are_refused() {
        Stream.<Runnable>of(
                        () -> AlertCondition.of(AlertMetric.ERROR_RATE, Comparison.ABOVE, Double.NaN, Duration.ZERO),
                        () -> above(Duration.ofSeconds(-1), Duration.ZERO, NoData.OK),
                        () -> above(Duration.ZERO, Duration.ofSeconds(-1), NoData.OK),
                        () -> clearAt(Comparison.ABOVE, 0.06),
                        () -> clearAt(Comparison.BELOW, 0.04),
                        () -> new AlertRule(" ", condition, AlertNotice.of("page")),
                        () -> AlertNotice.of(" "),
                        () -> new AlertState(Phase.RESOLVED, now, now))
                .forEach(made -> assertThatThrownBy(made::run).isInstanceOf(IllegalArgumentException.class));
    }

    private void expect(OptionalDouble value, long elapsedMillis, Phase expected) {
        now += elapsedMillis;
        state = state.next(condition, value, now);
        assertThat(state.phase()).isEqualTo(expected);
    }

    private static AlertCondition clearAt(Comparison comparison, double clear) {
        return new AlertCondition(
                AlertMetric.ERROR_RATE, comparison, 0.05, null, Duration.ZERO, clear, Duration.ZERO, NoData.OK, 0);
    }

    private static AlertCondition above(Duration sustained, Duration clearFor, NoData noData) {
        return new AlertCondition(
                AlertMetric.ERROR_RATE, Comparison.ABOVE, 0.05, null, sustained, 0.03, clearFor, noData, 0);
    }
}
