package io.inferencegateway.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.cli.CommandPlugin;
import io.inferencegateway.loadtest.serve.FakeModel;
import io.inferencegateway.loadtest.serve.FakeModel.Script;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class LoadCommandTest {
    private final Vertx vertx = Vertx.vertx();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private FakeModel model;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        Script script = Script.good().answering(Buffer.buffer("four"));
        model = FakeModel.start(vertx, 0, script, 7).await(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void reports_a_run_as_json() {
        int exit = load("--url", model.url(), "--rate", "50", "--duration", "1s", "--output", "json");

        JsonObject report = new JsonObject(out.toString());
        assertThat(exit).isZero();
        assertThat(report.getInteger("requests")).isEqualTo(50);
        assertThat(report.getJsonObject("status_codes").getInteger("200")).isEqualTo(50);
        assertThat(report.getJsonObject("latency_ms").getDouble("p99")).isPositive();
    }

    @Test
    void reports_a_run_as_text() {
        load("--url", model.url(), "--rate", "50", "--duration", "1s");

        assertThat(out.toString())
                .contains("requests  50 in")
                .contains("{200=50}")
                .contains("p99.9");
    }

    @Test
    void exits_1_when_a_checked_answer_is_wrong() throws Exception {
        Path expected = Files.writeString(folder.resolve("expected"), "five");

        int exit = load("--url", model.url(), "--rate", "10", "--duration", "1s", "--expect", expected.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(out.toString()).contains("wrong answers 10");
    }

    @Test
    void exits_0_when_every_checked_answer_is_right() throws Exception {
        Path expected = Files.writeString(folder.resolve("expected"), "four");
        Path body = Files.writeString(folder.resolve("body"), "{}");

        assertThat(load(
                        "--url",
                        model.url(),
                        "--rate",
                        "10",
                        "--duration",
                        "1s",
                        "--body",
                        body.toString(),
                        "--expect",
                        expected.toString()))
                .isZero();
    }

    @Test
    void refuses_a_target_on_another_machine() {
        assertThat(load("--url", "http://192.0.2.1/", "--rate", "1", "--duration", "1s"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("192.0.2.1 is not on this machine");
    }

    @Test
    void refuses_bad_usage_with_exit_2() {
        assertThat(load("--url", model.url(), "--rate", "0", "--duration", "1s"))
                .isEqualTo(2);
        assertThat(load("--url", model.url(), "--rate", "1", "--duration", "soon"))
                .isEqualTo(2);
        assertThat(load("--url", "ftp://127.0.0.1/", "--rate", "1", "--duration", "1s"))
                .isEqualTo(2);
        assertThat(load("--url", model.url(), "--rate", "1", "--duration", "1s", "-H", "nonsense"))
                .isEqualTo(2);
        assertThat(load("--url", model.url(), "--rate", "1", "--duration", "1s", "--body", "/no/such"))
                .isEqualTo(2);
    }

    @Test
    void igw_finds_the_command_on_its_class_path() {
        Stream<Object> commands = ServiceLoader.load(CommandPlugin.class).stream()
                .map(found -> found.get().command());

        assertThat(commands).hasAtLeastOneElementOfType(LoadCommand.class);
    }

    private int load(String... arguments) {
        String[] quiet =
                Stream.concat(Stream.of(arguments), Stream.of("--quiet")).toArray(String[]::new);
        return new CommandLine(new LoadCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(quiet);
    }
}
