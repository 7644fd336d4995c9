package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.api.AdminFixture.Answer;
import io.inferencegateway.monitoring.alert.AlertNotice;
import io.inferencegateway.monitoring.alert.AlertPreset;
import io.inferencegateway.monitoring.alert.AlertPresets;
import io.inferencegateway.monitoring.quality.Drift;
import io.inferencegateway.monitoring.quality.Kind;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.inferencegateway.monitoring.quality.QualityReport.FeatureReport;
import io.inferencegateway.monitoring.quality.QualityVerdict;
import io.inferencegateway.monitoring.quality.Shape;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each preset on scripted traffic, second by second, on a clock that is moved by hand. */
class AlertPresetTest extends AdminBench {
    private static final ModelVersion FRAUD_1 = new ModelVersion("fraud", 1);
    private static final String RULES = "/api/v1/monitors/configured/alerts";
    private static final Duration BACK_FOR = Duration.ofMinutes(2);

    /** What happens in each second: just not enough for the preset, too much, and as it should be. */
    private enum Script {
        HIGH_ERROR_RATE(failing(5), failing(6), failing(0)),
        INFERENCE_ERRORS(failing(3), failing(4), failing(0)),
        LOW_SUCCESS_RATE(failing(20), failing(21), failing(0)),
        HIGH_LATENCY(tail(1, 2_100), tail(2, 2_100), tail(0, 0)),
        SLOW_PREDICTIONS(tail(5, 520), tail(6, 520), tail(0, 0)),
        SLOW_PREDICTIONS_PAGE(tail(5, 360), tail(6, 360), tail(0, 0)),
        LOW_TRAFFIC(every(50), every(100), every(1)),
        HIGH_CPU(cpu(0.90), cpu(0.91), cpu(0.2)),
        MEMORY_LEAK(growth(0.10), growth(0.11), growth(0)),
        DRIFT_ON_CRITICAL_FEATURE(
                drifts(QualityVerdict.WARNING), drifts(QualityVerdict.DRIFT), drifts(QualityVerdict.OK)),
        MISSING_FEATURES(missing(0.05), missing(0.051), missing(0)),
        PREDICTION_SHIFT(moved(0.20), moved(0.21), moved(0));

        private final Consumer<AdminFixture> below;
        private final Consumer<AdminFixture> beyond;
        private final Consumer<AdminFixture> good;

        Script(Consumer<AdminFixture> below, Consumer<AdminFixture> beyond, Consumer<AdminFixture> good) {
            this.below = below;
            this.beyond = beyond;
            this.good = good;
        }

        String preset() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @ParameterizedTest
    @EnumSource
    void does_not_fire_just_below_fires_after_its_wait_and_resolves_when_it_is_back(Script script) throws Exception {
        AlertPreset preset = AlertPresets.find(script.preset()).orElseThrow();
        gateway.timePasses(Duration.ofMinutes(6), () -> script.below.accept(gateway));
        JsonObject made = made(new JsonObject().put("preset", script.preset()));
        assertThat(made.getString("name")).isEqualTo(script.preset());
        assertThat(made.getString("owner")).isEqualTo(preset.notice().owner());
        Duration sustained = preset.condition().sustained();

        gateway.timePasses(sustained.plusMinutes(6), () -> script.below.accept(gateway));
        assertThat(told()).isEmpty();

        gateway.timePasses(sustained.plusMinutes(6), () -> script.beyond.accept(gateway));
        // Few requests make a rate that trembles; it is pending at last, and fires once.
        assertThat(states()).endsWith("pending", "firing").containsOnlyOnce("firing");
        int fired = told().size() - 1;
        assertThat(between(told().get(fired - 1), told().get(fired))).isEqualTo(sustained);

        gateway.timePasses(Duration.ofMinutes(8), () -> script.good.accept(gateway));
        assertThat(states()).endsWith("pending", "firing", "resolved");
        assertThat(told().get(fired + 1).getString("severity"))
                .isEqualTo(preset.notice().severity());
    }

    @Test
    void nineteen_failures_of_a_quiet_night_wake_nobody_and_the_twentieth_does() throws Exception {
        made(new JsonObject().put("preset", "high-error-rate").put("for", "0s").put("window", "1h"));
        Consumer<AdminFixture> failure =
                each -> each.statistics.record(FRAUD_1, 1, 500, Outcome.UPSTREAM_ERROR, 10_000);
        gateway.timePasses(Duration.ofSeconds(19), () -> failure.accept(gateway));
        gateway.timePasses(Duration.ofMinutes(1), () -> {});
        assertThat(told()).isEmpty();

        gateway.timePasses(Duration.ofSeconds(1), () -> failure.accept(gateway));
        assertThat(states()).containsExactly("firing");
    }

    @Test
    void a_rule_resolves_two_minutes_after_its_figure_came_back() throws Exception {
        made(new JsonObject().put("preset", "high-cpu").put("for", "1m"));
        gateway.timePasses(Duration.ofSeconds(61), () -> cpu(0.95).accept(gateway));
        gateway.timePasses(Duration.ofSeconds(120), () -> cpu(0.5).accept(gateway));
        assertThat(gateway.get(RULES + "/high-cpu").json().getString("clearing_since"))
                .isEqualTo(at(62));
        assertThat(told()).hasSize(2);

        gateway.timePasses(Duration.ofSeconds(1), () -> cpu(0.5).accept(gateway));

        assertThat(told().get(2).getString("state")).isEqualTo("resolved");
        assertThat(between(told().get(1), told().get(2))).isEqualTo(BACK_FOR.plusSeconds(1));
    }

    @Test
    void a_version_that_had_traffic_and_has_none_for_five_minutes_is_told_and_a_new_one_is_not() throws Exception {
        made(new JsonObject().put("preset", "no-predictions"));
        gateway.timePasses(Duration.ofMinutes(10), () -> {});
        assertThat(told()).isEmpty();
        gateway.timePasses(Duration.ofMinutes(6), () -> failing(0).accept(gateway));
        String last = gateway.clock.instant().toString();
        gateway.timePasses(Duration.ofMinutes(6), () -> {});

        assertThat(told()).extracting(each -> each.getString("state")).containsExactly("firing");
        // A window's edge moves in tens of seconds.
        Duration silent = Duration.between(Instant.parse(last), time(told().get(0)));
        assertThat(silent).isBetween(Duration.ofSeconds(290), Duration.ofSeconds(301));

        gateway.timePasses(Duration.ofSeconds(1), () -> failing(0).accept(gateway));
        assertThat(told()).extracting(each -> each.getString("state")).containsExactly("firing", "resolved");
    }

    @Test
    void nobody_misses_the_traffic_that_a_rollout_took_away() throws Exception {
        made(new JsonObject().put("preset", "no-predictions"));
        gateway.timePasses(Duration.ofMinutes(1), () -> failing(0).accept(gateway));
        gateway.post("/api/v1/models/fraud/rollouts", new JsonObject().put("version", 2));
        gateway.rollouts.become("promoted", "all steps passed");

        gateway.timePasses(Duration.ofMinutes(10), () -> {});

        assertThat(told()).isEmpty();
    }

    @Test
    void the_catalogue_holds_the_whole_table() throws Exception {
        JsonArray presets = gateway.get("/api/v1/alerts/presets").json().getJsonArray("presets");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < presets.size(); i++) {
            JsonObject preset = presets.getJsonObject(i);
            names.add(preset.getString("name"));
            assertThat(preset.getString("owner")).isNotBlank();
            assertThat(preset.getString("summary")).isNotBlank();
            assertThat(preset.getString("mitigation")).isNotBlank();
            assertThat(preset.getString("severity")).isIn("critical", "warning", "info", "page", "ticket");
        }
        List<String> scripted =
                List.of(Script.values()).stream().map(Script::preset).toList();
        assertThat(names).containsAll(scripted).hasSize(scripted.size() + 1).contains("no-predictions");
    }

    @Test
    void quality_opens_tickets_and_wakes_nobody() {
        for (String name : List.of("drift-on-critical-feature", "missing-features", "prediction-shift")) {
            AlertNotice notice = AlertPresets.find(name).orElseThrow().notice();
            assertThat(notice.severity()).isEqualTo("ticket");
            assertThat(notice.owner()).isIn("applied-ml", "data-platform");
            assertThat(notice.repeat()).isNull();
        }
    }

    @Test
    void a_drift_that_fires_goes_on_through_a_night_of_too_few_rows() throws Exception {
        made(new JsonObject().put("preset", "drift-on-critical-feature"));
        gateway.timePasses(
                Duration.ofMinutes(16), () -> drifts(QualityVerdict.DRIFT).accept(gateway));
        gateway.timePasses(
                Duration.ofHours(1), () -> drifts(QualityVerdict.UNKNOWN).accept(gateway));
        assertThat(states()).containsExactly("pending", "firing");

        gateway.timePasses(
                Duration.ofMinutes(3), () -> drifts(QualityVerdict.OK).accept(gateway));
        assertThat(states()).containsExactly("pending", "firing", "resolved");
    }

    @Test
    void quality_presets_say_nothing_of_a_model_whose_quality_nobody_looks_at() throws Exception {
        gateway.switchQualityOff();
        made(new JsonObject().put("preset", "drift-on-critical-feature"));
        made(new JsonObject().put("preset", "missing-features"));
        made(new JsonObject().put("preset", "prediction-shift"));
        gateway.timePasses(Duration.ofMinutes(40), () -> {});

        assertThat(told()).isEmpty();
    }

    @Test
    void an_unknown_preset_is_refused_with_a_word_on_where_they_are() throws Exception {
        assertThat(gateway.post(RULES, new JsonObject().put("preset", "odd"))
                        .json()
                        .getString("detail"))
                .contains("/api/v1/alerts/presets");
    }

    @Test
    void a_presets_figures_can_be_overridden_one_by_one() throws Exception {
        JsonObject rule = made(new JsonObject()
                .put("preset", "high-latency")
                .put("name", "slower")
                .put("threshold", 800)
                .put("clear", 600)
                .put("window", "15m")
                .put("no_data", "keep")
                .put("owner", "team-fraud")
                .put("repeat", "1h")
                .put("runbook", "https://runbooks.example/slow#latency"));

        assertThat(rule.getMap())
                .containsAllEntriesOf(Map.of(
                        "name", "slower",
                        "metric", "p99_latency_ms",
                        "threshold", 800.0,
                        "clear", 600.0,
                        "window", "15m",
                        "for", "5m",
                        "no_data", "keep",
                        "owner", "team-fraud",
                        "repeat", "1h",
                        "preset", "high-latency"));
        assertThat(rule.getString("runbook")).isEqualTo("https://runbooks.example/slow#latency");
    }

    private JsonObject made(JsonObject body) throws Exception {
        Answer made = gateway.post(RULES, body);
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        return made.json();
    }

    /** Oldest first. */
    private List<JsonObject> told() throws Exception {
        List<JsonObject> told = new ArrayList<>();
        gateway.get("/api/v1/notifications")
                .json()
                .getJsonArray("notifications")
                .forEach(each -> told.add(0, (JsonObject) each));
        return told;
    }

    private List<String> states() throws Exception {
        return told().stream().map(each -> each.getString("state")).toList();
    }

    private static Instant time(JsonObject notification) {
        return Instant.parse(notification.getString("time"));
    }

    private static Duration between(JsonObject first, JsonObject second) {
        return Duration.between(time(first), time(second));
    }

    private static String at(int second) {
        return Instant.parse("2026-11-22T10:00:00Z").plusSeconds(second).toString();
    }

    /** Of a hundred requests. */
    private static Consumer<AdminFixture> failing(int bad) {
        return gateway -> {
            gateway.statistics.record(FRAUD_1, 100 - bad, 200, Outcome.OK, 10_000);
            gateway.statistics.record(FRAUD_1, bad, 500, Outcome.UPSTREAM_ERROR, 10_000);
        };
    }

    /** Of a hundred requests. */
    private static Consumer<AdminFixture> tail(int slow, int millis) {
        return gateway -> {
            gateway.statistics.record(FRAUD_1, 100 - slow, 200, Outcome.OK, 10_000);
            gateway.statistics.record(FRAUD_1, slow, 200, Outcome.OK, millis * 1_000L);
        };
    }

    /** One request every so many seconds. */
    private static Consumer<AdminFixture> every(int seconds) {
        return gateway -> {
            if (gateway.clock.instant().getEpochSecond() % seconds == 0) {
                gateway.statistics.record(FRAUD_1, 1, 200, Outcome.OK, 10_000);
            }
        };
    }

    private static Consumer<AdminFixture> cpu(double share) {
        return gateway -> gateway.resources.cpuUtilization = OptionalDouble.of(share);
    }

    private static Consumer<AdminFixture> growth(double share) {
        return gateway -> gateway.resources.memoryGrowthPerHour = OptionalDouble.of(share);
    }

    private static Consumer<AdminFixture> drifts(QualityVerdict critical) {
        return gateway -> gateway.quality.show(report(critical, 0));
    }

    private static Consumer<AdminFixture> missing(double ratio) {
        return gateway -> gateway.quality.show(report(QualityVerdict.OK, ratio));
    }

    private static Consumer<AdminFixture> moved(double distance) {
        return gateway -> gateway.quality.medianMoved(distance);
    }

    /** Of {@code income}, which is critical, beside a feature that drifts and is not. */
    private static QualityReport report(QualityVerdict income, double missing) {
        return new QualityReport(
                "fraud",
                0,
                Duration.ofMinutes(15),
                200,
                1_000,
                QualityVerdict.DRIFT,
                null,
                List.of(feature("age", QualityVerdict.DRIFT, false, 0), feature("income", income, true, missing)),
                List.of(),
                Map.of());
    }

    private static FeatureReport feature(String name, QualityVerdict verdict, boolean critical, double missing) {
        Drift drift = new Drift(null, 0.2, 0.15, verdict, Double.NaN, Double.NaN);
        Shape shape = new Shape.Bins(List.of());
        return new FeatureReport(name, Kind.NUMERIC, drift, 1_000, missing, 0, Double.NaN, critical, shape);
    }
}
