package io.inferencegateway.monitoring.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inferencegateway.monitoring.alert.AlertRule.Comparison;
import io.inferencegateway.monitoring.alert.AlertState.Phase;
import io.inferencegateway.monitoring.stats.VersionWindows;
import io.inferencegateway.monitoring.stats.Window;
import io.inferencegateway.monitoring.stats.WindowStats;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertStateTest {
    private static final OptionalDouble BAD = OptionalDouble.of(0.5);
    private static final OptionalDouble GOOD = OptionalDouble.of(0.01);
    private static final OptionalDouble NO_DATA = OptionalDouble.empty();

    private final AlertRule rule = rule(AlertMetric.ERROR_RATE, Comparison.ABOVE, 0.05, Duration.ofSeconds(2));
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
    void resolves_with_the_first_good_evaluation_and_can_fire_again() {
        expect(BAD, 0, Phase.PENDING);
        expect(BAD, 2_000, Phase.FIRING);
        expect(GOOD, 1_000, Phase.RESOLVED);
        expect(GOOD, 1_000, Phase.RESOLVED);
        assertThat(state.sinceMillis()).isEqualTo(now - 1_000);
        expect(BAD, 1_000, Phase.PENDING);
        expect(BAD, 2_000, Phase.FIRING);
    }

    @Test
    void a_rule_without_a_wait_fires_at_once() {
        AlertRule eager = rule(AlertMetric.ERROR_RATE, Comparison.ABOVE, 0.05, Duration.ZERO);
        assertThat(state.next(eager, BAD, now).phase()).isEqualTo(Phase.FIRING);
        assertThat(new AlertState(Phase.RESOLVED, now).next(eager, BAD, now).phase())
                .isEqualTo(Phase.FIRING);
    }

    @Test
    void no_data_proves_nothing() {
        expect(NO_DATA, 0, Phase.INACTIVE);
        expect(BAD, 0, Phase.PENDING);
        expect(NO_DATA, 1_000, Phase.INACTIVE);
        expect(BAD, 0, Phase.PENDING);
        expect(BAD, 2_000, Phase.FIRING);
        expect(NO_DATA, 1_000, Phase.RESOLVED);
    }

    @Test
    void no_data_is_no_requests_to_a_rule_about_their_rate() {
        AlertRule silence = rule(AlertMetric.REQUEST_RATE, Comparison.BELOW, 0.1, Duration.ofSeconds(2));
        AlertState pending = state.next(silence, NO_DATA, now);
        assertThat(pending.phase()).isEqualTo(Phase.PENDING);
        assertThat(pending.next(silence, NO_DATA, now + 2_000).phase()).isEqualTo(Phase.FIRING);
        AlertRule flood = rule(AlertMetric.REQUEST_RATE, Comparison.ABOVE, 0.1, Duration.ofSeconds(2));
        assertThat(state.next(flood, NO_DATA, now).phase()).isEqualTo(Phase.INACTIVE);
        AlertRule latency = rule(AlertMetric.P99_LATENCY_MS, Comparison.BELOW, 5, Duration.ofSeconds(2));
        assertThat(state.next(latency, NO_DATA, now).phase()).isEqualTo(Phase.INACTIVE);
    }

    @Test
    void a_clock_that_is_set_back_does_not_stretch_the_wait() {
        expect(BAD, 0, Phase.PENDING);
        expect(BAD, -3_600_000, Phase.PENDING);
        expect(BAD, 1_999, Phase.PENDING);
        expect(BAD, 1, Phase.FIRING);
        expect(BAD, -3_600_000, Phase.FIRING);
    }

    @ParameterizedTest(name = "{1} {0} {2}: {3}")
    @CsvSource({
        "ABOVE, 0.05, 0.05, false",
        "ABOVE, 0.0501, 0.05, true",
        "ABOVE, 0.04, 0.05, false",
        "BELOW, 0.05, 0.05, false",
        "BELOW, 0.0499, 0.05, true",
        "BELOW, NaN, 0.05, false",
        "ABOVE, NaN, 0.05, false"
    })
    void the_threshold_itself_breaks_nothing(Comparison comparison, double value, double threshold, boolean holds) {
        AlertRule compared = rule(AlertMetric.ERROR_RATE, comparison, threshold, Duration.ZERO);
        assertThat(compared.holdsFor(OptionalDouble.of(value))).isEqualTo(holds);
    }

    @Test
    void an_empty_window_has_a_request_rate_and_no_other_figure() {
        WindowStats empty = new VersionWindows().view(Window.FIVE_MINUTES, now);
        for (AlertMetric metric : AlertMetric.values()) {
            OptionalDouble expected = metric == AlertMetric.REQUEST_RATE ? OptionalDouble.of(0) : NO_DATA;
            assertThat(metric.of(empty)).isEqualTo(expected);
            assertThat(AlertMetric.of(metric.label())).isSameAs(metric);
        }
        assertThatThrownBy(() -> AlertMetric.of("p98_latency_ms")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rules_that_cannot_mean_anything_are_refused() {
        assertThatThrownBy(() -> rule(AlertMetric.ERROR_RATE, Comparison.ABOVE, Double.NaN, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rule(AlertMetric.ERROR_RATE, Comparison.ABOVE, 1, Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AlertRule(" ", AlertMetric.ERROR_RATE, Comparison.ABOVE, 1, Duration.ZERO, "page"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void expect(OptionalDouble value, long elapsedMillis, Phase expected) {
        now += elapsedMillis;
        state = state.next(rule, value, now);
        assertThat(state.phase()).isEqualTo(expected);
    }

    private static AlertRule rule(AlertMetric metric, Comparison comparison, double threshold, Duration sustained) {
        return new AlertRule("high", metric, comparison, threshold, sustained, "critical");
    }
}
