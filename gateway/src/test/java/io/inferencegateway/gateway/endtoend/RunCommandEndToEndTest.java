package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.testsupport.Programs;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code igw run} from its first line to its exit code, and what it does with input nobody should send. */
class RunCommandEndToEndTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();

    @Test
    void prints_one_ready_line_and_exits_0_on_sigterm() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(model.url()).in(directory))) {
            assertThat(gateway.output().lines()).hasSize(1);
            assertThat(callers.get(gateway.admin().resolve("/readyz")).status()).isEqualTo(200);

            gateway.signal("TERM");
            assertThat(gateway.waitFor(15)).isZero();
        }
    }

    @Test
    void serves_http_2_with_prior_knowledge_where_the_ready_line_says() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory,
                        GatewayFile.of(model.url())
                                .withListen("h2c: { host: 127.0.0.1, port: 0 }")
                                .withModel("timeouts: { connect: 20s }")
                                .in(directory))) {
            Matcher h2c =
                    Pattern.compile(" h2c=(http://127\\.0\\.0\\.1:\\d+) pid=").matcher(gateway.output());
            assertThat(h2c.find()).isTrue();
            String url = h2c.group(1) + "/models/fraud/v/1/x";
            String[] curl = {
                "curl", "-sS", "--http2-prior-knowledge", "-o", "/dev/null", "-w", "%{http_code} %{http_version}", url
            };
            assertThat(Programs.run(curl)).isEqualTo("200 2");
            assertThat(gateway.output() + gateway.errors()).doesNotContain("WARN");
        }
    }

    @Test
    void readiness_fails_before_the_traffic_listener_closes() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(model.url()).in(directory))) {
            gateway.signal("TERM");
            Awaitility.await()
                    .atMost(1, TimeUnit.SECONDS)
                    .pollInterval(10, TimeUnit.MILLISECONDS)
                    .untilAsserted(() -> assertThat(callers.get(gateway.admin().resolve("/readyz"))
                                    .status())
                            .isEqualTo(503));
            assertThat(callers.get(gateway.traffic().resolve("/models/fraud/v/1/x"))
                            .status())
                    .isEqualTo(200);
            assertThat(gateway.waitFor(15)).isZero();
        }
    }

    @Test
    void exits_2_with_every_problem_of_an_invalid_configuration() throws Exception {
        Path config = Files.writeString(
                directory.resolve("bad.yaml"),
                """
                listen: { traffic: { host: 127.0.0.1, port: 99999 } }
                models:
                  fraud: { stable: 7, versions: { 1: { upstreams: ["ftp://x"] } } }
                """);
        GatewayProcess.Finished run = GatewayProcess.run(directory, "run", "--config", config.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors().lines().filter(line -> line.startsWith(config + ":")))
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(run.errors()).doesNotContain("\tat ");
    }

    @Test
    void a_taken_port_is_one_clear_line_and_exit_1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path config = GatewayFile.of("http://127.0.0.1:9")
                    .onPort(taken.getLocalPort())
                    .in(directory);
            GatewayProcess.Finished run = GatewayProcess.run(directory, "run", "--config", config.toString());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.errors()).contains("igw run: ").contains("port").doesNotContain("\tat ");
        }
    }

    @Test
    void an_unknown_model_or_version_is_404_and_makes_no_series() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(model.url()).in(directory))) {
            callers.get(gateway.traffic().resolve("/models/fraud/v/1/x"));
            callers.get(gateway.traffic().resolve("/models/nobody/v/1/x"));
            long before = series(gateway);
            for (int i = 0; i < 200; i++) {
                assertThat(callers.get(gateway.traffic().resolve("/models/nobody" + i + "/v/1/x"))
                                .status())
                        .isEqualTo(404);
                assertThat(callers.get(gateway.traffic().resolve("/models/fraud/v/" + (i + 2) + "/x"))
                                .status())
                        .isEqualTo(404);
            }
            assertThat(series(gateway)).isEqualTo(before);
            assertThat(metrics(gateway))
                    .contains(
                            "inference_gateway_requests_total{model=\"\",version=\"\",track=\"\",code=\"404\",outcome=\"client_error\"} 401");
        }
    }

    @Test
    void garbage_on_the_socket_is_400_and_close() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(model.url()).in(directory));
                Socket socket = new Socket("127.0.0.1", gateway.traffic().getPort())) {
            socket.setSoTimeout(5_000);
            OutputStream out = socket.getOutputStream();
            out.write("\u0016\u0003\u0001\u0002 garbage\r\n\r\nGET /models/fraud/v/1/x HTTP/1.1\r\nhost: x\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 400 ");
            assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
            assertThat(model.received()).isZero();
        }
    }

    @Test
    void a_dead_upstream_is_502_at_once_and_the_loops_stay_free() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(
                directory, GatewayFile.of("http://127.0.0.1:1").in(directory))) {
            Callers.Answer answer = callers.get(gateway.traffic().resolve("/models/fraud/v/1/x"));
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("\"status\":502").contains("\"outcome\":\"upstream_error\"");
            assertThat(callers.pace(gateway.traffic().resolve("/models/fraud/v/1/x"), 500, 500))
                    .allMatch(one -> one.status() == 502);
            assertThat(gateway.errors()).doesNotContain("has been blocked");
        }
    }

    @Test
    void a_state_file_that_is_a_text_refuses_the_start_with_a_line_that_names_it_and_keeps_its_bytes()
            throws Exception {
        Path state = Files.createDirectories(directory.resolve("state")).resolve("igw.db");
        byte[] garbage = "this is no database, but it was one once".repeat(200).getBytes(StandardCharsets.UTF_8);
        Files.write(state, garbage);
        Path config = GatewayFile.of("http://127.0.0.1:9").in(directory);
        GatewayProcess.Finished run = GatewayProcess.run(directory, "run", "--config", config.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors()).contains("igw.db").doesNotContain("\tat ");
        assertThat(Files.readAllBytes(state)).isEqualTo(garbage);
    }

    @Test
    void a_damaged_state_file_is_moved_aside_loudly_and_the_traffic_is_served() throws Exception {
        try (StubModel model = StubModel.healthy()) {
            Path config = GatewayFile.of(model.url()).in(directory);
            Path state = Files.createDirectories(directory.resolve("state")).resolve("igw.db");
            byte[] damaged = new byte[20_000];
            new Random(39).nextBytes(damaged);
            Files.write(state, damaged);
            try (GatewayProcess gateway = GatewayProcess.start(directory, config)) {
                assertThat(callers.get(gateway.traffic().resolve("/models/fraud/x"))
                                .status())
                        .isEqualTo(200);
                assertThat(callers.get(gateway.admin().resolve("/healthz")).body())
                        .contains("\"started_without\":\"igw.db.damaged-");
                assertThat(metrics(gateway)).contains("inference_gateway_state_faults_total{kind=\"damaged\"} 1");
                assertThat(gateway.errors()).contains("ERROR").contains("moved aside");
            }
        }
    }

    @Test
    void a_changed_file_is_served_within_two_seconds_and_an_invalid_one_never() throws Exception {
        try (StubModel first = StubModel.healthy();
                StubModel second = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(first.url()).in(directory))) {
            Files.writeString(directory.resolve(GatewayFile.NAME), "models: [");
            Awaitility.await().atMost(4, TimeUnit.SECONDS).untilAsserted(() -> assertThat(metrics(gateway))
                    .contains("inference_gateway_config_reloads_total{result=\"invalid\"} 1"));
            assertThat(callers.get(gateway.traffic().resolve("/models/fraud/v/1/x"))
                            .status())
                    .isEqualTo(200);
            assertThat(first.received()).isEqualTo(1);

            GatewayFile.of(second.url()).in(directory);
            Awaitility.await().atMost(4, TimeUnit.SECONDS).untilAsserted(() -> {
                assertThat(callers.get(gateway.traffic().resolve("/models/fraud/v/1/x"))
                                .status())
                        .isEqualTo(200);
                assertThat(second.received()).isPositive();
            });
        }
    }

    @Test
    void a_window_keeps_its_exact_count_over_a_restart_by_sigterm() throws Exception {
        try (StubModel model = StubModel.healthy()) {
            Path config = GatewayFile.of(model.url())
                    .with("monitors: [ { name: m, model: fraud, version: 1, window: 15m } ]")
                    .in(directory);
            try (GatewayProcess gateway = GatewayProcess.start(directory, config)) {
                callers.pace(gateway.traffic().resolve("/models/fraud/v/1/x"), 137, 400);
                gateway.signal("TERM");
                assertThat(gateway.waitFor(15)).isZero();
            }
            try (GatewayProcess gateway = GatewayProcess.start(directory, config)) {
                assertThat(callers.get(gateway.admin().resolve("/api/v1/monitors/m/snapshot"))
                                .body())
                        .contains("\"total_requests\":137,");
            }
        }
    }

    private String metrics(GatewayProcess gateway) throws Exception {
        return callers.get(gateway.admin().resolve("/metrics")).body();
    }

    /** Series of request families: process meters come and go with the JVM. */
    private long series(GatewayProcess gateway) throws Exception {
        return metrics(gateway)
                .lines()
                .filter(line -> line.startsWith("nginx_ingress")
                        || line.startsWith("ml_")
                        || line.startsWith("inference_gateway")
                        || line.startsWith("http_server"))
                .count();
    }
}
