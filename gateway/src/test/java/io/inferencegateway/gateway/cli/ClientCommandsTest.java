package io.inferencegateway.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.api.AdminBench;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands against a live admin API, as a shell would run them: arguments in; output, errors and exit code out. */
class ClientCommandsTest extends AdminBench {
    @Test
    void start_takes_percents_and_shows_the_rollout_with_its_steps() {
        Result result = run(
                new RolloutClient(),
                "start",
                "fraud",
                "--to",
                "2",
                "--steps",
                "5,25,50%",
                "--hold",
                "30s",
                "--admin",
                admin());

        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains("fraud 1 → 2: progressing")
                .contains("● 5% for 30s")
                .contains("50% for 30s");
    }

    @Test
    void report_reviews_a_gateway_and_writes_a_page() throws Exception {
        Result text = run(new ReportClient(), "--since", "1d", "--admin", admin());
        java.nio.file.Path page = java.nio.file.Files.createTempFile("report", ".html");
        Result html = run(new ReportClient(), "--html", page.toString(), "--admin", admin());

        assertThat(text.exit()).isZero();
        assertThat(text.out())
                .contains(
                        "against the same time before", "Rollouts: none", "fraud: unknown, 0 rows against nothing yet");
        assertThat(html.exit()).isZero();
        assertThat(java.nio.file.Files.readString(page))
                .startsWith("<!doctype html>")
                .endsWith("</html>\n");
        java.nio.file.Files.delete(page);
        assertThat(run(new ReportClient(), "--since", "5m", "--admin", admin()).exit())
                .isEqualTo(2);
    }

    @Test
    void report_reviews_versions_that_left_the_file_too() throws Exception {
        gateway.served(new ModelVersion("churn", 9), 12);

        Report report = Report.fetch(
                new AdminClient(URI.create(admin()), null), Instant.parse("2026-11-22T11:00:00Z"), Duration.ofDays(1));

        assertThat(report.versions()).singleElement().satisfies(version -> assertThat(
                        version.model() + " " + version.number() + " " + version.role())
                .isEqualTo("churn 9 gone"));
    }

    @Test
    void a_second_start_fails_with_the_gateways_own_words() {
        run(new RolloutClient(), "start", "fraud", "--to", "2", "--admin", admin());

        Result again = run(new RolloutClient(), "start", "fraud", "--to", "2", "--admin", admin());

        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).isEqualTo("igw: the rollout of fraud 2 runs already; abort it first\n");
    }

    @Test
    void each_command_reaches_its_operation_with_its_reason() {
        run(new RolloutClient(), "start", "fraud", "--to", "2", "--admin", admin());

        for (List<String> command : List.of(
                List.of("pause"), List.of("resume"), List.of("promote"), List.of("abort", "--reason", "bad day"))) {
            String[] arguments = java.util.stream.Stream.concat(
                            command.stream(), java.util.stream.Stream.of("fraud", "--admin", admin()))
                    .toArray(String[]::new);
            assertThat(run(new RolloutClient(), arguments).exit())
                    .as(command.get(0))
                    .isZero();
        }
        Result full = run(new RolloutClient(), "promote", "fraud", "--full", "--output", "json", "--admin", admin());

        assertThat(new JsonObject(full.out()).getString("phase")).isEqualTo("promoted");
        assertThat(run(new RolloutClient(), "status", "fraud", "--admin", admin())
                        .out())
                .contains("promoted");
    }

    @Test
    void what_the_operator_saw_and_overrides_goes_with_the_command() {
        run(new RolloutClient(), "start", "fraud", "--to", "2", "--dry-run", "--override-freeze", "--admin", admin());
        Result shown = run(new RolloutClient(), "status", "fraud", "--admin", admin());
        assertThat(shown.out()).contains("--if-match 1-1");

        run(new RolloutClient(), "promote", "fraud", "--if-match", "1-1", "--override-freeze", "--admin", admin());
        run(new RolloutClient(), "undo", "fraud", "--reason", "slow", "--admin", admin());

        String user = System.getProperty("user.name");
        assertThat(gateway.rollouts.asked())
                .containsExactly(
                        "start fraud 2 by " + user + " dry overriding",
                        "promote fraud by " + user + " overriding if [\"1-1\"]",
                        "undo fraud by " + user + ": slow");
    }

    @Test
    void the_pace_and_the_gates_of_a_start_are_the_operators() {
        String admin = admin();
        run(
                new RolloutClient(),
                "start",
                "fraud",
                "--to",
                "2",
                "--steps",
                "5,50",
                "--pace",
                "automatic",
                "--gate",
                "--admin",
                admin);
        gateway.rollouts.become("rolled_back", "");
        run(new RolloutClient(), "start", "fraud", "--to", "2", "--steps", "5", "--gate", "--admin", admin);

        String user = System.getProperty("user.name");
        assertThat(gateway.rollouts.asked())
                .containsExactly(
                        "start fraud 2 by " + user + " AUTOMATIC gated, hold PT0S",
                        "start fraud 2 by " + user + " gated, hold PT1M");
        assertThat(run(new RolloutClient(), "start", "fraud", "--to", "2", "--pace", "quick", "--admin", admin)
                        .err())
                .contains("is no pace; it is fixed or automatic");
    }

    @Test
    void watching_a_rollout_that_was_rolled_back_fails_and_says_why() {
        run(new RolloutClient(), "start", "fraud", "--to", "2", "--admin", admin());
        gateway.rollouts.become("rolled_back", "error-rate: 12 of 13 bad");

        Result result = run(new RolloutClient(), "status", "fraud", "--watch", "--admin", admin());
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains("rolled back").contains("error-rate: 12 of 13 bad");

        assertThat(run(new RolloutClient(), "abort", "fraud", "--watch", "--admin", admin())
                        .exit())
                .isZero();
    }

    @Test
    void top_prints_each_version_without_escapes_where_there_is_no_terminal() {
        Result result = run(new TopClient(), "--once", "--admin", admin());

        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains("fraud")
                .contains("1 stable")
                .contains("○ unknown")
                .doesNotContain("\u001b");
        JsonObject json = new JsonObject(run(new TopClient(), "--once", "--output", "json", "--admin", admin())
                .out());
        assertThat(json.getJsonArray("models")).hasSize(1);
    }

    @Test
    void a_gateway_that_is_not_there_is_one_clear_line() throws Exception {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }
        String url = "http://127.0.0.1:" + closedPort;

        Result result = run(new TopClient(), "--once", "--admin", url);

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("igw: cannot reach the gateway at " + url + ": is `igw run` running?\n");
    }

    @Test
    void what_cannot_be_meant_is_bad_usage() {
        assertThat(run(new RolloutClient()).exit()).isEqualTo(2);
        assertThat(run(new RolloutClient(), "start", "fraud").exit()).isEqualTo(2);
        assertThat(run(new RolloutClient(), "start", "fraud", "--to", "two").exit())
                .isEqualTo(2);
        assertThat(run(new RolloutClient(), "start", "fraud", "--to", "2", "--steps", "5,lots", "--admin", admin())
                        .exit())
                .isEqualTo(2);
        assertThat(run(new TopClient(), "--once", "--admin", "127.0.0.1:9901").exit())
                .isEqualTo(2);
        assertThat(run(new TopClient(), "--once", "--output", "xml").exit()).isEqualTo(2);
    }

    @Test
    void a_token_file_that_is_not_there_is_named() {
        Result result = run(new TopClient(), "--once", "--token-file", "/nowhere/token", "--admin", admin());

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("/nowhere/token");
    }

    @Test
    void a_terminal_is_redrawn_in_place_and_no_color_leaves_the_shapes() {
        StringWriter coloured = new StringWriter();
        Screen screen = new Screen(new PrintWriter(coloured), true, true);
        screen.draw(List.of(screen.health("critical"), "second"));
        screen.draw(List.of("third"));
        assertThat(coloured.toString()).contains("\u001b[31m■ critical").contains("\u001b[2A");

        Screen plain =
                Screen.of(new PrintWriter(new StringWriter()), true, name -> name.equals("NO_COLOR") ? "1" : null);
        assertThat(plain.health("critical")).isEqualTo("■ critical");
    }

    private String admin() {
        return gateway.url("").toString();
    }

    private record Result(int exit, String out, String err) {}

    private static Result run(Object command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Result(exit, out.toString(), err.toString());
    }
}
