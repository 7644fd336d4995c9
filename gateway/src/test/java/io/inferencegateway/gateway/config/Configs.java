package io.inferencegateway.gateway.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Configurations to test with. */
public final class Configs {
    static final String MINIMAL =
            """
            models:
              fraud:
                stable: 1
                versions:
                  1: { upstreams: ["http://127.0.0.1:9001"] }
            """;

    /** The folder of configuration files that operators get. */
    static final Path SHIPPED = shipped();

    private Configs() {}

    static ConfigResult load(String yaml) {
        return load(yaml, Map.of());
    }

    static ConfigResult load(String yaml, Map<String, String> environment) {
        return new ConfigLoader(environment::get).load("test.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    public static GatewayConfig valid(String yaml) {
        return accepted(load(yaml));
    }

    static GatewayConfig accepted(ConfigResult result) {
        if (result instanceof ConfigResult.Loaded loaded) {
            return loaded.config();
        }
        throw new AssertionError("rejected: " + result);
    }

    static List<ConfigProblem> problems(String yaml) {
        return problems(load(yaml));
    }

    static List<ConfigProblem> problems(ConfigResult result) {
        return result instanceof ConfigResult.Rejected rejected ? rejected.problems() : List.of();
    }

    static GatewayConfig.Model model(GatewayConfig config, String id) {
        return Objects.requireNonNull(config.models().get(id), id);
    }

    static GatewayConfig.Version version(GatewayConfig.Model model, int number) {
        return Objects.requireNonNull(model.versions().get(number), model.id());
    }

    /** Tests run in the module's folder or in the repository's. */
    private static Path shipped() {
        Path besideModule = Path.of("..", "config");
        return Files.isDirectory(besideModule) ? besideModule : Path.of("config");
    }
}
