package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.inferencegateway.gateway.testsupport.RawHttp2.Answer;
import io.inferencegateway.gateway.testsupport.RawHttp2.Frame;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers over HTTP/2 get, and what the HTTP/1 upstream behind them sees. */
class Http2CallerTest {
    private static final String PATH = "/models/m/v/1/predict?a=%2F";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    private RunningProxy proxy(ScriptedUpstream upstream) {
        return new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
    }

    private static void awaitOutcome(RunningProxy proxy, String outcome) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(proxy.outcomes()).containsKey(outcome));
        assertThat(proxy.inFlight()).isZero();
    }

    @Test
    void a_request_reaches_the_upstream_in_the_words_of_http_1() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(
                vertx,
                "HTTP/1.1 200 Fine\r\nX-Kept: 1\r\nConnection: x-nominated\r\nX-Nominated: 1\r\n"
                        + "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n\r\nok");
        RunningProxy proxy = proxy(upstream);
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.headers(1, true, RawHttp2.head("GET", PATH, "cookie", "a=1", "te", "trailers", "cookie", "b=2"))
                    .flush();
            Answer answer = caller.answer(1);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("ok");
            assertThat(answer.ended()).isTrue();
            assertThat(answer.fields())
                    .containsEntry("x-kept", "1")
                    .containsEntry("set-cookie", "a=1|b=2")
                    .containsEntry("content-length", "2")
                    .containsEntry("x-model-version", "1")
                    .containsKeys("x-request-id", "date", "via")
                    .doesNotContainKeys("connection", "x-nominated");
        }
        WireMessage seen = upstream.lastRequest();
        assertThat(seen.startLine()).isEqualTo("GET /predict?a=%2F HTTP/1.1");
        assertThat(seen.field("host")).hasValue("caller.example");
        assertThat(seen.field("x-forwarded-host")).hasValue("caller.example");
        assertThat(seen.field("cookie")).hasValue("a=1; b=2");
        assertThat(seen.field("via").orElse("")).startsWith("2.0 ");
        assertThat(seen.field("te")).isEmpty();
        awaitOutcome(proxy, "200 ok");
    }

    @Test
    void a_body_without_a_length_arrives_whole() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("ok"));
        RunningProxy proxy = proxy(upstream);
        String part = "x".repeat(16_000);
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.headers(1, false, RawHttp2.head("POST", PATH)).flush();
            for (int i = 0; i < 3; i++) {
                caller.data(1, false, part).flush();
            }
            caller.data(1, true, "end").flush();
            assertThat(caller.answer(1).status()).isEqualTo(200);
        }
        assertThat(upstream.lastRequest().content()).isEqualTo(part + part + part + "end");
    }

    @Test
    void a_small_body_leaves_with_its_length() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("ok"));
        RunningProxy proxy = proxy(upstream);
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.headers(1, false, RawHttp2.head("POST", PATH))
                    .data(1, true, "{}")
                    .flush();
            assertThat(caller.answer(1).status()).isEqualTo(200);
        }
        assertThat(upstream.lastRequest().field("content-length")).hasValue("2");
        assertThat(upstream.lastRequest().content()).isEqualTo("{}");
    }

    @Test
    void streams_are_answered_in_the_order_of_their_answers() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {
            if (request.startLine().contains("slow")) {
                connection.after(300, () -> connection.send(ScriptedUpstream.ok("slow")));
            } else {
                connection.send(ScriptedUpstream.ok("fast"));
            }
        });
        RunningProxy proxy = proxy(upstream);
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.get(1, "/models/m/v/1/slow").get(3, "/models/m/v/1/fast");
            assertThat(caller.answer(3).body()).isEqualTo("fast");
            assertThat(caller.answer(1).body()).isEqualTo("slow");
        }
    }

    @Test
    void what_has_no_body_has_none() {
        ScriptedUpstream upstream = ScriptedUpstream.start(
                vertx,
                (request, connection) -> connection.send(
                        request.startLine().startsWith("HEAD")
                                ? "HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n"
                                : request.startLine().contains("304")
                                        ? "HTTP/1.1 304 Not Modified\r\nContent-Length: 78\r\n\r\n"
                                        : "HTTP/1.1 204 No Content\r\n\r\n"));
        RunningProxy proxy = proxy(upstream);
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.headers(1, true, RawHttp2.head("HEAD", "/models/m/v/1/x")).flush();
            Answer head = caller.answer(1);
            caller.get(3, "/models/m/v/1/304");
            Answer notModified = caller.answer(3);
            caller.get(5, "/models/m/v/1/204");
            Answer empty = caller.answer(5);

            assertThat(List.of(head.status(), notModified.status(), empty.status()))
                    .containsExactly(200, 304, 204);
            assertThat(head.body() + notModified.body() + empty.body()).isEmpty();
            assertThat(head.ended() && notModified.ended() && empty.ended()).isTrue();
            assertThat(head.fields()).containsEntry("content-length", "77");
            assertThat(notModified.fields()).containsEntry("content-length", "78");
        }
    }

    @Test
    void trailers_of_the_answer_come_through() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(
                vertx,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nGrpc-Status: 0\r\nHost: no\r\n\r\n");
        RunningProxy proxy = proxy(upstream);
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            Answer answer = caller.get(1, PATH).answer(1);
            assertThat(answer.body()).isEqualTo("ok");
            assertThat(answer.trailers()).isEqualTo(Map.of("grpc-status", "0"));
        }
    }

    @Test
    void hints_and_a_waiting_body_are_handled() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, new ScriptedUpstream.Script() {
            @Override
            public void onHead(ScriptedUpstream.Connection connection) {
                connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
            }

            @Override
            public void onRequest(WireMessage request, ScriptedUpstream.Connection connection) {
                connection.send(ScriptedUpstream.ok(request.content()));
            }
        });
        RunningProxy proxy = proxy(upstream);
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.headers(1, false, RawHttp2.head("POST", PATH, "expect", "100-continue", "content-length", "4"))
                    .flush();
            Frame hints = caller.next(1);
            Frame go = caller.next(1);
            assertThat(hints).isNotNull();
            assertThat(go).isNotNull();
            caller.data(1, true, "body").flush();
            assertThat(caller.answer(1).body()).isEqualTo("body");
        }
    }

    @Test
    void a_stream_that_is_reset_cancels_its_upstream_and_no_other() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
            if (request.startLine().contains("other")) {
                connection.after(1_000, () -> connection.send("0\r\n\r\n"));
            }
        });
        RunningProxy proxy = proxy(upstream);
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.get(1, "/models/m/v/1/left").get(3, "/models/m/v/1/other");
            caller.next(1);
            caller.next(3);
            await().until(() -> upstream.connections().size() == 2);
            long before = System.nanoTime();
            caller.reset(1, RawHttp2.CANCEL).flush();
            await().pollInterval(Duration.ofMillis(2)).until(() -> upstream.openConnections() < 2);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));
            assertThat(caller.answer(3).ended()).isTrue();
        }
        awaitOutcome(proxy, "499 client_abort");
        assertThat(proxy.outcomes()).containsEntry("499 client_abort", 1L).containsEntry("200 ok", 1L);
    }

    @Test
    void a_connection_that_is_lost_cancels_all_its_upstreams() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {});
        RunningProxy proxy = proxy(upstream);
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.get(1, PATH).get(3, PATH);
            caller.headers(5, false, RawHttp2.head("POST", PATH)).flush();
            await().until(() -> upstream.requests().size() == 2 && upstream.openConnections() == 3);
        }
        await().until(() -> upstream.openConnections() == 0);
        await().untilAsserted(() -> assertThat(proxy.outcomes()).isEqualTo(Map.of("499 client_abort", 3L)));
    }

    @Test
    void an_upload_that_is_reset_is_the_callers_leaving() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {});
        RunningProxy proxy = proxy(upstream);
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.headers(1, false, RawHttp2.head("POST", PATH, "content-length", "9"))
                    .data(1, false, "some")
                    .flush();
            await().until(() -> upstream.openConnections() == 1);
            caller.reset(1, RawHttp2.CANCEL).flush();
            awaitOutcome(proxy, "499 client_abort");
        }
        await().until(() -> upstream.openConnections() == 0);
    }

    @Test
    void an_upstream_that_dies_in_its_answer_never_looks_like_its_end() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
            connection.after(100, connection::close);
        });
        RunningProxy proxy = proxy(upstream);
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            Answer answer = caller.get(1, PATH).answer(1);
            assertThat(answer.body()).isEqualTo("half");
            assertThat(answer.ended()).isFalse();
            assertThat(answer.reset()).isEqualTo(RawHttp2.INTERNAL_ERROR);
            assertThat(caller.get(3, "/models/none").answer(3).status()).isEqualTo(404);
        }
    }

    @Test
    void an_answer_that_comes_before_the_upload_ends_stops_the_upload() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, new ScriptedUpstream.Script() {
            @Override
            public void onHead(ScriptedUpstream.Connection connection) {
                connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            }

            @Override
            public void onRequest(WireMessage request, ScriptedUpstream.Connection connection) {}
        });
        RunningProxy proxy = proxy(upstream);
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.headers(1, false, RawHttp2.head("POST", PATH))
                    .data(1, false, "begin")
                    .flush();
            Answer answer = caller.answer(1);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).isEqualTo("no");
            assertThat(answer.ended()).isTrue();
            assertThat(caller.answer(1).reset()).isEqualTo(RawHttp2.NO_ERROR);
            assertThat(caller.get(3, "/models/none").answer(3).status()).isEqualTo(404);
        }
        awaitOutcome(proxy, "403 client_error");
    }

    @Test
    void a_body_beyond_the_limit_is_refused_on_its_stream_only() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("ok"));
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS.bodyLimit(1_000), upstream.url());
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.headers(1, false, RawHttp2.head("POST", PATH, "content-length", "1001"))
                    .flush();
            assertThat(caller.answer(1).status()).isEqualTo(413);
            caller.headers(3, false, RawHttp2.head("POST", PATH))
                    .data(3, false, "x".repeat(1_001))
                    .flush();
            assertThat(caller.answer(3).status()).isEqualTo(413);
            assertThat(caller.get(5, PATH).answer(5).status()).isEqualTo(200);
        }
    }

    @Test
    void draining_sends_goaway_and_lets_streams_finish() {
        ScriptedUpstream upstream = ScriptedUpstream.start(
                vertx,
                (request, connection) -> connection.after(1_500, () -> connection.send(ScriptedUpstream.ok("ok"))));
        RunningProxy proxy = proxy(upstream);
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.get(1, PATH);
            await().until(() -> upstream.requests().size() == 1);
            Future<Void> drained = proxy.server().drain(Duration.ofSeconds(10));
            Frame first = caller.nextOfConnection(RawHttp2.GOAWAY);
            assertThat(first).isNotNull();
            assertThat(first.number(0)).isEqualTo(Integer.MAX_VALUE);
            assertThat(first.number(4)).isEqualTo(RawHttp2.NO_ERROR);
            Frame second = caller.nextOfConnection(RawHttp2.GOAWAY);
            assertThat(second).isNotNull();
            assertThat(second.number(0)).isEqualTo(1);
            assertThat(caller.answer(1).body()).isEqualTo("ok");
            assertThat(caller.nextOfConnection(RawHttp2.GOAWAY)).isNull();
            RunningProxy.await(drained);
        }
    }

    @Test
    void http_1_is_refused_where_http_2_is_to_be_known_beforehand() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("ok"));
        RunningProxy proxy = proxy(upstream);
        for (String request : List.of(
                "GET " + PATH + " HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET " + PATH + " HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n")) {
            try (RawHttp caller = RawHttp.connect(proxy.h2cPort())) {
                assertThat(caller.send(request).readToEnd()).startsWith("HTTP/1.0 505 ");
            }
        }
        assertThat(upstream.requests()).isEmpty();
        assertThat(proxy.unroutable()).containsEntry(505, 2L);
    }
}
