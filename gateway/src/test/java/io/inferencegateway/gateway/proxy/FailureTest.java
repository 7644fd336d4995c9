package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an exchange ends when something goes wrong: what the caller sees, what is booked, what the upstream sees. */
class FailureTest {
    private static final String GET = "GET /models/m/v/1/x HTTP/1.1\r\nHost: h\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    private RunningProxy proxyTo(ScriptedUpstream upstream) {
        return new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
    }

    private RunningProxy proxyTo(ScriptedUpstream upstream, RunningProxy.Settings settings) {
        return new RunningProxy(vertx, settings, upstream.url());
    }

    private static String post(int length, String body) {
        return "POST /models/m/v/1/x HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n" + body;
    }

    private static void assertProblem(WireMessage answer, int status, String outcome) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.field("content-type")).contains("application/problem+json");
        assertThat(answer.field("x-request-id")).isPresent();
        assertThat(answer.field("x-model-version")).contains("1");
        assertThat(answer.field("proxy-status").orElse("")).contains("error=");
        assertThat(answer.content()).contains("\"status\":" + status, "\"outcome\":\"" + outcome + "\"");
    }

    private static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void answers_502_in_milliseconds_where_nobody_listens() {
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, "http://127.0.0.1:" + closedPort());
        assertProblem(proxy.exchange(GET), 502, "upstream_error");
        assertProblem(proxy.exchange(post(2, "hi")), 502, "upstream_error");
        assertThat(proxy.outcomes()).isEqualTo(Map.of("502 upstream_error", 2L));
    }

    @Test
    void goes_to_another_replica_where_one_refuses_even_with_a_post() {
        ScriptedUpstream alive = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = new RunningProxy(
                vertx,
                RunningProxy.DEFAULTS,
                List.of(List.of("http://127.0.0.1:" + closedPort(), alive.url()), List.of(alive.url())));
        try (RawHttp caller = proxy.connect()) {
            // Earns the retry budget two more: chance may send the first five requests to the dead one.
            for (int i = 0; i < 10; i++) {
                assertThat(caller.send(GET.replace("/v/1", "/v/2")).read().status())
                        .isEqualTo(200);
            }
            for (int i = 0; i < 30; i++) {
                assertThat(caller.send(post(2, "hi")).read().status()).isEqualTo(200);
            }
        }
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 40L));
        // Five failures in a row eject the dead one; until then each costs a second try.
        assertThat(proxy.retried()).isEqualTo(Map.of("refused_connect", 5L));
    }

    /** A listener that accepts nobody and whose backlog is full: the next handshake gets no answer. */
    @Test
    void answers_504_where_a_connection_does_not_come_about() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            RunningProxy proxy = new RunningProxy(
                    vertx, RunningProxy.DEFAULTS.connect(200), "http://127.0.0.1:" + full.getLocalPort());

            assertProblem(proxy.exchange(GET), 504, "timeout_connect");
            assertProblem(proxy.exchange(post(2, "hi")), 504, "timeout_connect");

            assertThat(proxy.outcomes()).isEqualTo(Map.of("504 timeout_connect", 2L));
        }
    }

    /** The answer came in time; it was the gateway that could not read it. */
    @Test
    void an_answer_that_waits_unread_while_the_loop_stands_still_is_not_late() {
        Vertx elsewhere = Vertx.vertx();
        try {
            AtomicInteger sent = new AtomicInteger();
            ScriptedUpstream upstream = ScriptedUpstream.start(
                    elsewhere,
                    (request, connection) -> connection.after(200, () -> {
                        connection.send(ScriptedUpstream.ok("x"));
                        sent.incrementAndGet();
                    }));
            RunningProxy proxy = proxyTo(upstream, RunningProxy.DEFAULTS.firstByte(500));
            // Close behind each other: the loop stands still again while it is catching up.
            for (int i = 1; i <= 4; i++) {
                int received = i;
                try (RawHttp caller = proxy.connect().send(GET)) {
                    await().pollInterval(Duration.ofMillis(5))
                            .until(() -> upstream.requests().size() == received);
                    proxy.standStill(1_000, () -> sent.get() >= received);
                    assertThat(caller.read().status()).isEqualTo(200);
                }
            }
        } finally {
            RunningProxy.await(elsewhere.close());
        }
    }

    @Test
    void answers_504_where_the_first_byte_does_not_come() {
        ScriptedUpstream silent = ScriptedUpstream.start(vertx, (request, connection) -> {});
        RunningProxy proxy = proxyTo(silent, RunningProxy.DEFAULTS.firstByte(150));
        assertProblem(proxy.exchange(GET), 504, "timeout_first_byte");
        await().until(() -> silent.openConnections() == 0);
        assertThat(proxy.outcomes()).isEqualTo(Map.of("504 timeout_first_byte", 1L));
    }

    @Test
    void breaks_off_an_answer_that_stops_in_the_middle() {
        ScriptedUpstream stuck =
                ScriptedUpstream.answering(vertx, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
        RunningProxy proxy = proxyTo(stuck, RunningProxy.DEFAULTS.idle(150));
        try (RawHttp caller = proxy.connect()) {
            String all = caller.send(GET).readToEnd();
            assertThat(all).endsWith("2\r\nhi\r\n").doesNotContain("\r\n0\r\n");
        }
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 timeout_idle", 1L));
    }

    @Test
    void cuts_an_exchange_at_its_total_time_however_busy_it_is() {
        ScriptedUpstream chatty = ScriptedUpstream.start(vertx, (request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            vertx.setPeriodic(20, tick -> connection.send("1\r\nx\r\n"));
        });
        RunningProxy proxy = proxyTo(chatty, RunningProxy.DEFAULTS.total(300));
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send(GET).readToEnd()).doesNotContain("\r\n0\r\n");
        }
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 timeout_total", 1L));
    }

    @Test
    void answers_502_where_the_upstream_closes_before_its_answer() {
        ScriptedUpstream closing = ScriptedUpstream.start(vertx, (request, connection) -> connection.close());
        RunningProxy proxy = proxyTo(closing);
        assertProblem(proxy.exchange(GET), 502, "upstream_reset");
        assertThat(closing.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"
            })
    void never_makes_a_broken_answer_look_whole(String beginning) {
        ScriptedUpstream dying = ScriptedUpstream.start(vertx, (request, connection) -> {
            connection.send(beginning);
            connection.after(100, connection::close);
        });
        RunningProxy proxy = proxyTo(dying);
        try (RawHttp caller = proxy.connect()) {
            String all = caller.send(GET).readToEnd();
            assertThat(all).contains("hello").doesNotContain("\r\n0\r\n");
        }
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 upstream_reset", 1L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n",
                "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc"
            })
    void answers_502_to_what_is_not_http(String answer) {
        ScriptedUpstream garbling = ScriptedUpstream.answering(vertx, answer);
        RunningProxy proxy = proxyTo(garbling);
        assertProblem(proxy.exchange(GET), 502, "upstream_error");
        await().until(() -> garbling.openConnections() == 0);
    }

    @Test
    void refuses_a_body_over_the_limit_before_forwarding_where_its_length_is_known() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream, RunningProxy.DEFAULTS.bodyLimit(10));
        assertProblem(proxy.exchange(post(11, "hello world")), 413, "client_error");
        assertThat(upstream.connections()).isEmpty();
        assertThat(proxy.exchange(post(10, "hello worl")).status()).isEqualTo(200);
    }

    @Test
    void stops_a_body_that_grows_over_the_limit_and_lets_the_caller_read_why() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {});
        RunningProxy proxy = proxyTo(upstream, RunningProxy.DEFAULTS.bodyLimit(100_000));
        try (RawHttp caller = proxy.connect()) {
            caller.send("POST /models/m/v/1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "2710\r\n" + "x".repeat(10_000) + "\r\n";
            for (int i = 0; i < 11; i++) {
                caller.sendRegardless(chunk);
            }
            WireMessage answer = caller.read();
            assertProblem(answer, 413, "client_error");
            assertThat(answer.field("connection")).contains("close");
        }
        await().until(() -> upstream.openConnections() == 0);
        assertThat(upstream.requests()).isEmpty();
        assertThat(proxy.outcomes()).isEqualTo(Map.of("413 client_error", 1L));
    }

    @Test
    void answers_408_where_the_callers_body_stops() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream, RunningProxy.DEFAULTS.requestBody(150));
        try (RawHttp caller = proxy.connect()) {
            assertProblem(caller.send(post(10, "hello")).read(), 408, "client_error");
            assertThat(caller.isClosedByPeer()).isTrue();
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void sheds_with_503_and_retry_after_over_the_in_flight_limit() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {});
        RunningProxy proxy = proxyTo(upstream, RunningProxy.DEFAULTS.inFlight(1));
        try (RawHttp first = proxy.connect();
                RawHttp second = proxy.connect()) {
            first.send(GET);
            await().until(() -> upstream.requests().size() == 1);
            WireMessage shed = second.send(GET).read();
            assertProblem(shed, 503, "shed");
            assertThat(shed.field("retry-after")).contains("1");
            upstream.connections().get(0).send(ScriptedUpstream.ok("x"));
            assertThat(first.read().status()).isEqualTo(200);
            second.send(GET);
            await().until(() -> upstream.requests().size() == 2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancels_the_upstream_within_50_ms_when_the_caller_leaves(boolean afterTheHead) {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {
            if (afterTheHead) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            }
        });
        RunningProxy proxy = proxyTo(upstream);
        RawHttp caller = proxy.connect().send(GET);
        await().until(() -> upstream.requests().size() == 1);
        if (afterTheHead) {
            caller.readAtLeast(50);
        }
        long left = System.nanoTime();
        caller.close();
        await().pollInterval(Duration.ofMillis(1))
                .until(() -> upstream.connections().get(0).isClosed());
        assertThat(Duration.ofNanos(System.nanoTime() - left)).isLessThan(Duration.ofMillis(500));
        await().until(() -> proxy.outcomes().equals(Map.of("499 client_abort", 1L)));
        assertThat(proxy.countAgainst(Outcome.UPSTREAM_RESET)).isZero();
    }

    @Test
    void relays_an_early_final_answer_stops_the_upload_and_closes() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, new ScriptedUpstream.Script() {
            @Override
            public void onHead(ScriptedUpstream.Connection connection) {
                connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            }

            @Override
            public void onRequest(WireMessage request, ScriptedUpstream.Connection connection) {
                throw new AssertionError("the whole upload arrived");
            }
        });
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            WireMessage answer = caller.send(post(1_000_000, "beginning")).read();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.content()).isEqualTo("no");
            assertThat(answer.field("connection")).contains("close");
            caller.sendRegardless("x".repeat(10_000));
            assertThat(caller.isClosedByPeer()).isTrue();
        }
        await().until(() -> upstream.openConnections() == 0);
        assertThat(proxy.outcomes()).isEqualTo(Map.of("403 client_error", 1L));
    }

    @Test
    void sends_a_get_again_that_met_a_dead_reused_connection_but_not_a_post() {
        ScriptedUpstream upstream = onceEach();
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send(GET).read().status()).isEqualTo(200);
            assertThat(caller.send(GET).read().status()).isEqualTo(200);
            assertThat(upstream.connections()).hasSize(2);
            assertProblem(caller.send(post(2, "hi")).read(), 502, "upstream_reset");
        }
        assertThat(proxy.retried()).isEqualTo(Map.of("stale_connection", 1L));
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 2L, "502 upstream_reset", 1L));
    }

    @Test
    void sends_a_small_post_again_on_a_route_that_is_idempotent() {
        ScriptedUpstream upstream = onceEach();
        RunningProxy proxy = proxyTo(upstream, RunningProxy.DEFAULTS.idempotent());
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send(post(2, "hi")).read().status()).isEqualTo(200);
            assertThat(caller.send(post(2, "ho")).read().status()).isEqualTo(200);
        }
        assertThat(upstream.requests().get(2).content()).isEqualTo("ho");
    }

    /** Answers the first request of each connection and closes on the second, as a server does that has given it up. */
    private ScriptedUpstream onceEach() {
        return ScriptedUpstream.start(vertx, (request, connection) -> {
            if (connection.received().indexOf(" HTTP/1.1")
                    == connection.received().lastIndexOf(" HTTP/1.1")) {
                connection.send(ScriptedUpstream.ok("x"));
            } else {
                connection.close();
            }
        });
    }

    @Test
    void answers_508_to_a_request_that_came_through_before() {
        ScriptedUpstream upstream = ScriptedUpstream.start(
                vertx,
                (request, connection) ->
                        connection.send(ScriptedUpstream.ok(request.field("via").orElse(""))));
        RunningProxy proxy = proxyTo(upstream);
        String via = proxy.exchange(GET).content();
        assertThat(proxy.exchange("GET /models/m/v/1 HTTP/1.1\r\nHost: h\r\nVia: " + via + "\r\n\r\n")
                        .status())
                .isEqualTo(508);
    }

    @Test
    void answers_400_to_garbage_and_closes() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send("\1\2\3garbage\r\n\r\n").read().status()).isEqualTo(400);
            assertThat(caller.isClosedByPeer()).isTrue();
        }
        assertThat(proxy.unroutable()).isEqualTo(Map.of(400, 1L));
    }

    @Test
    void books_a_broken_chunk_on_the_caller_and_sends_nothing_whole() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send("POST /models/m/v/1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            caller.send("zz\r\n");
            caller.readToEnd();
        }
        await().until(() -> proxy.outcomes().equals(Map.of("400 client_error", 1L)));
        assertThat(upstream.requests()).isEmpty();
        assertThat(proxy.inFlight()).isZero();
    }
}
