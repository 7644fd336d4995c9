package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.api.AdminFixture.Answer;
import io.inferencegateway.gateway.testsupport.EventWatcher;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminAccessTest {
    private static final String WITH_TOKENS = AdminFixture.CONFIG.replace(
            "  admin: { host: 127.0.0.1, port: 0 }",
            """
              admin:
                host: 127.0.0.1
                port: 0
                tokens:
                  - { name: grafana, role: viewer, secret: { env: VIEWER } }
                  - { name: ada, role: operator, secret: { env: OPERATOR } }\
            """);
    private static final String VIEWER = "Bearer secret-of-VIEWER";
    private static final String OPERATOR = "Bearer secret-of-OPERATOR";
    private static final JsonObject START = new JsonObject().put("version", 2).put("actor", "somebody else");

    @TempDir
    Path folder;

    private AdminFixture gateway;

    private void start(String yaml) throws Exception {
        gateway = AdminFixture.start(folder, yaml);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "127.0.0.1:9901, 200",
        "[::1]:9901, 200",
        "LOCALHOST:1, 200",
        "evil.example, 403",
        "127.0.0.1.evil.example, 403",
        "localhost.evil.example:9901, 403",
        "169.254.169.254, 403"
    })
    void only_names_of_this_listener_reach_it_so_that_a_rebound_name_does_not(String host, int status)
            throws Exception {
        start(AdminFixture.CONFIG);

        assertThat(raw("GET /api/v1/models HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status);
    }

    @Test
    void a_page_of_another_site_can_neither_read_nor_write() throws Exception {
        start(AdminFixture.CONFIG);

        Answer foreign = gateway.post("/api/v1/models/fraud/rollouts", START, "Origin", "http://evil.example");
        Answer sandboxed = gateway.send("POST", "/api/v1/monitors/configured/pause", null, "Origin", "null");
        Answer crossSite = gateway.get("/api/v1/models", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors");
        Answer sameHostOtherPort = gateway.get("/api/v1/models", "Sec-Fetch-Site", "same-site");

        assertThat(List.of(foreign.status(), sandboxed.status(), crossSite.status(), sameHostOtherPort.status()))
                .containsOnly(403);
        assertThat(gateway.rollouts.asked).isEmpty();
    }

    @Test
    void the_console_calls_its_own_origin_and_a_link_from_elsewhere_opens_it() throws Exception {
        start(AdminFixture.CONFIG);
        String own = "http://127.0.0.1:" + gateway.api.port();

        Answer ownPage = gateway.get("/api/v1/models", "Origin", own, "Sec-Fetch-Site", "same-origin");
        Answer link = gateway.get(
                "/", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document");

        assertThat(List.of(ownPage.status(), link.status())).containsOnly(200);
    }

    @Test
    void a_viewer_reads_an_operator_acts_and_a_stranger_does_neither() throws Exception {
        start(WITH_TOKENS);
        String rollouts = "/api/v1/models/fraud/rollouts";

        assertThat(gateway.get("/api/v1/models").status()).isEqualTo(401);
        assertThat(gateway.get("/api/v1/models").header("www-authenticate")).startsWith("Bearer");
        assertThat(gateway.get("/metrics").status()).isEqualTo(401);
        assertThat(gateway.get("/api/v1/models", "Authorization", "Bearer wrong")
                        .status())
                .isEqualTo(401);
        assertThat(gateway.get("/api/v1/models", "Authorization", VIEWER).status())
                .isEqualTo(200);
        assertThat(gateway.post(rollouts, START, "Authorization", VIEWER).status())
                .isEqualTo(403);
        assertThat(gateway.post(rollouts, START, "Authorization", OPERATOR).status())
                .isEqualTo(201);
    }

    @Test
    void no_operation_that_changes_anything_takes_a_viewers_token_or_none() throws Exception {
        start(WITH_TOKENS);
        List<String> taken = new ArrayList<>();
        int changing = 0;
        for (Operation operation : gateway.api.operations()) {
            if (operation.changesState()) {
                String path = operation.template().replaceAll("\\{[^}]+}", "x");
                int asViewer = gateway.send(operation.method().name(), path, null, "Authorization", VIEWER)
                        .status();
                int asStranger =
                        gateway.send(operation.method().name(), path, null).status();
                if (asViewer != 403 || asStranger != 401) {
                    taken.add(operation.method() + " " + operation.template() + ": " + asViewer + " " + asStranger);
                }
                changing++;
            }
        }
        assertThat(taken).isEmpty();
        assertThat(changing).isGreaterThan(12);
    }

    @Test
    void no_operation_reads_a_page_of_another_site() throws Exception {
        start(AdminFixture.CONFIG);
        for (Operation operation : gateway.api.operations()) {
            String path = operation.template().replaceAll("\\{[^}]+}", "x");
            Answer answer = gateway.send(operation.method().name(), path, null, "Origin", "http://evil.example");
            assertThat(answer.status()).as(operation.template()).isEqualTo(403);
        }
    }

    @Test
    void connections_that_nobody_uses_make_room_and_those_at_work_stay() throws Exception {
        start(AdminFixture.CONFIG);
        List<Socket> open = new ArrayList<>();
        try (EventWatcher watcher = EventWatcher.of(gateway.api.port(), null)) {
            for (int i = 0; i < 2 * AdminApi.MAX_CONNECTIONS; i++) {
                Socket one = new Socket("127.0.0.1", gateway.api.port());
                one.setSoTimeout(10_000);
                open.add(one);
                boolean asks = i % 2 == 0;
                String request = asks
                        ? "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        : "POST /api/v1/config/reload HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 9\r\n\r\n";
                one.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                if (asks) {
                    assertThat(one.getInputStream().read()).isEqualTo('H');
                }
            }

            assertThat(gateway.get("/healthz").status()).isEqualTo(200);
            assertThat(gateway.onControl(gateway.api::connections)).isLessThanOrEqualTo(AdminApi.MAX_CONNECTIONS);
            assertThat(open.get(1).getInputStream().read()).as("the oldest").isEqualTo(-1);
            gateway.onControl(() -> {
                gateway.events.publish("reload", new JsonObject().put("n", 7));
                return true;
            });
            assertThat(watcher.next("reload").getInteger("n")).isEqualTo(7);
        } finally {
            for (Socket one : open) {
                one.close();
            }
        }
    }

    @Test
    void the_history_names_the_owner_of_the_token_whatever_the_body_claims() throws Exception {
        start(WITH_TOKENS);

        gateway.post("/api/v1/models/fraud/rollouts", START, "Authorization", OPERATOR);

        assertThat(gateway.rollouts.asked).containsExactly("start fraud 2 by ada");
    }

    @Test
    void probes_and_the_console_need_no_token() throws Exception {
        start(WITH_TOKENS);

        for (String path : List.of("/healthz", "/readyz", "/", "/console/js/main.js", "/openapi.yaml")) {
            assertThat(gateway.get(path).status()).as(path).isEqualTo(200);
        }
    }

    @Test
    void readiness_ends_when_the_drain_begins_and_liveness_does_not() throws Exception {
        start(AdminFixture.CONFIG);
        assertThat(gateway.get("/readyz").status()).isEqualTo(200);

        gateway.ready = false;

        assertThat(gateway.get("/readyz").status()).isEqualTo(503);
        assertThat(gateway.get("/readyz").contentType()).isEqualTo("application/problem+json");
        assertThat(gateway.get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void the_configuration_is_shown_without_its_secrets() throws Exception {
        start(WITH_TOKENS);

        Answer config = gateway.get("/api/v1/config", "Authorization", VIEWER);

        assertThat(config.status()).isEqualTo(200);
        assertThat(config.response().body()).contains("grafana").doesNotContain("secret-of");
        assertThat(config.json().getJsonObject("config").getString("drain")).isEqualTo("30s");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nowhere, 404",
        "GET, /api/v1/models/nobody, 404",
        "GET, /api/v1/models/fraud/rollout, 404",
        "POST, /api/v1/models/fraud/rollout/explode, 404",
        "DELETE, /api/v1/models, 405",
        "POST, /metrics, 405",
        "PATCH, /api/v1/monitors/configured, 405",
        "POST, /api/v1/monitors, 400",
        "GET, /api/v1/samples?limit=0, 400",
        "GET, /api/v1/samples?outcome=odd, 400",
        "GET, /api/v1/samples?modle=fraud, 400"
    })
    void every_refusal_is_a_problem_document(String method, String path, int status) throws Exception {
        start(AdminFixture.CONFIG);

        Answer answer = gateway.send(method, path, null);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.json().getInteger("status")).isEqualTo(status);
        assertThat(answer.json().getString("detail")).isNotBlank();
        assertThat(answer.json().getString("request_id")).isEqualTo(answer.header("x-request-id"));
    }

    @Test
    void a_refused_method_is_told_which_ones_there_are() throws Exception {
        start(AdminFixture.CONFIG);

        assertThat(gateway.send("PATCH", "/api/v1/monitors/configured", null).header("allow"))
                .isEqualTo("DELETE, GET, PUT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void a_body_that_a_foreign_form_could_send_is_not_read(String type) throws Exception {
        start(AdminFixture.CONFIG);

        HttpResponse<String> answer = gateway.http.send(
                HttpRequest.newBuilder(gateway.url("/api/v1/models/fraud/rollouts"))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"version\":2}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(gateway.rollouts.asked).isEmpty();
    }

    @Test
    void a_body_of_more_than_64_kib_is_refused_with_and_without_a_length() throws Exception {
        start(AdminFixture.CONFIG);
        byte[] large = "x".repeat(AdminRouter.MAX_BODY_BYTES + 1).getBytes(StandardCharsets.UTF_8);
        URI url = gateway.url("/api/v1/monitors");

        for (HttpRequest.BodyPublisher body : List.of(
                HttpRequest.BodyPublishers.ofByteArray(large),
                HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofByteArray(large)))) {
            HttpResponse<String> answer = gateway.http.send(
                    HttpRequest.newBuilder(url)
                            .header("Content-Type", "application/json")
                            .POST(body)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("64 KiB");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "\"text\"",
                "{\"version\":\"2\"}",
                "{\"version\":2,\"steps\":[{\"weight\":\"0%\",\"hold\":\"1s\"}]}"
            })
    void a_body_that_is_not_what_it_should_be_is_400(String body) throws Exception {
        start(AdminFixture.CONFIG);

        HttpResponse<String> answer = gateway.http.send(
                HttpRequest.newBuilder(gateway.url("/api/v1/models/fraud/rollouts"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(gateway.rollouts.asked).isEmpty();
    }

    @Test
    void faults_within_a_list_are_pointed_at() throws Exception {
        start(AdminFixture.CONFIG);
        JsonObject body = new JsonObject(
                "{\"version\":2,\"steps\":[{\"weight\":\"50%\",\"hold\":\"1m\"},{\"weight\":\"5%\",\"hold\":\"soon\"}]}");

        JsonObject problem = gateway.post("/api/v1/models/fraud/rollouts", body).json();

        List<String> pointers = new ArrayList<>();
        problem.getJsonArray("errors").forEach(error -> pointers.add(((JsonObject) error).getString("pointer")));
        assertThat(pointers).containsExactly("/steps/1/hold", "/steps/1/weight");
    }

    @Test
    void what_is_not_http_is_answered_once_and_the_connection_closed() throws Exception {
        start(AdminFixture.CONFIG);

        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n"))
                .matches("(?s)HTTP/1.[01] 400 .*");
        assertThat(raw("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .matches("(?s)HTTP/1.[01] 414 .*");
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
                .matches("(?s)HTTP/1.[01] 431 .*");
    }

    @Test
    void every_answer_forbids_what_a_console_does_not_need() throws Exception {
        start(AdminFixture.CONFIG);

        for (String path : List.of("/", "/api/v1/models", "/nowhere")) {
            Answer answer = gateway.get(path);
            assertThat(answer.header("content-security-policy"))
                    .contains("default-src 'none'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
        }
    }

    /** Closed or reset without a word. */
    /** Everything the server sends until it closes. */
    private String raw(String request) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", gateway.api.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
