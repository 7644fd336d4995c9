package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the end of a connection means, and which connections may be used again. The numbers are the sentences'. */
class ConnectionEndsTest {
    private static final String GET = "GET /models/m HTTP/1.1\r\nHost: a\r\n\r\n";

    // The socket implementation that runs in production: half-closed sockets are where they differ.
    private final Vertx vertx = Vertx.builder()
            .withTransport(Transports.choose(Transports.AUTOMATIC))
            .build();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @Test
    void s30_a_caller_that_only_ends_its_own_side_gets_its_answer() {
        String block = "x".repeat(64 * 1024);
        RunningProxy proxy = proxyTo(ScriptedUpstream.start(vertx, (request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + 32 * block.length() + "\r\n\r\n");
            for (int i = 0; i < 32; i++) {
                connection.send(block);
            }
        }));
        // The upstream has 30 ms; a machine that is busy with other things may need more than one try.
        await().untilAsserted(() -> {
            try (RawHttp caller = proxy.connect()) {
                WireMessage answer = caller.send(GET).finish().readOrClosed();
                assertThat(answer).isNotNull();
                assertThat(answer.content()).hasSize(32 * block.length());
                assertThat(caller.isClosedByPeer()).isTrue();
            }
        });
        await().until(() -> proxy.outcomes().getOrDefault("200 ok", 0L) == 1);
    }

    @Test
    void s30_a_caller_that_ends_its_side_in_the_middle_of_a_stream_has_left() {
        // It still reads and takes all it is sent, so nothing but the end of its side can say so.
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            vertx.setPeriodic(5, tick -> connection.send("1\r\nx\r\n"));
        });
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send(GET).readAtLeast(200);
            caller.finish();
            assertThat(caller.readToEnd()).doesNotEndWith("0\r\n\r\n");
        }
        await().until(() -> upstream.openConnections() == 0);
        await().until(() -> proxy.outcomes().equals(Map.of("499 client_abort", 1L)));
    }

    @Test
    void s30_a_slow_reader_that_ends_its_side_gets_the_rest_of_what_was_sent() {
        String block = "x".repeat(64 * 1024);
        RunningProxy proxy = proxyTo(ScriptedUpstream.start(vertx, (request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + 64 * block.length() + "\r\n\r\n");
            for (int i = 0; i < 64; i++) {
                connection.send(block);
            }
        }));
        try (RawHttp caller = proxy.connect()) {
            caller.send(GET).readAtLeast(200);
            WireMessage answer = caller.finish().readOrClosed();
            assertThat(answer).isNotNull();
            assertThat(answer.content()).hasSize(64 * block.length());
        }
    }

    @Test
    void s30_pipelined_requests_of_a_caller_that_ends_its_side_are_answered() {
        RunningProxy proxy = proxyTo(ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x")));
        await().untilAsserted(() -> {
            try (RawHttp caller = proxy.connect()) {
                caller.send(GET + "GET /unknown HTTP/1.1\r\nHost: a\r\n\r\n" + GET + GET)
                        .finish();
                for (int status : new int[] {200, 404, 200, 200}) {
                    WireMessage answer = caller.readOrClosed();
                    assertThat(answer).isNotNull();
                    assertThat(answer.status()).isEqualTo(status);
                }
                assertThat(caller.isClosedByPeer()).isTrue();
            }
        });
    }

    @Test
    void s30_a_refused_caller_that_ends_its_side_reads_why() {
        RunningProxy proxy = proxyTo(ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x")));
        try (RawHttp caller = proxy.connect()) {
            caller.send("GET /models/m HTTP/1.1\r\n\r\n").finish();
            assertThat(caller.read().status()).isEqualTo(400);
            assertThat(caller.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void s30_an_end_in_the_middle_of_a_body_ends_the_exchange_and_sends_nothing_whole() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send("POST /models/m HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf")
                    .finish();
            assertThat(caller.readToEnd()).isEmpty();
        }
        await().until(() -> proxy.outcomes().equals(Map.of("499 client_abort", 1L)));
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void s22_a_refusal_to_a_withheld_body_costs_the_connection() {
        // What came next could be that body or another request.
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS.bodyLimit(10), upstream.url());
        try (RawHttp caller = proxy.connect()) {
            caller.send("POST /models/m HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: " + GET.length()
                    + "\r\n\r\n");
            WireMessage answer = caller.read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.field("connection")).hasValue("close");
            caller.sendRegardless(GET);
            assertThat(caller.isClosedByPeer()).isTrue();
        }
        assertThat(upstream.connections()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", "\r\n", "\n"})
    void s27_what_an_upstream_says_beyond_its_answer_is_nobodys_and_costs_the_connection(String more) {
        ScriptedUpstream upstream = ScriptedUpstream.start(
                vertx,
                (request, connection) -> connection.send(
                        ScriptedUpstream.ok("x") + (request.target().equals("/more") ? more : "")));
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send(GET.replace("/m ", "/m/v/1/more "));
            assertThat(caller.read().content()).isEqualTo("x");
            for (int i = 0; i < 3; i++) {
                assertThat(caller.send(GET).read().content()).isEqualTo("x");
            }
        }
        assertThat(upstream.connections()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"})
    void s27_what_an_idle_upstream_says_costs_the_connection(String unasked) {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send(GET).read().content()).isEqualTo("x");
            upstream.connections().get(0).send(unasked);
            await().until(() -> upstream.openConnections() == 0);
            assertThat(caller.send(GET).read().content()).isEqualTo("x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD 200", "GET 204", "GET 304"})
    void s24_a_body_where_none_may_be_reaches_nobody_and_costs_the_connection(String answer) {
        String method = answer.substring(0, answer.indexOf(' '));
        ScriptedUpstream upstream = ScriptedUpstream.start(
                vertx,
                (request, connection) -> connection.send(
                        request.target().equals("/odd")
                                ? "HTTP/1.1" + answer.substring(answer.indexOf(' '))
                                        + " Odd\r\nContent-Length: 4\r\n\r\nevil"
                                : ScriptedUpstream.ok("x")));
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send(method + " /models/m/v/1/odd HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(caller.readHead().startLine()).contains(answer.substring(answer.indexOf(' ')));
            assertThat(caller.send(GET).read().content()).isEqualTo("x");
        }
        assertThat(upstream.connections()).hasSize(2);
    }

    @Test
    void s33_half_a_status_line_is_an_answer_begun_and_nothing_is_sent_again() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {
            if (request.target().equals("/half")) {
                connection.send("HTTP/1.1 2").close();
            } else {
                connection.send(ScriptedUpstream.ok("x"));
            }
        });
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send(GET).read().status()).isEqualTo(200);
            caller.send(GET.replace("/m ", "/m/v/1/half "));
            assertThat(caller.read().status()).isEqualTo(502);
        }
        assertThat(upstream.requests()).hasSize(2);
        assertThat(proxy.retried()).isEmpty();
    }

    private RunningProxy proxyTo(ScriptedUpstream upstream) {
        return new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
    }
}
