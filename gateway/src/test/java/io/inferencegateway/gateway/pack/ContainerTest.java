package io.inferencegateway.gateway.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.ConfigLoader;
import io.inferencegateway.gateway.config.ConfigResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What can be known of the container and the Compose file where no engine is: that what they name is there. */
class ContainerTest {
    private static final Path ROOT = Path.of("..");
    private static final Path DEPLOY = ROOT.resolve("config/deploy");
    private static final Set<String> SERVICE_KEYS = Set.of(
            "build",
            "image",
            "network_mode",
            "read_only",
            "cap_drop",
            "security_opt",
            "stop_grace_period",
            "tmpfs",
            "volumes",
            "command",
            "environment");

    @Test
    void everything_that_is_copied_into_the_image_is_there() throws Exception {
        List<String> sources = new ArrayList<>();
        for (String line : Files.readAllLines(DEPLOY.resolve("Containerfile"))) {
            String[] words = line.split(" ");
            if (words[0].equals("COPY") && !words[1].startsWith("--from=")) {
                sources.add(words[1]);
            }
        }

        assertThat(sources).hasSizeGreaterThan(5).allSatisfy(source -> assertThat(ROOT.resolve(source))
                .exists());
        for (Object module : maven("module")) {
            assertThat(sources.stream().anyMatch(source -> source.equals(module) || source.startsWith(module + "/")))
                    .as("the build needs the module " + module)
                    .isTrue();
        }
    }

    @Test
    void the_image_starts_the_gateway_on_modules_that_a_jdk_has_and_not_as_root() throws Exception {
        String file = Files.readString(DEPLOY.resolve("Containerfile"));

        assertThat(found(file, "\"(io\\.[a-z.]+\\.Main)\""))
                .singleElement()
                .satisfies(main -> assertThat(Class.forName(main)).hasDeclaredMethods("main"));
        assertThat(found(file, "--add-modules (\\S+)"))
                .singleElement()
                .satisfies(modules -> assertThat(modules.split(",")).allSatisfy(module -> assertThat(
                                ModuleLayer.boot().findModule(module).isPresent()
                                        || java.lang.module.ModuleFinder.ofSystem()
                                                .find(module)
                                                .isPresent())
                        .as(module)
                        .isTrue()));
        assertThat(found(file, "(?m)^FROM (\\S+)")).last().asString().endsWith(":nonroot");
    }

    @Test
    void everything_that_compose_mounts_is_there_and_the_gateway_has_time_to_drain() throws Exception {
        Map<String, Object> compose = AlertRules.read(DEPLOY.resolve("compose.yaml"));
        Map<String, Map<String, Object>> services = services(compose);
        assertThat(services.keySet()).containsExactlyInAnyOrder("gateway", "prometheus", "alertmanager", "grafana");

        for (Map.Entry<String, Map<String, Object>> service : services.entrySet()) {
            assertThat(SERVICE_KEYS)
                    .as(service.getKey())
                    .containsAll(service.getValue().keySet());
            for (Object volume : (List<?>) service.getValue().getOrDefault("volumes", List.of())) {
                String source = volume.toString().split(":")[0];
                if (source.startsWith(".")) {
                    assertThat(DEPLOY.resolve(source)).as(service.getKey()).exists();
                } else {
                    assertThat((Map<?, ?>) compose.get("volumes"))
                            .as(source)
                            .matches(named -> named.containsKey(source));
                }
            }
        }
        ConfigResult config = ConfigLoader.ofThisProcess()
                .load(ROOT.resolve("config/gateway.yaml").toString());
        Duration grace = Duration.parse("PT"
                + services.get("gateway").get("stop_grace_period").toString().toUpperCase(java.util.Locale.ROOT));
        assertThat(grace).isGreaterThan(((ConfigResult.Loaded) config).config().drain());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> services(Map<String, Object> compose) {
        return (Map<String, Map<String, Object>>) compose.getOrDefault("services", Map.of());
    }

    private static List<String> maven(String element) throws Exception {
        return found(Files.readString(ROOT.resolve("pom.xml")), "<" + element + ">([^<]+)<");
    }

    private static List<String> found(String text, String pattern) {
        Matcher matches = Pattern.compile(pattern).matcher(text);
        return matches.results().map(match -> match.group(1)).toList();
    }
}
