package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes that are valid and tell nobody. */
class RouteReviewTest {
    private static final String MODELS =
            """
            models:
              fraud: { stable: 1, versions: { 1: { upstreams: ["http://127.0.0.1:9001"] } } }
            monitors:
              - name: eyes
                model: fraud
                version: 1
                window: 5m
                alerts:
                  - { name: errors, metric: error_rate, comparison: above, threshold: 0.1, for: 5m, severity: page, owner: ml }
                  - { name: slow, metric: p99_latency_ms, comparison: above, threshold: 500, for: 5m, severity: ticket }
            notifications:
              webhooks: [ { name: hook, url: "http://127.0.0.1:9100/h" } ]
              slack: [ { name: chat, url: "http://127.0.0.1:9100/s", events: [rollouts] } ]
              routes:
            """;
    private static final String ALL = "    - { to: [hook, chat] }\n";

    @Test
    void routes_that_tell_everybody_are_not_worth_a_word() {
        assertThat(warnings("    - { match: { severity: page }, to: [hook], continue: true }\n" + ALL))
                .isEmpty();
        assertThat(
                        warnings(
                                "    - { match: { topic: rollouts }, to: [chat] }\n    - { match: { model: fraud, version: 1 }, to: [hook] }\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            { match: { model: frauds }, to: [hook] }                       | matches nothing: there is no model 'frauds'; did you mean 'fraud'?
            { match: { model: fraud, version: 2 }, to: [hook] }           | matches nothing: no model that it matches has version '2'
            { match: { topic: rollouts, owner: ml }, to: [chat] }         | matches nothing: rollouts have no owner, no monitor, no rule, and topic is alerts or rollouts
            { match: { topic: alert }, to: [hook] }                       | matches nothing: rollouts have no owner, no monitor, no rule, and topic is alerts or rollouts
            { match: { topic: rollouts }, to: [hook] }                    | tells nobody: events of 'hook' leave out rollouts
            """)
    void a_route_that_tells_nobody_is_named(String route, String why) {
        assertThat(warnings("    - " + route + "\n" + ALL))
                .containsExactly("test.yaml:15:7: notifications.routes[0]: " + why);
    }

    @Test
    void a_route_behind_one_that_takes_all_of_it_is_named() {
        assertThat(warnings("    - { match: { severity: [page, critical] }, to: [hook] }\n"
                        + "    - { match: { severity: page, owner: ml }, to: [hook] }\n" + ALL))
                .containsExactly(
                        "test.yaml:16:7: notifications.routes[1]: is never looked at: all that it matches ends at"
                                + " notifications.routes[0]; move it up, or give that one continue: true");
    }

    @Test
    void alerts_that_no_route_takes_are_named() {
        assertThat(warnings("    - { match: { owner: ml }, to: [hook] }\n"))
                .containsExactly(
                        "test.yaml:15:5: notifications.routes: reach nobody with the alerts eyes/slow; a last route"
                                + " without match would take them");
    }

    private static List<String> warnings(String routes) {
        ConfigResult result = Configs.load(MODELS + routes);
        Configs.accepted(result);
        return ((ConfigResult.Loaded) result)
                .warnings().stream().map(ConfigProblem::toString).toList();
    }
}
