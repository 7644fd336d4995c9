package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageKeyTest {
    private static final String AUTH = "    auth: { tokens: [ { name: a, secret: { env: A } } ] }\n";

    private static ConfigResult load(String model) {
        return Configs.load(Configs.MINIMAL + model, Map.of("A", "test"));
    }

    private static UsageKey accepted(String model) {
        return Configs.model(Configs.accepted(load(model)), "fraud").usage();
    }

    @Test
    void callers_with_tokens_are_told_apart_by_their_names_unless_it_says_otherwise() {
        assertThat(accepted("")).isEqualTo(UsageKey.NONE);
        assertThat(accepted(AUTH)).isEqualTo(UsageKey.TOKEN);
        assertThat(accepted(AUTH + "    usage: { by: none }\n")).isEqualTo(UsageKey.NONE);
        assertThat(accepted("    usage: { by: \"header:X-Team\" }\n")).isEqualTo(new UsageKey(false, "X-Team"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "header:Authorization",
                "header:cookie",
                "header:x-api-key",
                "header:",
                "header:a b",
                "who",
                "token"
            })
    void what_is_no_name_of_a_caller_is_refused(String by) {
        assertThat(Configs.problems(load("    usage: { by: \"" + by + "\" }\n")))
                .extracting(ConfigProblem::path)
                .containsExactly("models.fraud.usage.by");
    }

    @Test
    void is_shown_as_it_is_written() {
        GatewayConfig config = Configs.accepted(load("    usage: { by: \"header:x-team\" }\n"));
        assertThat(EffectiveConfig.toJson(config).at("/models/fraud/usage/by").asText())
                .isEqualTo("header:x-team");
        assertThat(YamlAsJson.schemaErrors(EffectiveConfig.toJson(config))).isEmpty();
    }
}
