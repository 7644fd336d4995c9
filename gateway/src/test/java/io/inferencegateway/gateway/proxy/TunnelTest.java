package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upgrades byte by byte: which of them open a tunnel, and how a tunnel ends. */
class TunnelTest {
    /** The example of RFC 6455, section 1.3. */
    static final String ASK = "GET /models/m/latest/chat?x=1 HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    static final String YES = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nX-Room: 7\r\n\r\n";

    private final Vertx vertx = Vertx.builder()
            .withTransport(Transports.choose(Transports.AUTOMATIC))
            .build();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @Test
    void s26_bytes_go_both_ways_and_are_counted_once_the_tunnel_ends() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, YES + "first");
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            WireMessage head = caller.send(ASK).read();
            assertThat(head.status()).isEqualTo(101);
            assertThat(head.field("upgrade")).hasValue("websocket");
            assertThat(head.field("connection")).hasValue("upgrade");
            assertThat(head.field("x-room")).hasValue("7");
            assertThat(head.field("x-model-version")).hasValue("1");
            assertThat(head.field("sec-websocket-accept")).hasValue("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(caller.readAtLeast(5)).isEqualTo("first");
            caller.send("GET / HTTP/1.1\r\nis not looked at");
            ScriptedUpstream.Connection connection = upstream.connections().get(0);
            await().until(() -> connection.received().endsWith("GET / HTTP/1.1\r\nis not looked at"));
            connection.send("second");
            assertThat(caller.readAtLeast(11)).startsWith("firstsecond");
            assertThat(proxy.inFlight()).isOne();
        }
        WireMessage asked = upstream.requests().get(0);
        assertThat(asked.startLine()).isEqualTo("GET /chat?x=1 HTTP/1.1");
        assertThat(asked.field("connection")).hasValue("upgrade");
        assertThat(asked.field("upgrade")).hasValue("websocket");
        await().until(() -> proxy.outcomes().equals(Map.of("101 ok", 1L)));
        await().until(() -> upstream.openConnections() == 0);
        assertThat(proxy.inFlight()).isZero();
        Cell cell = proxy.collected().cells().get(0);
        assertThat(cell.key().outcome()).isEqualTo(Outcome.OK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET>POST",
                "HTTP/1.1>HTTP/1.0",
                "Connection: keep-alive, Upgrade>Connection: keep-alive",
                "Upgrade: websocket>Upgrade: h2c",
                "Upgrade: websocket>Upgrade: websocket, h2c",
                "Upgrade: websocket>Upgrade: websocket\r\nUpgrade: websocket",
                "Upgrade: websocket>X: y",
                "Version: 13>Version: 8",
                "Version: 13>Version: 13\r\nSec-WebSocket-Version: 13",
                "Sec-WebSocket-Version: 13>X: y",
                "dGhlIHNhbXBsZSBub25jZQ==>short",
                "dGhlIHNhbXBsZSBub25jZQ==>dGhlIHNhbXBsZSBub25jZ!==",
                "Sec-WebSocket-Key>X-Key",
                "Sec-WebSocket-Key>Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key",
                "Host: a>Host: a\r\nContent-Length: 1"
            })
    void s26_what_is_no_whole_handshake_goes_on_as_an_ordinary_request_and_a_101_to_it_is_502(String change) {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, YES);
        RunningProxy proxy = proxyTo(upstream);
        int arrow = change.indexOf('>');
        try (RawHttp caller = proxy.connect()) {
            caller.send(ASK.replace(change.substring(0, arrow), change.substring(arrow + 1)) + "x");
            assertThat(caller.read().status()).isEqualTo(502);
        }
        WireMessage sent = upstream.requests().get(0);
        assertThat(sent.field("upgrade")).isEmpty();
        assertThat(sent.field("connection")).isEmpty();
        await().until(() -> proxy.outcomes().equals(Map.of("502 upstream_error", 1L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=>Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOO=",
                "Sec-WebSocket-Accept>X-Accept",
                "Upgrade: WebSocket>Upgrade: h2c",
                "Upgrade: WebSocket\r\n>",
                "Connection: upgrade\r\n>",
                "X-Room: 7>Content-Length: 4",
                "X-Room: 7>X-Room: \u00007"
            })
    void s26_a_101_that_does_not_take_up_the_handshake_is_502_and_costs_the_connection(String change) {
        int arrow = change.indexOf('>');
        ScriptedUpstream upstream = ScriptedUpstream.answering(
                vertx, YES.replace(change.substring(0, arrow), change.substring(arrow + 1)) + "evil");
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            WireMessage answer = caller.send(ASK).read();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.content()).doesNotContain("evil");
        }
        await().until(() -> upstream.openConnections() == 0);
        await().until(() -> proxy.outcomes().equals(Map.of("502 upstream_error", 1L)));
    }

    @Test
    void s26_a_refused_upgrade_hands_on_status_fields_and_body_and_both_connections_live_on() {
        String refusal =
                "HTTP/1.1 426 Upgrade Required\r\nX-Why: old\r\nUpgrade: websocket\r\nContent-Length: 4\r\n\r\nno!\n";
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, refusal);
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            for (int i = 0; i < 2; i++) {
                WireMessage answer = caller.send(ASK).read();
                assertThat(answer.status()).isEqualTo(426);
                assertThat(answer.field("x-why")).hasValue("old");
                assertThat(answer.content()).isEqualTo("no!\n");
            }
        }
        assertThat(upstream.connections()).hasSize(1);
    }

    @Test
    void s26_what_follows_a_refused_upgrade_is_the_next_request() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send(ASK + ASK);
            assertThat(caller.read().content()).isEqualTo("x");
            assertThat(caller.read().content()).isEqualTo("x");
        }
        assertThat(upstream.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "G", "GET /models/m HTTP/1.1\r\nHost: a\r\n\r\n"})
    void s26_a_caller_that_did_not_wait_for_the_101_gets_no_tunnel(String early) {
        // What it sent was read as HTTP already: the two ends would not agree where the tunnel begins.
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, YES);
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send(ASK + early);
            assertThat(caller.readToEnd()).doesNotContain("101");
        }
        await().until(() -> proxy.outcomes().equals(Map.of("400 client_error", 1L)));
        await().until(() -> upstream.openConnections() == 0);
    }

    @Test
    void s26_an_end_of_the_upstream_follows_all_that_it_said() {
        String much = "x".repeat(2_000_000); // its first byte says Close
        RunningProxy proxy = proxyTo(ScriptedUpstream.answeringAndClosing(vertx, YES + much));
        try (RawHttp caller = proxy.connect()) {
            caller.send(ASK).read();
            assertThat(caller.readToEnd()).isEqualTo(much);
        }
        await().until(() -> proxy.outcomes().equals(Map.of("101 ok", 1L)));
    }

    @Test
    void s26_a_caller_that_ends_its_side_still_gets_the_last_word() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, YES);
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send(ASK).read();
            caller.send("bye").finish();
            assertThat(caller.readToEnd()).isEmpty();
        }
        assertThat(upstream.connections().get(0).received()).endsWith("bye");
        await().until(() -> proxy.outcomes().equals(Map.of("101 ok", 1L)));
        assertThat(upstream.openConnections()).isZero();
    }

    @Test
    void s26_an_upstream_that_dies_resets_the_caller_and_is_charged() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, YES);
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send(ASK).read();
            upstream.connections().get(0).reset();
            assertThat(caller.isClosedByPeer()).isTrue();
        }
        await().until(() -> proxy.outcomes().equals(Map.of("101 upstream_reset", 1L)));
        assertThat(proxy.inFlight()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0081\u0002hi", "\u0081\u007e\u0001"})
    void s26_an_upstream_that_ends_without_a_close_frame_has_died(String said) {
        ScriptedUpstream upstream = ScriptedUpstream.answeringAndClosing(vertx, YES + said);
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send(ASK).read();
            assertThat(caller.readToEnd()).isEqualTo(said);
        }
        await().until(() -> proxy.outcomes().equals(Map.of("101 upstream_reset", 1L)));
    }

    @Test
    void s26_an_upstream_may_end_after_a_close_frame_of_either_side() {
        String close = "\u0088\u0002\u0003\u00e8";
        ScriptedUpstream closing = ScriptedUpstream.answeringAndClosing(vertx, YES + "\u0081\u0002hi" + close);
        RunningProxy proxy = proxyTo(closing);
        try (RawHttp caller = proxy.connect()) {
            caller.send(ASK).read();
            assertThat(caller.readToEnd()).endsWith(close);
        }
        ScriptedUpstream terse = ScriptedUpstream.answering(vertx, YES);
        RunningProxy other = proxyTo(terse);
        try (RawHttp caller = other.connect()) {
            caller.send(ASK).read();
            caller.send("\u0088\u0080\u0000\u0000\u0000\u0000");
            await().until(() -> terse.connections().get(0).received().endsWith("\u0000\u0000\u0000\u0000"));
            terse.connections().get(0).close();
            assertThat(caller.readToEnd()).isEmpty();
        }
        await().until(() -> proxy.outcomes().equals(Map.of("101 ok", 1L)));
        await().until(() -> other.outcomes().equals(Map.of("101 ok", 1L)));
    }

    @Test
    void s26_a_caller_that_dies_ends_the_upstream_and_charges_nobody() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, YES);
        RunningProxy proxy = proxyTo(upstream);
        RawHttp caller = proxy.connect();
        caller.send(ASK).read();
        caller.reset();
        await().until(() -> upstream.openConnections() == 0);
        await().until(() -> proxy.outcomes().equals(Map.of("499 client_abort", 1L)));
    }

    @Test
    void s26_silence_for_the_idle_time_ends_a_tunnel_and_the_total_time_does_not() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, YES);
        RunningProxy proxy =
                new RunningProxy(vertx, RunningProxy.DEFAULTS.idle(400).total(300), upstream.url());
        try (RawHttp caller = proxy.connect()) {
            caller.send(ASK).read();
            long began = System.nanoTime();
            ScriptedUpstream.Connection connection = upstream.connections().get(0);
            for (int i = 1; i <= 10; i++) {
                caller.send("x");
                int count = i;
                await().until(() -> connection.received().endsWith("x".repeat(count)));
                connection.after(100, () -> connection.send("y"));
                caller.readAtLeast(i);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(900));
            assertThat(caller.readToEnd()).isEqualTo("y".repeat(10));
        }
        await().until(() -> proxy.outcomes().equals(Map.of("101 ok", 1L)));
        await().until(() -> upstream.openConnections() == 0);
    }

    @Test
    void s26_a_reader_that_never_reads_stops_the_upstream_and_is_cut_after_the_idle_time() {
        String block = "x".repeat(1 << 20);
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {
            connection.send(YES);
            for (int i = 0; i < 64; i++) {
                connection.send(block);
            }
        });
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS.idle(500), upstream.url());
        RawHttp caller = proxy.connect();
        caller.send(ASK);
        await().until(() -> proxy.outcomes().equals(Map.of("499 client_abort", 1L)));
        caller.close();
        assertThat(proxy.inFlight()).isZero();
    }

    @Test
    void s26_a_tunnel_holds_its_place() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, YES);
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS.inFlight(1), upstream.url());
        try (RawHttp caller = proxy.connect()) {
            caller.send(ASK).read();
            assertThat(proxy.exchange(ASK).status()).isEqualTo(503);
        }
        await().until(() -> proxy.inFlight() == 0);
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send(ASK).read().status()).isEqualTo(101);
        }
    }

    @Test
    void s26_a_drain_lets_a_tunnel_be_and_cuts_it_at_its_end() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, YES);
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send(ASK).read();
            long began = System.nanoTime();
            RunningProxy.await(proxy.server().drain(Duration.ofMillis(1_500)));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1_400));
            assertThat(caller.isClosedByPeer()).isTrue();
        }
        await().until(() -> upstream.openConnections() == 0);
        assertThat(proxy.outcomes()).isEqualTo(Map.of("101 shed", 1L));
    }

    private RunningProxy proxyTo(ScriptedUpstream upstream) {
        return new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
    }
}
