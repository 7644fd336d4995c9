package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.TracingSettings.Follow;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How tracing is configured, and what of it may be seen. */
class TracingConfigTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("OTLP", "hunter2", "KEY", "hunter3");

    private static String with(String tracing) {
        return Configs.MINIMAL + "tracing: " + tracing + "\n";
    }

    private static @Nullable TracingSettings read(String tracing) {
        return Configs.accepted(Configs.load(with(tracing), ENVIRONMENT)).tracing();
    }

    private static List<String> problems(String tracing) {
        return Configs.problems(Configs.load(with(tracing), ENVIRONMENT)).stream()
                .map(problem -> problem.path() + " " + problem.message())
                .toList();
    }

    @Test
    void nothing_is_traced_by_default() {
        assertThat(Configs.valid(Configs.MINIMAL).tracing()).isNull();
        assertThat(EffectiveConfig.toJson(Configs.valid(Configs.MINIMAL)).has("tracing"))
                .isFalse();
    }

    @Test
    void a_collector_is_all_it_takes() {
        assertThat(read("{ otlp: http://collector:4318 }"))
                .isEqualTo(new TracingSettings(
                        URI.create("http://collector:4318/v1/traces"),
                        100,
                        Follow.EVERYONE,
                        "inference-gateway",
                        Map.of(),
                        null,
                        Map.of(),
                        null,
                        Duration.ofSeconds(10),
                        8_192));
    }

    @ParameterizedTest
    @CsvSource({
        "http://c:4318,http://c:4318/v1/traces",
        "http://c:4318/,http://c:4318/v1/traces",
        "https://c/otlp,https://c/otlp/v1/traces",
        "https://c/otlp/v1/traces,https://c/otlp/v1/traces"
    })
    void the_path_for_traces_is_added_where_it_is_missing(String written, String meant) {
        assertThat(read("{ otlp: \"" + written + "\" }"))
                .extracting(TracingSettings::collector)
                .hasToString(meant);
    }

    @Test
    void secrets_are_read_and_never_shown() {
        String written = with("{ otlp: https://collector, token: { env: OTLP },"
                + " headers: { api-key: { env: KEY }, X-Scope-OrgID: a }, resource: { k8s.cluster.name: eu } }");
        GatewayConfig config = Configs.accepted(Configs.load(written, ENVIRONMENT));
        TracingSettings tracing = config.tracing();
        assertThat(tracing).isNotNull();
        assertThat(tracing.headers()).extractingByKey("api-key").satisfies(header -> assertThat(header.value())
                .isEqualTo("hunter3"));
        String shown = EffectiveConfig.toJson(config).toString();
        assertThat(shown).contains("\"token\":{\"env\":\"OTLP\"}", "\"api-key\":{\"env\":\"KEY\"}", "k8s.cluster.name");
        assertThat(shown + config).doesNotContain("hunter");
        assertThat(YamlAsJson.schemaErrors(EffectiveConfig.toJson(config))).isEmpty();
        assertThat(Configs.accepted(Configs.load(shown, ENVIRONMENT)).tracing()).isEqualTo(tracing);
    }

    @Test
    void a_secret_does_not_cross_a_network_in_clear() {
        assertThat(problems("{ otlp: http://collector, token: { env: OTLP } }"))
                .containsExactly("tracing.otlp would carry a secret across the network in clear; use https");
        assertThat(problems("{ otlp: http://collector, headers: { x-key: { env: KEY } } }"))
                .hasSize(1);
        assertThat(problems("{ otlp: http://127.0.0.1, token: { env: OTLP } }")).isEmpty();
    }

    @Test
    void a_credential_is_never_written_in_the_file() {
        for (String name : List.of("api-key", "X-Honeycomb-Team-Token", "DD-API-KEY", "cookie", "x-auth")) {
            assertThat(problems("{ otlp: https://c, headers: { " + name + ": hunter2 } }"))
                    .singleElement()
                    .asString()
                    .contains("a secret is never written here")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void what_it_takes_is_said_of_what_it_does_not_take() {
        assertThat(problems("{ otlp: grpc://collector:4317 }"))
                .singleElement()
                .asString()
                .startsWith("tracing.otlp must be http://HOST");
        assertThat(problems("{ }")).singleElement().asString().startsWith("tracing.otlp is missing");
        assertThat(problems("{ otlp: http://user:hunter2@c }"))
                .singleElement()
                .asString()
                .doesNotContain("hunter2");
        assertThat(problems("{ otlp: http://c, sample: 0.01 }"))
                .singleElement()
                .asString()
                .contains("a share from 0%");
        assertThat(problems("{ otlp: http://c, samples: 1% }"))
                .singleElement()
                .asString()
                .contains("'sample'");
        assertThat(problems("{ otlp: http://c, timeout: 2m }"))
                .singleElement()
                .asString()
                .contains("at most 60s");
    }
}
