package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.CertificateAuthority;
import io.inferencegateway.gateway.testsupport.CertificateAuthority.Issued;
import io.inferencegateway.gateway.testsupport.Programs;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers over TLS: what they may speak, whom they must be, and that the rules of the wire hold for them as well. */
class TlsCallersTest {
    private static final String REQUEST = "GET /models/m/v/1/x HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static CertificateAuthority authority;

    @SuppressWarnings("NullAway.Init")
    private static Issued server;

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedUpstream upstream = ScriptedUpstream.start(
            vertx,
            (request, connection) -> connection.send(
                    ScriptedUpstream.ok("got " + request.content().length())));

    @BeforeAll
    static void issue() throws Exception {
        authority = CertificateAuthority.in(folder, "authority");
        server = authority.issue("server");
    }

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @Test
    void the_protocol_that_the_caller_chooses_is_served() throws Exception {
        RunningProxy proxy = proxy(tls(server, null));
        assertThat(curl(proxy, "--http1.1", "-d", "{\"x\":1}", "-w", " %{http_version}"))
                .isEqualTo("got 7 1.1");
        assertThat(curl(proxy, "--http2", "-d", "{\"x\":1}", "-w", " %{http_version}"))
                .isEqualTo("got 7 2");
        assertThat(curl(proxy, "--no-alpn", "-d", "{\"x\":1}", "-w", " %{http_version}"))
                .isEqualTo("got 7 1.1");
    }

    @Test
    void the_upstream_is_told_that_the_caller_came_over_tls() throws Exception {
        RunningProxy proxy = proxy(tls(server, null));
        curl(proxy, "--http1.1", "-H", "X-Forwarded-Proto: http");
        curl(proxy, "--http2");
        assertThat(upstream.requests()).hasSize(2).allSatisfy(request -> assertThat(request.field("x-forwarded-proto"))
                .contains("https"));
    }

    @Test
    void tls_from_1_2_on_is_spoken_and_nothing_older() throws Exception {
        RunningProxy proxy = proxy(tls(server, null));
        assertThat(curl(proxy, "--tls-max", "1.2")).isEqualTo("got 0");
        assertThat(curl(proxy, "--tlsv1.3")).isEqualTo("got 0");
        assertThatThrownBy(() -> curl(proxy, "--tlsv1.0", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"))
                .hasMessageContaining("alert protocol version");
    }

    @Test
    void the_strict_decoder_stands_in_front_of_http1() {
        RunningProxy proxy = proxy(tls(server, null));
        try (RawHttp caller = RawHttp.connectTls(proxy.port())) {
            caller.send("GET /models/m/v/1/x HTTP/1.1\r\nHost: a\r\nContent-Xength: 3\r\n\r\n");
            assertThat(caller.read().status()).as("an unknown field").isEqualTo(200);
            caller.send(
                    "POST /models/m/v/1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(caller.read().status()).isEqualTo(400);
            assertThat(caller.isClosedByPeer()).isTrue();
        }
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void pipelined_requests_are_answered_in_order() {
        RunningProxy proxy = proxy(tls(server, null));
        try (RawHttp caller = RawHttp.connectTls(proxy.port())) {
            caller.send(REQUEST.repeat(50));
            for (int i = 0; i < 50; i++) {
                assertThat(caller.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void a_websocket_tunnels() {
        ScriptedUpstream sockets = ScriptedUpstream.answering(
                vertx,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nfirst");
        RunningProxy proxy = new RunningProxy(
                vertx, RunningProxy.DEFAULTS, options -> options.withTls(tls(server, null)), sockets.url());
        try (RawHttp caller = RawHttp.connectTls(proxy.port())) {
            caller.send("GET /models/m/v/1/x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(caller.read().status()).isEqualTo(101);
            assertThat(caller.readAtLeast(5)).isEqualTo("first");
            caller.send("from the caller");
            await().until(() -> sockets.connections().get(0).received().endsWith("from the caller"));
            sockets.connections().get(0).send("second");
            assertThat(caller.readAtLeast(11)).isEqualTo("firstsecond");
        }
        await().until(() -> sockets.openConnections() == 0);
    }

    @Test
    void an_answer_may_take_longer_than_a_head() {
        ScriptedUpstream slow = ScriptedUpstream.start(
                vertx,
                (request, connection) -> vertx.setTimer(1_200, late -> connection.send(ScriptedUpstream.ok("late"))));
        RunningProxy proxy = new RunningProxy(
                vertx,
                RunningProxy.DEFAULTS,
                options -> patientFor(400, options).withTls(tls(server, null)),
                slow.url());
        try (RawHttp caller = RawHttp.connectTls(proxy.port())) {
            assertThat(caller.send(REQUEST).read().content()).isEqualTo("late");
        }
    }

    @Test
    void a_caller_that_never_says_hello_is_cut() {
        RunningProxy proxy = new RunningProxy(
                vertx,
                RunningProxy.DEFAULTS,
                options -> patientFor(300, options).withTls(tls(server, null)),
                upstream.url());
        try (RawHttp caller = RawHttp.connect(proxy.port())) {
            assertThat(caller.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void clear_text_on_the_port_of_tls_is_closed_and_reaches_nobody() {
        RunningProxy proxy = proxy(tls(server, null));
        try (RawHttp caller = RawHttp.connect(proxy.port())) {
            assertThat(caller.send(REQUEST).readToEnd()).doesNotContain("HTTP");
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void a_tls_hello_on_the_port_of_clear_text_is_refused() {
        RunningProxy proxy = proxy(UnaryOperator.identity());
        assertThatThrownBy(() -> RawHttp.connectTls(proxy.port())).hasMessageContaining("SSL");
        try (RawHttp caller = RawHttp.connect(proxy.port())) {
            caller.send("\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0000\n");
            assertThat(caller.read().status()).isEqualTo(400);
            assertThat(caller.isClosedByPeer()).isTrue();
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void only_a_caller_with_a_certificate_of_the_named_authority_is_served() throws Exception {
        Issued client = authority.issue("client");
        Issued stranger = CertificateAuthority.in(folder, "elsewhere").issue("client");
        RunningProxy proxy = proxy(tls(server, authority.certificate()));
        for (String protocol : List.of("--http1.1", "--http2")) {
            assertThat(curl(
                            proxy,
                            protocol,
                            "--cert",
                            client.certificate().toString(),
                            "--key",
                            client.key().toString()))
                    .isEqualTo("got 0");
            assertThatThrownBy(() -> curl(
                            proxy,
                            protocol,
                            "--cert",
                            stranger.certificate().toString(),
                            "--key",
                            stranger.key().toString()))
                    .hasMessageContaining("curl exited");
            assertThatThrownBy(() -> curl(proxy, protocol)).hasMessageContaining("curl exited");
        }
        assertThat(upstream.requests()).hasSize(2);
    }

    @Test
    void new_connections_meet_a_new_certificate_and_old_ones_live_on() throws Exception {
        RunningProxy proxy = proxy(tls(server, null));
        try (RawHttp before = RawHttp.connectTls(proxy.port())) {
            assertThat(before.send(REQUEST).read().status()).isEqualTo(200);
            RunningProxy.await(proxy.server().update(tls(authority.issue("renewed"), null)));
            // More than there are loops: each of them takes its turn.
            for (int i = 0; i < 6; i++) {
                try (RawHttp after = RawHttp.connectTls(proxy.port())) {
                    assertThat(after.peerName()).isEqualTo("CN=authority-renewed");
                    assertThat(after.send(REQUEST).read().status()).isEqualTo(200);
                }
            }
            assertThat(before.peerName()).isEqualTo("CN=authority-server");
            assertThat(before.send(REQUEST).read().status()).isEqualTo(200);
        }
    }

    @Test
    void whom_an_authority_that_was_replaced_has_vouched_for_is_no_longer_served() throws Exception {
        Issued client = authority.issue("leaving");
        CertificateAuthority next = CertificateAuthority.in(folder, "next");
        RunningProxy proxy = proxy(tls(server, authority.certificate()));
        String[] asClient = {
            "--cert", client.certificate().toString(), "--key", client.key().toString()
        };
        assertThat(curl(proxy, asClient)).isEqualTo("got 0");
        RunningProxy.await(proxy.server().update(tls(server, next.certificate())));
        assertThatThrownBy(() -> curl(proxy, asClient)).hasMessageContaining("curl exited");
    }

    private RunningProxy proxy(ListenerTls tls) {
        return proxy(options -> options.withTls(tls));
    }

    private RunningProxy proxy(UnaryOperator<TrafficOptions> change) {
        return new RunningProxy(vertx, RunningProxy.DEFAULTS, change, upstream.url());
    }

    private static TrafficOptions patientFor(long millis, TrafficOptions options) {
        return TrafficOptions.of(options.host(), options.port(), Duration.ofMillis(millis));
    }

    private static ListenerTls tls(Issued issued, @Nullable Path clientAuthorities) {
        try {
            return new ListenerTls(
                    issued.certificateText(),
                    issued.keyText(),
                    clientAuthorities == null ? null : Files.readString(clientAuthorities));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String curl(RunningProxy proxy, String... more) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("curl", "-sS", "--cacert", authority.certificate().toString()));
        command.addAll(Arrays.asList(more));
        command.add("https://127.0.0.1:" + proxy.port() + "/models/m/v/1/x");
        return Programs.run(command.toArray(String[]::new));
    }
}
