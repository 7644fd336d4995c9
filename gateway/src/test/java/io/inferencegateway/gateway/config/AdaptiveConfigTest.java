package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How the limit that follows the load and the hedge are written. */
class AdaptiveConfigTest {
    private static final String OTHER = Configs.MINIMAL
            + """
                  other:
                    stable: 1
                    versions: { 1: { upstreams: ["http://127.0.0.1:9001"] } }
                    limits: { in-flight: 50, adaptive: { minimum: 5 } }
                    hedge: { after: 200ms }
                defaults: { limits: { in-flight: 90, adaptive: { minimum: 10, maximum: 70 } } }
                """;

    @Test
    void bounds_are_inherited_and_overridden_as_a_whole_and_end_at_in_flight() {
        GatewayConfig config = Configs.valid(OTHER);
        assertThat(Configs.model(config, "fraud").limits().adaptive()).isEqualTo(new GatewayConfig.Adaptive(10, 70));
        assertThat(Configs.model(config, "other").limits().adaptive()).isEqualTo(new GatewayConfig.Adaptive(5, 50));
        assertThat(Configs.model(config, "other").hedgeAfter()).isEqualTo(Duration.ofMillis(200));
        assertThat(Configs.model(config, "fraud").hedgeAfter()).isNull();
        assertThat(YamlAsJson.schemaErrors(EffectiveConfig.toJson(config))).isEmpty();
    }

    @Test
    void a_minimum_above_the_ceiling_is_a_problem() {
        assertThat(Configs.problems(OTHER.replace("minimum: 5", "minimum: 51")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("models.other.limits.adaptive.minimum");
                    assertThat(problem.message()).contains("50");
                });
    }
}
