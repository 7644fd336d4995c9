package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that are valid and can never fire. */
class AlertReviewTest {
    private static final String MODELS =
            """
            models:
              fraud:
                stable: 1
                versions: { 1: { upstreams: ["http://127.0.0.1:9001"] } }
              claims:
                stable: 2
                versions: { 2: { upstreams: ["http://127.0.0.1:9002"], metrics: /metrics } }
                quality: {}
            monitors:
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            { preset: missing-features } | watches feature_missing_ratio, which nobody measures of this model: give models.fraud quality: {}, or take the rule out
            { name: d, metric: feature_drift_detected, comparison: above, threshold: 0 } | watches feature_drift_detected, which nobody measures of this model: give models.fraud quality: {}, or take the rule out
            { preset: high-cpu } | watches cpu_utilization, which nobody measures of this model: give models.fraud.versions.1 metrics: /metrics, or take the rule out
            """)
    void a_rule_on_what_nobody_measures_is_told_with_its_place_and_how_to_mend_it(String rule, String why) {
        assertThat(warnings("  - { name: eyes, model: fraud, version: 1, window: 5m, alerts: [ " + rule + " ] }"))
                .singleElement()
                .asString()
                .isEqualTo("test.yaml:10:67: monitors[0].alerts[0]: " + why);
    }

    @Test
    void a_rule_on_what_is_measured_or_always_is_and_presets_for_all_are_not_worth_a_word() {
        String all = "  - { name: eyes, model: claims, version: 2, window: 5m, alerts: [ { preset: missing-features },"
                + " { preset: high-cpu }, { preset: high-latency } ] }";
        assertThat(warnings(all)).isEmpty();
        assertThat(warnings("  - { name: eyes, model: fraud, version: 1, window: 5m }\nalerts: { presets: all }"))
                .isEmpty();
    }

    private static List<String> warnings(String monitors) {
        ConfigResult result = Configs.load(MODELS + monitors + "\n");
        Configs.accepted(result);
        return ((ConfigResult.Loaded) result)
                .warnings().stream().map(ConfigProblem::toString).toList();
    }
}
