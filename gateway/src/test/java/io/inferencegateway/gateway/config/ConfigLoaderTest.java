package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.GatewayConfig.Endpoint;
import io.inferencegateway.gateway.config.GatewayConfig.Health;
import io.inferencegateway.gateway.config.GatewayConfig.MetricsDialect;
import io.inferencegateway.gateway.config.GatewayConfig.Model;
import io.inferencegateway.gateway.config.GatewayConfig.Step;
import io.inferencegateway.gateway.config.GatewayConfig.StepGate;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    /** The example of the contract, as it stands there. */
    private static final String EVERY_KEY =
            """
            listen:
              traffic: { host: 0.0.0.0, port: 8080 }
              h2c:     { host: 0.0.0.0, port: 8081 }
              admin:   { host: 127.0.0.1, port: 9901 }
            state: { url: "sqlite:data/igw.db" }
            drain: 30s
            defaults:
              timeouts: { connect: 2s, first-byte: 30s, idle: 60s, total: 10m, request-head: 10s, request-body: 30s }
              limits:   { request-body: 16MiB, in-flight: 1000, queue: 100, queue-wait: 1s }
            models:
              fraud:
                stable: 1
                versions:
                  1: { upstreams: ["http://127.0.0.1:9001"] }
                  2: { upstreams: ["http://127.0.0.1:9002", "http://127.0.0.1:9003/base"], framework: onnx }
                labels: { prod: 1 }
                canary:
                  steps: [ { weight: 5%, hold: 1m }, { weight: 25%, hold: 5m }, { weight: 50%, hold: 10m } ]
                  health: { error-rate: { warning: 5%, critical: 10% }, p99: { warning: 500ms, critical: 1s } }
                  on-critical: rollback
                  sticky: { header: x-user-id }
                  shadow: 0%
            monitors:
              - { name: fraud-v1, model: fraud, version: 1, window: 15m }
            samples: { per-version: 200, slow: 1s, bodies: false }
            notifications: { webhooks: [ { url: "http://127.0.0.1:9100/hook" } ] }
            """;

    @Test
    void reads_every_key_of_the_contract() {
        GatewayConfig config = Configs.valid(EVERY_KEY);
        assertThat(config.listen().traffic()).isEqualTo(new Endpoint("0.0.0.0", 8080));
        assertThat(config.listen().h2c()).isEqualTo(new Endpoint("0.0.0.0", 8081));
        assertThat(config.stateFile()).isEqualTo(Path.of("data/igw.db"));
        Model fraud = Configs.model(config, "fraud");
        assertThat(Configs.version(fraud, 2).upstreams())
                .containsExactly(URI.create("http://127.0.0.1:9002"), URI.create("http://127.0.0.1:9003/base"));
        assertThat(fraud.labels()).containsExactly(Map.entry("prod", 1));
        assertThat(fraud.limits().requestBodyBytes()).isEqualTo(16 * 1024 * 1024);
        assertThat(fraud.timeouts().total()).isEqualTo(Duration.ofMinutes(10));
        assertThat(fraud.canary().steps())
                .containsExactly(
                        new Step(500, Duration.ofMinutes(1), StepGate.EVIDENCE),
                        new Step(2_500, Duration.ofMinutes(5), StepGate.EVIDENCE),
                        new Step(5_000, Duration.ofMinutes(10), StepGate.EVIDENCE));
        assertThat(fraud.canary().sticky()).isEqualTo(new GatewayConfig.StickyKey("x-user-id", null));
        assertThat(config.monitors())
                .containsExactly(new GatewayConfig.Monitor("fraud-v1", "fraud", 1, "15m", null, null, null));
    }

    @Test
    void fills_in_the_defaults_of_the_contract() {
        GatewayConfig minimal = Configs.valid(Configs.MINIMAL);
        GatewayConfig every = Configs.valid(EVERY_KEY);
        assertThat(minimal.listen().traffic()).isEqualTo(every.listen().traffic());
        assertThat(minimal.listen().h2c()).isNull();
        assertThat(minimal.listen().admin()).isEqualTo(every.listen().admin());
        assertThat(minimal.stateUrl()).isEqualTo(every.stateUrl());
        assertThat(minimal.drain()).isEqualTo(every.drain());
        assertThat(minimal.samples()).isEqualTo(every.samples());
        assertThat(minimal.dialects()).containsExactlyInAnyOrder(MetricsDialect.values());
        Model model = Configs.model(minimal, "fraud");
        Model spelledOut = Configs.model(every, "fraud");
        assertThat(model.timeouts()).isEqualTo(spelledOut.timeouts());
        assertThat(model.limits()).isEqualTo(spelledOut.limits());
        assertThat(model.canary().steps()).isEqualTo(spelledOut.canary().steps());
        assertThat(model.canary().health())
                .isEqualTo(new Health(0.05, 0.10, Duration.ofMillis(500), Duration.ofSeconds(1)));
        assertThat(model.canary().sticky()).isNull();
    }

    @Test
    void a_model_overrides_single_defaults_and_inherits_the_others() {
        GatewayConfig config = Configs.valid("defaults: { timeouts: { idle: 7s, total: 20s }, limits: { queue: 5 } }\n"
                + Configs.MINIMAL + "    timeouts: { total: 90s, request-head: 45s }\n    limits: { in-flight: 3 }\n");
        Model model = Configs.model(config, "fraud");
        assertThat(model.timeouts().idle()).isEqualTo(Duration.ofSeconds(7));
        assertThat(model.timeouts().total()).isEqualTo(Duration.ofSeconds(90));
        assertThat(model.timeouts().connect()).isEqualTo(Duration.ofSeconds(2));
        assertThat(model.limits().queue()).isEqualTo(5);
        assertThat(model.limits().inFlight()).isEqualTo(3);
        assertThat(config.requestHeadTimeout()).isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void keeps_models_and_versions_in_the_order_of_the_file() {
        String models = IntStream.of(5, 3, 9, 1, 7)
                .mapToObj(i -> "  m" + i + ": { stable: 2, versions: { 2: { upstreams: [\"http://h" + i
                        + "\"] }, 1: { upstreams: [\"http://h\"] } } }\n")
                .collect(Collectors.joining());
        GatewayConfig config = Configs.valid("models:\n" + models);
        assertThat(config.models().keySet()).containsExactly("m5", "m3", "m9", "m1", "m7");
        assertThat(Configs.model(config, "m5").versions().keySet()).containsExactly(2, 1);
    }

    @Test
    void follows_anchors_and_up_to_fifty_aliases() {
        String upstreams = "      1: &v { upstreams: [\"http://127.0.0.1:9001\"] }\n"
                + IntStream.rangeClosed(2, 51)
                        .mapToObj(i -> "      " + i + ": *v\n")
                        .collect(Collectors.joining());
        GatewayConfig config = Configs.valid("models:\n  m:\n    stable: 1\n    versions:\n" + upstreams);
        assertThat(Configs.model(config, "m").versions()).hasSize(51);
    }

    @Test
    void reads_windows_line_ends_and_a_byte_order_mark() {
        Configs.valid("\uFEFF" + Configs.MINIMAL.replace("\n", "\r\n"));
    }

    @Test
    void takes_secrets_from_a_file_and_from_the_environment_and_never_shows_them(@TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "from-file-1\n");
        String yaml =
                """
                listen:
                  admin:
                    host: 0.0.0.0
                    tokens:
                      - { name: a, role: operator, secret: { file: "%s" } }
                      - { name: b, secret: { env: IGW_TOKEN } }
                """
                                .formatted(file)
                        + Configs.MINIMAL;
        GatewayConfig config = Configs.accepted(Configs.load(yaml, Map.of("IGW_TOKEN", "from-env-2")));
        assertThat(config.adminAccess().tokens())
                .extracting(token -> token.secret().reveal())
                .containsExactly("from-file-1", "from-env-2");
        assertThat(config.adminAccess().tokens())
                .extracting(GatewayConfig.AdminToken::role)
                .containsExactly(GatewayConfig.Role.OPERATOR, GatewayConfig.Role.VIEWER);
        assertThat(config + EffectiveConfig.toJson(config).toString())
                .doesNotContain("from-file-1", "from-env-2")
                .contains("IGW_TOKEN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# only a comment\n", "---\n"})
    void an_empty_file_is_one_problem(String yaml) {
        assertThat(Configs.problems(yaml)).hasSize(1).allSatisfy(problem -> assertThat(problem.path())
                .isIn("(document)"));
    }

    @Test
    void an_absent_file_a_folder_and_an_impossible_name_are_problems_of_the_file(@TempDir Path folder) {
        ConfigLoader loader = new ConfigLoader(name -> null);
        for (String file : List.of(folder + "/absent.yaml", folder.toString(), "", "a\0b")) {
            assertThat(Configs.problems(loader.load(file)))
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.path()).isEqualTo("(file)"));
        }
    }

    @Test
    void names_the_file_as_typed(@TempDir Path folder) {
        String typed = folder + "//./absent.yaml";
        assertThat(Configs.problems(new ConfigLoader(name -> null).load(typed)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).isEqualTo(typed + ":1:1: (file): does not exist"));
    }

    @Test
    void bytes_that_are_not_text_are_reported_where_they_stand() {
        byte[] latin1 = "drain: 30s\nmodels: é\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Configs.problems(new ConfigLoader(name -> null).load("x", latin1)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).startsWith("x:2:9: (document): "));
        assertThat(Configs.problems("drain: 30s\nmodels: \u0000\n"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).startsWith("test.yaml:2:9: (document): "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? ", "a: &a [*a, "})
    void deep_nesting_is_bounded(String opening) {
        assertThat(Configs.problems(opening.repeat(100_000))).isNotEmpty();
    }

    @Test
    void a_huge_file_is_refused_unread() {
        byte[] huge = new byte[YamlDocument.MOST_BYTES + 1];
        assertThat(Configs.problems(new ConfigLoader(name -> null).load("x", huge)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).isEqualTo("is larger than 8MiB"));
    }

    @Test
    void a_million_mistakes_are_not_all_listed() {
        String mistakes =
                IntStream.range(0, 200_000).mapToObj(i -> "k" + i + ": 1\n").collect(Collectors.joining());
        assertThat(Configs.problems(mistakes)).hasSize(1_000);
    }

    @Test
    void a_control_character_in_a_key_can_not_reach_the_terminal() {
        assertThat(Configs.problems("\"\\e[31m:\\n\": 1\n" + Configs.MINIMAL))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.toString()).matches("[ -~]+").contains(" ??31m??: "));
    }

    @Test
    void suggests_the_key_that_was_meant() {
        assertThat(Configs.problems("trustedProxies: []\n" + Configs.MINIMAL))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("did you mean 'trusted-proxies'?"));
    }

    @Test
    void a_rate_is_inherited_and_overridden_as_a_whole() {
        String yaml = Configs.MINIMAL
                + """
                  other:
                    stable: 1
                    versions: { 1: { upstreams: ["http://127.0.0.1:9001"] } }
                    limits: { rate: { requests: 30/m, per: header:x-api-key } }
                defaults: { limits: { rate: { requests: 100/s, burst: 200, per: address } } }
                """;
        GatewayConfig config = Configs.valid(yaml);
        assertThat(Configs.model(config, "fraud").limits().rate())
                .isEqualTo(new GatewayConfig.Rate(100, Duration.ofSeconds(1), 200, GatewayConfig.RateKey.ADDRESS));
        assertThat(Configs.model(config, "other").limits().rate())
                .isEqualTo(new GatewayConfig.Rate(
                        30, Duration.ofMinutes(1), 30, GatewayConfig.RateKey.ofHeader("x-api-key")));
        assertThat(YamlAsJson.schemaErrors(EffectiveConfig.toJson(config))).isEmpty();
        assertThat(Configs.model(Configs.valid(Configs.MINIMAL), "fraud")
                        .limits()
                        .rate())
                .isNull();
    }
}
