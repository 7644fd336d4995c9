package io.inferencegateway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.Main;
import io.inferencegateway.gateway.config.ConfigLoader;
import io.inferencegateway.gateway.config.ConfigResult;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The demo as a user starts it: a process of its own, its output in a file, its temporary folder watched. */
final class DemoCommandTest {
    @TempDir
    Path folder;

    private Process demo;

    @AfterEach
    void stop() throws Exception {
        if (demo != null) {
            demo.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void shows_a_rollback_in_half_a_minute_while_the_line_to_paste_works() throws Exception {
        long start = System.nanoTime();
        start("--duration", "30s");
        String console = lineAfter("console: ");
        String paste = lineAfter("try: ");

        String answer = shell(paste);
        assertThat(answer).contains("\"name\":\"digit\"").isEqualTo(shell(paste));
        String otherPage = paste.replaceFirst("\"data\":\\[[^\\]]*]", "\"data\":[" + "3,".repeat(63) + "9]");
        assertThat(new JsonObject(shell(otherPage)).getJsonArray("outputs"))
                .isNotEqualTo(new JsonObject(answer).getJsonArray("outputs"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(console)).build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);

        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(output())
                .contains("version 2 rolled back")
                .contains("inputs have drifted: ink")
                .contains("Summary");
        assertThat(demo.exitValue()).as(output()).isZero();
        assertThat(took).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(40));
        assertThat(output()).doesNotContain("\u001b").contains("predictions other than the network's own: 0");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void an_interrupt_ends_it_at_once_and_leaves_nothing_behind() throws Exception {
        start("--duration", "10m");
        lineAfter("try: ");
        assertThat(leftovers()).as("its state while it runs").isNotEmpty();

        shell("kill -INT " + demo.pid());

        assertThat(demo.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void refuses_less_than_half_a_minute_with_exit_2() {
        StringWriter err = new StringWriter();
        int exit =
                new CommandLine(new DemoCommand()).setErr(new PrintWriter(err)).execute("--duration", "29s");

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains("at least 30s");
    }

    @Test
    void its_configuration_is_valid() throws Exception {
        Path file = folder.resolve("gateway.yaml");
        List<String> upstreams = List.of("http://127.0.0.1:1/a", "http://127.0.0.1:2/b", "http://127.0.0.1:3/c");
        Files.writeString(
                file, DemoGateway.configuration(upstreams, Pages.heldOut(), Duration.ofMillis(2_500), folder));

        ConfigResult result = ConfigLoader.ofThisProcess().load(file.toString());

        assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
        GatewayConfig.Model model =
                ((ConfigResult.Loaded) result).config().models().get("digits");
        assertThat(model).isNotNull();
        assertThat(model.canary().steps()).hasSize(Plot.WEIGHTS.size());
        assertThat(model.versions()).containsOnlyKeys(1, 2, 3);
    }

    private void start(String... arguments) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "demo"),
                        Stream.of(arguments))
                .toList();
        demo = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output"), StandardCharsets.UTF_8);
    }

    /** What follows {@code prefix} on the first line that begins with it. */
    private String lineAfter(String prefix) throws IOException {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !demo.isAlive() || output().contains(System.lineSeparator() + prefix));
        assertThat(demo.isAlive())
                .as(() -> "it ended with exit code " + demo.exitValue())
                .isTrue();
        return output().lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .findFirst()
                .orElseThrow();
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
            return files.toList();
        }
    }

    private static String shell(String command) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(output).isZero();
        return output;
    }
}
