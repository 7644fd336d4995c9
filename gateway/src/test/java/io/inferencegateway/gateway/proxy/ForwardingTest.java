package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives at the other end, over real sockets. */
class ForwardingTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    private RunningProxy proxyTo(ScriptedUpstream upstream) {
        return new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
    }

    @Test
    void relays_status_reason_fields_and_body_of_an_answer() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(
                vertx,
                "HTTP/1.1 207 Rather Fine\r\nContent-Length: 5\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
                        + "X-Thing: yes\r\nConnection: x-secret\r\nX-Secret: no\r\nKeep-Alive: timeout=9\r\n\r\nhello");
        WireMessage answer = proxyTo(upstream).exchange(get("/models/m/v/1/predict"));

        assertThat(answer.startLine()).isEqualTo("HTTP/1.1 207 Rather Fine");
        assertThat(answer.content()).isEqualTo("hello");
        assertThat(answer.fields("set-cookie")).containsExactly("a=1", "b=2");
        assertThat(answer.field("x-thing")).contains("yes");
        assertThat(answer.field("x-secret")).isEmpty();
        assertThat(answer.field("keep-alive")).isEmpty();
        assertThat(answer.field("x-model-version")).contains("1");
        assertThat(answer.field("x-request-id")).isPresent();
        assertThat(answer.field("date")).isPresent();
    }

    @Test
    void sends_the_tail_and_the_query_byte_exact() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url() + "/base");
        proxy.exchange(get("/models/m/v/1/a%20b//c?q=%2F&r=[]"));

        assertThat(upstream.lastRequest().target()).isEqualTo("/base/a%20b//c?q=%2F&r=[]");
    }

    @Test
    void keeps_the_callers_request_id_and_makes_one_where_it_is_not_well_formed() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream);
        WireMessage kept = proxy.exchange("GET /models/m HTTP/1.1\r\nHost: h\r\nx-request-id: abc-1\r\n\r\n");
        assertThat(kept.field("x-request-id")).contains("abc-1");
        assertThat(upstream.lastRequest().fields("x-request-id")).containsExactly("abc-1");

        WireMessage made = proxy.exchange("GET /models/m HTTP/1.1\r\nHost: h\r\nx-request-id: a b\r\n\r\n");
        String id = made.field("x-request-id").orElseThrow();
        assertThat(id).hasSize(32);
        assertThat(upstream.lastRequest().fields("x-request-id")).containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5_000, 65_536, 70_000, 3_000_000})
    void carries_a_body_with_a_length_up_and_back_byte_for_byte(int size) {
        ScriptedUpstream upstream = ScriptedUpstream.start(
                vertx, (request, connection) -> connection.send(ScriptedUpstream.ok(request.content())));
        String body = randomText(size);
        WireMessage answer = proxyTo(upstream)
                .exchange("POST /models/m/v/1 HTTP/1.1\r\nHost: h\r\nContent-Length: " + size + "\r\n\r\n" + body);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.content().equals(body)).isTrue();
        assertThat(upstream.lastRequest().field("content-length")).contains(Integer.toString(size));
        assertThat(upstream.lastRequest().field("transfer-encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5_000, 200_000})
    void carries_a_chunked_body_up_and_back_byte_for_byte(int size) {
        ScriptedUpstream upstream = ScriptedUpstream.start(
                vertx,
                (request, connection) -> connection.send(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(request.content(), 999)));
        String body = randomText(size);
        WireMessage answer = proxyTo(upstream)
                .exchange("POST /models/m/v/1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + chunked(body, 777));

        assertThat(answer.content().equals(body)).isTrue();
        assertThat(answer.complete()).isTrue();
        assertThat(upstream.lastRequest().content().equals(body)).isTrue();
        WireMessage seen = upstream.lastRequest();
        assertThat(seen.field("content-length").isPresent())
                .isNotEqualTo(seen.field("transfer-encoding").isPresent());
    }

    @Test
    void sends_a_small_request_in_one_piece_over_a_reused_connection() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            for (int i = 0; i < 20; i++) {
                caller.send("POST /models/m HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
                assertThat(caller.read().status()).isEqualTo(200);
            }
        }
        assertThat(upstream.connections()).hasSize(1);
        assertThat(upstream.requests()).hasSize(20);
    }

    @Test
    void gives_head_204_and_304_no_body_and_keeps_their_length() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {
            switch (request.target()) {
                case "/304" -> connection.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 42\r\nETag: x\r\n\r\n");
                case "/304-bare" -> connection.send("HTTP/1.1 304 Unchanged\r\nETag: x\r\n\r\n");
                case "/204" -> connection.send("HTTP/1.1 204 No Content\r\n\r\n");
                case "/head-chunked" -> connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                default -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n");
            }
        });
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send("HEAD /models/m/v/1/head HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(caller.readHead().field("content-length")).contains("42");
            caller.send("HEAD /models/m/v/1/head-chunked HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(caller.readHead().status()).isEqualTo(200);
            caller.send(get("/models/m/v/1/304"));
            WireMessage notModified = caller.readHead();
            assertThat(notModified.status()).isEqualTo(304);
            assertThat(notModified.field("content-length")).contains("42");
            caller.send(get("/models/m/v/1/304-bare"));
            assertThat(caller.readHead().field("content-length")).isEmpty();
            caller.send(get("/models/m/v/1/204"));
            WireMessage noContent = caller.readHead();
            assertThat(noContent.status()).isEqualTo(204);
            assertThat(noContent.field("content-length")).isEmpty();
        }
        assertThat(upstream.connections()).hasSize(1);
    }

    @Test
    void relays_trailers() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(
                vertx,
                String.join(
                        "\r\n",
                        "HTTP/1.1 200 OK",
                        "Transfer-Encoding: chunked",
                        "Trailer: grpc-status",
                        "",
                        "2",
                        "hi",
                        "0",
                        "grpc-status: 0",
                        "Content-Length: 3",
                        "",
                        ""));
        WireMessage answer = proxyTo(upstream).exchange(get("/models/m"));

        assertThat(answer.content()).isEqualTo("hi");
        assertThat(answer.trailerLines()).containsExactly("grpc-status: 0");
    }

    @Test
    void hands_each_event_of_a_stream_on_before_the_next_one_is_sent() {
        ScriptedUpstream upstream = ScriptedUpstream.start(
                vertx,
                (request, connection) -> connection.send(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"));
        try (RawHttp caller = proxyTo(upstream).connect()) {
            caller.send(get("/models/m"));
            await().until(() -> upstream.requests().size() == 1);
            int length = caller.readAtLeast(100).length();
            for (int i = 0; i < 10; i++) {
                upstream.connections().get(0).send("9\r\ndata: x\n\n\r\n");
                // Each read returns only because that one event came, with its chunk framing.
                String so = caller.readAtLeast(length + 14);
                assertThat(so).endsWith("data: x\n\n\r\n");
                length = so.length();
            }
            upstream.connections().get(0).send("0\r\n\r\n");
            assertThat(caller.read().complete()).isTrue();
        }
    }

    @Test
    void hands_the_head_on_before_the_body_has_begun() {
        ScriptedUpstream upstream = ScriptedUpstream.start(
                vertx, (request, connection) -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"));
        try (RawHttp caller = proxyTo(upstream).connect()) {
            caller.send(get("/models/m"));
            assertThat(caller.readAtLeast(60)).startsWith("HTTP/1.1 200 OK");
            upstream.connections().get(0).send("ok");
            assertThat(caller.read().content()).isEqualTo("ok");
        }
    }

    @Test
    void answers_200_pipelined_requests_in_order_and_never_pipelines_to_the_upstream() {
        ScriptedUpstream upstream = ScriptedUpstream.start(
                vertx,
                (request, connection) -> connection.after(
                        1 + (request.target().hashCode() & 3),
                        () -> connection.send(ScriptedUpstream.ok(request.target()))));
        StringBuilder burst = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            burst.append(get("/models/m/v/1/" + i));
        }
        try (RawHttp caller = proxyTo(upstream).connect()) {
            caller.send(burst.toString());
            for (int i = 0; i < 200; i++) {
                assertThat(caller.read().content()).isEqualTo("/" + i);
            }
        }
        // One request at a time needs one connection only; a second request on it before an answer would be pipelining.
        assertThat(upstream.connections()).hasSize(1);
        assertThat(upstream.requests()).hasSize(200);
    }

    @Test
    void pipelined_bodies_arrive_whole() {
        ScriptedUpstream upstream = ScriptedUpstream.start(
                vertx, (request, connection) -> connection.send(ScriptedUpstream.ok(request.content())));
        StringBuilder burst = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            burst.append("POST /models/m HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n")
                    .append(100 + i);
        }
        try (RawHttp caller = proxyTo(upstream).connect()) {
            caller.send(burst.toString());
            for (int i = 0; i < 50; i++) {
                assertThat(caller.read().content()).isEqualTo(Integer.toString(100 + i));
            }
        }
    }

    @Test
    void relays_100_103_and_survives_other_interim_answers() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, new ScriptedUpstream.Script() {
            @Override
            public void onHead(ScriptedUpstream.Connection connection) {
                connection.send("HTTP/1.1 100 Continue\r\n\r\n");
            }

            @Override
            public void onRequest(WireMessage request, ScriptedUpstream.Connection connection) {
                connection.send("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
                        + "HTTP/1.1 199 Whatever\r\n\r\n" + ScriptedUpstream.ok("done"));
            }
        });
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send("POST /models/m HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(caller.readHead().status()).isEqualTo(100);
            caller.send("hi");
            WireMessage hints = caller.readHead();
            assertThat(hints.status()).isEqualTo(103);
            assertThat(hints.field("link")).contains("</x>");
            assertThat(caller.read().content()).isEqualTo("done");
        }
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 1L));
    }

    @Test
    void says_100_itself_where_the_upstream_does_not() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("done"));
        try (RawHttp caller = proxyTo(upstream).connect()) {
            caller.send("POST /models/m HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(caller.readHead().status()).isEqualTo(100);
            caller.send("hi");
            assertThat(caller.read().content()).isEqualTo("done");
        }
    }

    @Test
    void ends_an_answer_without_a_length_by_chunks_or_for_http_10_by_closing() {
        ScriptedUpstream upstream = ScriptedUpstream.answeringAndClosing(vertx, "HTTP/1.1 200 OK\r\n\r\nuntil the end");
        RunningProxy proxy = proxyTo(upstream);
        assertThat(proxy.exchange(get("/models/m")).content()).isEqualTo("until the end");
        try (RawHttp old = proxy.connect()) {
            old.send("GET /models/m HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            String all = old.readToEnd();
            assertThat(all).endsWith("\r\n\r\nuntil the end").doesNotContain("chunked");
            assertThat(all.toLowerCase(java.util.Locale.ROOT)).contains("connection: close");
        }
    }

    @Test
    void picks_the_version_by_pin_label_and_split_and_knows_no_other() {
        ScriptedUpstream one = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("one"));
        ScriptedUpstream two = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("two"));
        RunningProxy proxy =
                new RunningProxy(vertx, RunningProxy.DEFAULTS, List.of(List.of(one.url()), List.of(two.url())));

        assertThat(proxy.exchange(get("/models/m/v/2/x")).content()).isEqualTo("two");
        assertThat(proxy.exchange(get("/models/m/labels/prod")).content()).isEqualTo("one");
        assertThat(proxy.exchange(get("/models/m/latest/x")).content()).isEqualTo("one");
        assertThat(proxy.exchange(get("/models/m/anything")).content()).isEqualTo("one");
        for (String unknown : List.of("/models/m/v/3", "/models/n", "/models/m/labels/x", "/other", "/")) {
            WireMessage answer = proxy.exchange(get(unknown));
            assertThat(answer.status()).as(unknown).isEqualTo(404);
            assertThat(answer.field("x-model-version")).isEmpty();
            assertThat(answer.field("content-type")).contains("application/problem+json");
            assertThat(answer.content()).contains("\"status\":404", "\"outcome\":\"client_error\"", "\"request_id\"");
        }
        assertThat(proxy.unroutable()).isEqualTo(Map.of(404, 5L));
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 4L));
    }

    @Test
    void answers_404_for_posts_and_keeps_the_connection() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        try (RawHttp caller = proxyTo(upstream).connect()) {
            caller.send("POST /models/n HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(caller.read().status()).isEqualTo(404);
            caller.send(get("/models/m"));
            assertThat(caller.read().status()).isEqualTo(200);
        }
    }

    private static String randomText(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static String chunked(String body, int chunk) {
        StringBuilder framed = new StringBuilder();
        for (int at = 0; at < body.length(); at += chunk) {
            String part = body.substring(at, Math.min(body.length(), at + chunk));
            framed.append(Integer.toHexString(part.length()))
                    .append("\r\n")
                    .append(part)
                    .append("\r\n");
        }
        return framed.append("0\r\n\r\n").toString();
    }
}
