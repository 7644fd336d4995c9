package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files that operators get: they load, and loader, schema and reference tell the same story. */
class ConfigFilesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Path> shippedFiles() throws IOException {
        try (Stream<Path> files = Files.walk(Configs.SHIPPED)) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    // What stands there is for others to read, and KubernetesTest and ContainerTest read it.
                    .filter(file -> !file.startsWith(Configs.SHIPPED.resolve("deploy")))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @Test
    void there_are_a_starting_point_and_examples() throws IOException {
        assertThat(shippedFiles().map(file -> file.getFileName().toString()))
                .contains(
                        "gateway.yaml",
                        "minimal.yaml",
                        "canary.yaml",
                        "blue-green.yaml",
                        "ab-test.yaml",
                        "shadow.yaml",
                        "notifications.yaml",
                        "several-models.yaml",
                        "tracing.yaml",
                        "production.yaml",
                        "quality.yaml");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shippedFiles")
    void loader_and_schema_accept_every_shipped_file(Path file) throws IOException {
        Configs.accepted(new ConfigLoader(name -> null).load(file.toString()));
        assertThat(YamlAsJson.schemaErrors(Files.readString(file))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shippedFiles")
    void the_effective_configuration_reads_back_to_itself(Path file) {
        GatewayConfig config = Configs.accepted(new ConfigLoader(name -> null).load(file.toString()));
        JsonNode effective = EffectiveConfig.toJson(config);
        assertThat(YamlAsJson.schemaErrors(effective)).isEmpty();
        GatewayConfig again = Configs.valid(effective.toPrettyString());
        assertThat(EffectiveConfig.toJson(again)).isEqualTo(effective);
        assertThat(again.models()).isEqualTo(config.models());
    }

    @Test
    void the_reference_explains_exactly_the_keys_of_the_schema() throws IOException {
        Set<String> inSchema = new TreeSet<>();
        JsonNode schema = JSON.readTree(Files.readString(Configs.SHIPPED.resolve("gateway.schema.json")));
        new KeyWalk(schema, inSchema).visit(schema, "");
        Set<String> explained = new TreeSet<>();
        Pattern row = Pattern.compile("^\\| `([^`]+)` \\|.*\\|$", Pattern.MULTILINE);
        Matcher rows = row.matcher(Files.readString(Configs.SHIPPED.resolve("README.md")));
        while (rows.find()) {
            assertThat(explained.add(rows.group(1)))
                    .as("%s is explained once", rows.group(1))
                    .isTrue();
        }
        assertThat(explained).hasSizeGreaterThan(50).isEqualTo(inSchema);
    }

    @Test
    void every_key_of_the_schema_has_a_description_or_a_described_type() throws IOException {
        JsonNode schema = JSON.readTree(Files.readString(Configs.SHIPPED.resolve("gateway.schema.json")));
        JsonNode model = schema.at("/$defs/model/properties");
        assertThat(model)
                .allSatisfy(key -> assertThat(key.path("description").asText()).isNotBlank());
        assertThat(schema.path("properties"))
                .allSatisfy(key -> assertThat(key.path("description").asText()).isNotBlank());
    }

    /** Lists the paths of all values; of a mapping that only groups others, the members. */
    private static final class KeyWalk {
        /** Groups that need no row of their own because every member has one. */
        private static final Set<String> GROUPS = Set.of(
                "listen",
                "state",
                "metrics",
                "samples",
                "notifications",
                "tracing",
                "defaults",
                "models.MODEL",
                "models.MODEL.versions.VERSION",
                "models.MODEL.labels.LABEL",
                "trusted-proxies[]",
                "dns.servers[]",
                "listen.traffic.tls.also[]",
                "metrics.dialects[]",
                "models.MODEL.versions.VERSION.upstreams[]",
                "models.MODEL.canary.steps[]",
                "models.MODEL.canary.freeze[]",
                "models.MODEL.canary.freeze[].days[]",
                "monitors[]",
                "notifications.webhooks[]",
                "notifications.slack[]",
                "notifications.teams[]",
                "notifications.alertmanager[]",
                "notifications.grafana[]",
                "listen.admin.tokens[]",
                "models.MODEL.auth.tokens[]");

        private final JsonNode schema;
        private final Set<String> paths;
        /** A shared mapping is explained where it is used first. */
        private final Set<String> explained = new HashSet<>();

        KeyWalk(JsonNode schema, Set<String> paths) {
            this.schema = schema;
            this.paths = paths;
        }

        void visit(JsonNode node, String path) {
            if (!path.isEmpty() && !GROUPS.contains(path)) {
                paths.add(path);
            }
            JsonNode target = node;
            if (node.has("$ref")) {
                String reference = node.get("$ref").asText();
                target = schema.at(reference.substring(1));
                if (target.has("properties") && !explained.add(reference)) {
                    return;
                }
            }
            String prefix = path.isEmpty() ? "" : path + ".";
            target.path("properties").properties().forEach(key -> visit(key.getValue(), prefix + key.getKey()));
            target.path("oneOf").forEach(choice -> choice.path("properties")
                    .properties()
                    .forEach(key -> visit(key.getValue(), prefix + key.getKey())));
            if (target.path("additionalProperties").isObject()) {
                visit(target.get("additionalProperties"), prefix + placeholder(path));
            }
            if (target.has("items")) {
                visit(target.get("items"), path + "[]");
            }
        }

        private static String placeholder(String path) {
            if (path.endsWith("versions")) {
                return "VERSION";
            }
            if (path.startsWith("tracing")) {
                return path.endsWith("headers") ? "NAME" : "ATTRIBUTE";
            }
            if (path.endsWith("quality.features")) {
                return "FEATURE";
            }
            return path.endsWith("labels") ? "LABEL" : "MODEL";
        }
    }
}
