package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.monitoring.alert.AlertCondition;
import io.inferencegateway.monitoring.alert.AlertCondition.Comparison;
import io.inferencegateway.monitoring.alert.AlertMetric;
import io.inferencegateway.monitoring.alert.AlertPreset;
import io.inferencegateway.monitoring.alert.AlertPresets;
import io.inferencegateway.monitoring.alert.AlertRule;
import io.inferencegateway.monitoring.alert.NoData;
import io.inferencegateway.monitoring.stats.Window;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Alert rules in the file: presets, changed presets and rules of one's own. */
class AlertConfigTest {
    private static final String MODEL =
            """
            models: { fraud: { stable: 1, versions: { 1: { upstreams: ["http://127.0.0.1:9001"] } } } }
            """;

    @Test
    void a_preset_is_taken_as_it_is_and_owned_by_the_monitors_owner() {
        AlertRule rule = only("owner: team-fraud, alerts: [ { preset: high-error-rate } ]");

        AlertRule preset = AlertPresets.find("high-error-rate").orElseThrow().rule();
        assertThat(rule)
                .isEqualTo(new AlertRule(
                        "high-error-rate", preset.condition(), preset.notice().ownedBy("team-fraud")));
    }

    @Test
    void what_a_preset_says_can_be_said_otherwise() {
        AlertRule rule =
                only("alerts: [ { preset: high-latency, name: slow, threshold: 800ms, clear: 600, for: 1m, window: 1h,"
                        + " severity: page, owner: me, repeat: 1h, no-data: keep, clear-for: 0s } ]");

        assertThat(rule.name()).isEqualTo("slow");
        assertThat(rule.condition())
                .isEqualTo(new AlertCondition(
                        AlertMetric.P99_LATENCY_MS,
                        Comparison.ABOVE,
                        800,
                        Window.ONE_HOUR,
                        Duration.ofMinutes(1),
                        600,
                        Duration.ZERO,
                        NoData.KEEP,
                        100));
        assertThat(rule.notice().severity()).isEqualTo("page");
        assertThat(rule.notice().owner()).isEqualTo("me");
        assertThat(rule.notice().repeat()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void only_a_share_or_a_percentile_asks_for_requests() {
        String rule = "alerts: [ { name: own, metric: %s, comparison: above, threshold: 0.5, min-requests: 50 } ]";
        assertThat(only(String.format(rule, "error_rate")).condition().minimumRequests())
                .isEqualTo(50);
        assertThat(Configs.problems(MODEL + monitor(String.format(rule, "request_rate"))))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("monitors[0].alerts[0].min-requests");
                    assertThat(problem.toString()).contains("request_rate is no share or percentile");
                });
    }

    @Test
    void a_rule_of_ones_own_has_the_defaults_of_the_api() {
        AlertRule rule = only("alerts: [ { name: own, metric: error_rate, comparison: above, threshold: 2.5% } ]");

        assertThat(rule.condition())
                .isEqualTo(AlertCondition.of(AlertMetric.ERROR_RATE, Comparison.ABOVE, 0.025, Duration.ZERO));
        assertThat(rule.notice().severity()).isEqualTo("warning");
    }

    @Test
    void every_monitor_gets_the_presets_for_all_and_its_own_come_in_their_place() {
        List<AlertRule> rules = rules(MODEL + monitor("alerts: [ { preset: high-latency, severity: info } ]")
                + "alerts: { presets: recommended }");

        assertThat(rules)
                .extracting(AlertRule::name)
                .containsExactly("high-error-rate", "high-latency", "no-predictions", "low-success-rate");
        assertThat(rules.get(1).notice().severity()).isEqualTo("info");
        assertThat(rules(MODEL + monitor("owner: x") + "alerts: { presets: all }"))
                .hasSameSizeAs(AlertPresets.all());
        assertThat(rules(MODEL + monitor("owner: x") + "alerts: { presets: [ low-traffic ] }"))
                .extracting(AlertRule::name)
                .containsExactly("low-traffic");
    }

    @Test
    void the_schema_knows_the_presets_and_no_other() {
        String yaml = MODEL + monitor("owner: x") + "alerts: { presets: [ %s ] }";
        for (AlertPreset preset : AlertPresets.all()) {
            assertThat(YamlAsJson.schemaErrors(String.format(yaml, preset.name())))
                    .isEmpty();
        }
        assertThat(YamlAsJson.schemaErrors(String.format(yaml, "high-eror-rate")))
                .isNotEmpty();
    }

    @Test
    void more_rules_than_a_second_has_room_for_are_refused() {
        StringBuilder monitors = new StringBuilder(MODEL + "alerts: { presets: all }\nmonitors:\n");
        int most = 1_000 / AlertPresets.all().size();
        for (int i = 0; i <= most; i++) {
            monitors.append("  - { name: m").append(i).append(", model: fraud, version: 1, window: 5m }\n");
        }
        List<ConfigProblem> problems = Configs.problems(new ConfigLoader(name -> null)
                .load("f.yaml", monitors.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("monitors[" + most + "]");
            assertThat(problem.toString()).contains("1000 alert rules");
        });
    }

    private static AlertRule only(String keys) {
        List<AlertRule> rules = rules(MODEL + monitor(keys));
        assertThat(rules).hasSize(1);
        return rules.get(0);
    }

    private static List<AlertRule> rules(String yaml) {
        return Configs.valid(yaml).alerts().stream().map(ConfiguredAlert::rule).toList();
    }

    private static String monitor(String keys) {
        return "monitors: [ { name: m, model: fraud, version: 1, window: 15m, " + keys + " } ]\n";
    }
}
