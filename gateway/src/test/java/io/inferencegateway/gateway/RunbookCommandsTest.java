package io.inferencegateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine.ParameterException;

/** What a runbook tells people to type is what the commands and the admin API take. */
class RunbookCommandsTest {
    private static final Pattern SHELL = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Pattern ADMIN = Pattern.compile("http://127\\.0\\.0\\.1:9901(/[^?'\\s]*)(?:\\?([^'\\s]*))?");

    @Test
    void every_igw_command_is_one_that_igw_takes() throws Exception {
        List<String> commands =
                lines().stream().filter(line -> line.startsWith("igw ")).toList();

        assertThat(commands).hasSizeGreaterThan(40).allSatisfy(RunbookCommandsTest::isTaken);
    }

    @Test
    void every_request_to_the_admin_listener_is_one_that_its_document_names() throws Exception {
        List<MatchResult> requests =
                lines().stream().flatMap(line -> ADMIN.matcher(line).results()).toList();
        Map<String, Object> paths = documented();

        assertThat(requests).hasSizeGreaterThan(10).allSatisfy(request -> {
            assertThat(paths).containsKey(request.group(1));
            if (request.group(2) != null) {
                String described = String.valueOf(paths.get(request.group(1)));
                for (String parameter : request.group(2).split("&")) {
                    assertThat(described).contains("name=" + parameter.split("=")[0] + ",");
                }
            }
        });
    }

    private static void isTaken(String command) {
        List<String> words = new ArrayList<>();
        WORD.matcher(command)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .forEach(words::add);
        try {
            Main.commandLine().parseArgs(words.subList(1, words.size()).toArray(String[]::new));
        } catch (ParameterException refused) {
            throw new AssertionError("'" + command + "': " + refused.getMessage(), refused);
        }
    }

    /** As a gateway serves them for a model and a version. */
    private static List<String> lines() throws IOException {
        TreeSet<String> lines = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("..", "dashboards", "runbooks"), "*.md")) {
            for (Path file : files) {
                SHELL.matcher(Files.readString(file))
                        .results()
                        .flatMap(block -> block.group(1).lines())
                        .map(line -> line.replace("$model", "fraud").replace("$version", "2"))
                        .forEach(lines::add);
            }
        }
        return List.copyOf(lines);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> documented() throws IOException {
        try (InputStream in = RunbookCommandsTest.class.getResourceAsStream("/webroot/openapi.yaml")) {
            Map<String, Object> document = new Yaml().load(in);
            return (Map<String, Object>) document.getOrDefault("paths", Map.of());
        }
    }
}
