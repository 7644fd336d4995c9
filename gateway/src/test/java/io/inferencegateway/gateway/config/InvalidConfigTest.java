package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Each fixture says in its first lines where its problems are ({@code # expect LINE:COLUMN: path}) and whether the
 * schema, which sees structure only, rejects it too.
 */
class InvalidConfigTest {
    private static final Path FIXTURES = Path.of("src", "test", "resources", "config", "invalid");

    static Stream<Path> fixtures() throws IOException {
        Path folder =
                Files.isDirectory(FIXTURES) ? FIXTURES : Path.of("gateway").resolve(FIXTURES);
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fixtures")
    void reports_every_problem_and_no_other_at_its_place(Path fixture) throws IOException {
        List<String> expected = Files.readAllLines(fixture).stream()
                .filter(line -> line.startsWith("# expect "))
                .map(line -> line.substring("# expect ".length()))
                .toList();
        List<ConfigProblem> problems = Configs.problems(new ConfigLoader(name -> null).load(fixture.toString()));
        assertThat(problems)
                .as("%s", problems)
                .extracting(problem -> problem.line() + ":" + problem.column() + ": " + problem.path())
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(problems).allSatisfy(problem -> assertThat(problem.toString())
                .startsWith(fixture + ":")
                .hasSizeGreaterThan(20)
                .doesNotContain("\n", "hunter2", "Exception"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fixtures")
    void the_schema_rejects_what_is_wrong_in_structure(Path fixture) throws IOException {
        String text = Files.readString(fixture);
        boolean rejected = text.contains("# schema rejects");
        assertThat(rejected).isNotEqualTo(text.contains("# schema accepts"));
        assertThat(isRejectedByTheSchema(text)).isEqualTo(rejected);
    }

    private static boolean isRejectedByTheSchema(String text) {
        try {
            return !YamlAsJson.schemaErrors(text).isEmpty();
        } catch (YAMLException notYaml) {
            return true;
        }
    }
}
