package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.GatewayConfig.Check;
import io.inferencegateway.gateway.config.GatewayConfig.StatusRange;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckConfigTest {
    private static String file(String model, String version) {
        return "models: { m: { stable: 1, " + model + " versions: { 1: { upstreams: [\"http://h:1\"]" + version
                + " }, 2: { upstreams: [\"http://h:2\"] } } } }\n";
    }

    @Test
    void a_version_inherits_what_it_does_not_say_itself() {
        GatewayConfig config = Configs.valid(file(
                "check: { path: /ready, interval: 1s, timeout: 500ms, unhealthy: 1 },",
                ", check: { path: \"/v1/ready?x=1\", status: \"200\" }"));
        GatewayConfig.Model model = Configs.model(config, "m");
        assertThat(Configs.version(model, 1).check())
                .isEqualTo(new Check(
                        "/v1/ready?x=1",
                        Duration.ofSeconds(1),
                        Duration.ofMillis(500),
                        2,
                        1,
                        new StatusRange(200, 200)));
        assertThat(Configs.version(model, 2).check())
                .isEqualTo(new Check(
                        "/ready", Duration.ofSeconds(1), Duration.ofMillis(500), 2, 1, new StatusRange(200, 299)));
        GatewayConfig again = Configs.valid(EffectiveConfig.toJson(config).toPrettyString());
        assertThat(again.models()).isEqualTo(config.models());
        assertThat(YamlAsJson.schemaErrors(EffectiveConfig.toJson(config))).isEmpty();
    }

    @Test
    void nobody_is_asked_unless_it_is_configured() {
        assertThat(Configs.version(Configs.model(Configs.valid(file("", "")), "m"), 1)
                        .check())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check: { interval: 1s },",
                "check: { path: ready },",
                "check: { path: \"/a b\" },",
                "check: { path: \"/a#b\" },",
                "check: { path: /a, interval: 1s, timeout: 2s },",
                "check: { path: /a, healthy: 0 },",
                "check: { path: /a, status: 200 },",
                "check: { path: /a, status: 299-200 },",
                "check: { path: /a, every: 2s },"
            })
    void says_where_it_is_wrong(String check) {
        assertThat(Configs.problems(file(check, "")))
                .anySatisfy(problem -> assertThat(problem.path()).startsWith("models.m.check"));
    }
}
