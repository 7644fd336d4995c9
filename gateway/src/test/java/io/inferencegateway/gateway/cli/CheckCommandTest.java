package io.inferencegateway.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.ConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void a_valid_file_is_one_line_and_exit_0() throws IOException {
        Path file = Files.writeString(
                folder.resolve("ok.yaml"),
                """
                models:
                  fraud: { stable: 1, versions: { 1: { upstreams: ["http://127.0.0.1:9001"] } } }
                """);
        assertThat(check(file.toString())).isZero();
        assertThat(out.toString().lines()).containsExactly(file + ": valid, 1 model, 1 version");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void what_is_hardly_meant_is_a_warning_and_exit_0() throws IOException {
        Path file = Files.writeString(
                folder.resolve("odd.yaml"),
                """
                models:
                  fraud: { stable: 1, versions: { 1: { upstreams: ["http://127.0.0.1:9001"] } } }
                notifications:
                  webhooks: [ { name: hook, url: "http://127.0.0.1:9100/h" } ]
                  routes:
                    - { match: { model: churn }, to: [hook] }
                """);
        assertThat(check(file.toString())).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "warning: " + file
                                + ":6:7: notifications.routes[0]: matches nothing: there is no model 'churn'",
                        file + ": valid, 1 model, 1 version");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void every_problem_is_a_line_of_standard_output_and_exit_2() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), "drain: 5\nmodel: {}\n");
        assertThat(check(file.toString())).isEqualTo(2);
        assertThat(out.toString().lines()).hasSize(3).allSatisfy(line -> assertThat(line)
                .matches("\\Q" + file + "\\E:[12]:[0-9]+: (drain|model|models): .+"));
        assertThat(err.toString().lines()).containsExactly("igw: 3 problems in " + file);
    }

    @Test
    void an_absent_file_is_exit_2_without_a_stack_trace() {
        assertThat(check("no/such/file.yaml")).isEqualTo(2);
        assertThat(out.toString().lines()).containsExactly("no/such/file.yaml:1:1: (file): does not exist");
    }

    @Test
    void a_missing_argument_is_exit_2_with_the_usage() {
        assertThat(check()).isEqualTo(2);
        assertThat(err.toString()).contains("FILE");
    }

    private int check(String... arguments) {
        return new CommandLine(new CheckCommand(new ConfigLoader(name -> null)))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
