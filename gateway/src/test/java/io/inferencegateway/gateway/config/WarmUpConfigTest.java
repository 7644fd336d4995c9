package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.GatewayConfig.WarmUp;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarmUpConfigTest {
    private static String file(String canary) {
        return "models: { m: { stable: 1, versions: { 1: { upstreams: [\"http://h:1\"] } }, canary: {" + canary
                + "} } }\n";
    }

    private static WarmUp warmUp(String canary) {
        GatewayConfig config = Configs.valid(file(canary));
        assertThat(YamlAsJson.schemaErrors(EffectiveConfig.toJson(config))).isEmpty();
        GatewayConfig again = Configs.valid(EffectiveConfig.toJson(config).toPrettyString());
        assertThat(again.models()).isEqualTo(config.models());
        return Configs.model(config, "m").canary().warmUp();
    }

    @Test
    void is_requests_or_a_time_or_both_and_off_by_default() {
        assertThat(warmUp("")).isEqualTo(WarmUp.OFF);
        assertThat(warmUp("warm-up: 60")).isEqualTo(new WarmUp(60, Duration.ZERO));
        assertThat(warmUp("warm-up: { duration: 30s }")).isEqualTo(new WarmUp(0, Duration.ofSeconds(30)));
        assertThat(warmUp("warm-up: { requests: 60, duration: 1m }")).isEqualTo(new WarmUp(60, Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "warm-up: -1",
                "warm-up: 30s",
                "warm-up: 1000001",
                "warm-up: [60]",
                "warm-up: { requests: 1s }",
                "warm-up: { duration: 30 }",
                "warm-up: { seconds: 30 }"
            })
    void says_where_it_is_wrong(String warmUp) {
        assertThat(Configs.problems(file(warmUp)))
                .anySatisfy(problem -> assertThat(problem.path()).startsWith("models.m.canary.warm-up"));
    }
}
