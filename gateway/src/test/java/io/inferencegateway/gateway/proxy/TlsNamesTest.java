package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.accept.HandshakeFailures;
import io.inferencegateway.gateway.testsupport.CertificateAuthority;
import io.inferencegateway.gateway.testsupport.CertificateAuthority.Issued;
import io.inferencegateway.gateway.testsupport.Programs;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which certificate a caller meets, and what is counted where TLS does not come about. */
class TlsNamesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static CertificateAuthority authority;

    @SuppressWarnings("NullAway.Init")
    private static Issued first;

    @SuppressWarnings("NullAway.Init")
    private static Issued second;

    @SuppressWarnings("NullAway.Init")
    private static Issued wild;

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("got 0"));
    private final HandshakeFailures failures = new HandshakeFailures();

    @BeforeAll
    static void issue() throws Exception {
        authority = CertificateAuthority.in(folder, "authority");
        first = authority.issue("first", "DNS:first.test,IP:127.0.0.1");
        second = authority.issue("second", "DNS:second.test,DNS:exact.wild.test");
        wild = authority.issue("wild", "DNS:*.wild.test,DNS:first.test");
    }

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    private static ListenerTls tls(@Nullable Path clientAuthorities, Issued... issued) throws IOException {
        List<ListenerTls.Pair> pairs = new ArrayList<>();
        for (Issued each : issued) {
            pairs.add(new ListenerTls.Pair(each.certificateText(), each.keyText()));
        }
        return new ListenerTls(pairs, clientAuthorities == null ? null : Files.readString(clientAuthorities));
    }

    private RunningProxy proxy(ListenerTls tls) {
        return new RunningProxy(
                vertx,
                RunningProxy.DEFAULTS,
                options -> TrafficOptions.of(options.host(), 0, Duration.ofSeconds(1))
                        .withTls(tls)
                        .withHandshakes(failures),
                upstream.url());
    }

    /** The common name of the certificate that openssl meets; null for no server name. */
    private static String shown(RunningProxy proxy, @Nullable String serverName) throws Exception {
        String name = serverName == null ? "-noservername" : "-servername " + serverName;
        String subject = Programs.run(
                "sh",
                "-c",
                "openssl s_client -connect 127.0.0.1:" + proxy.port() + " " + name
                        + " </dev/null 2>/dev/null | openssl x509 -noout -subject");
        return subject.strip().replaceAll(".*CN ?= ?", "");
    }

    @ParameterizedTest
    @CsvSource({
        "first.test, authority-first",
        "second.test, authority-second",
        "SECOND.test, authority-second",
        "any.wild.test, authority-wild",
        "exact.wild.test, authority-second",
        "two.labels.wild.test, authority-first",
        "wild.test, authority-first",
        "unknown.test, authority-first",
        ", authority-first"
    })
    void the_server_name_chooses_the_certificate(@Nullable String serverName, String shown) throws Exception {
        assertThat(shown(proxy(tls(null, first, second, wild)), serverName)).isEqualTo(shown);
    }

    @Test
    void http2_and_http1_are_served_under_every_name() throws Exception {
        RunningProxy proxy = proxy(tls(null, first, second, wild));
        for (String name : List.of("first.test", "second.test", "any.wild.test")) {
            for (String version : List.of("--http1.1", "--http2")) {
                assertThat(Programs.run(
                                "curl",
                                "-sS",
                                version,
                                "--cacert",
                                authority.certificate().toString(),
                                "--resolve",
                                name + ":" + proxy.port() + ":127.0.0.1",
                                "https://" + name + ":" + proxy.port() + "/models/m/v/1/x"))
                        .isEqualTo("got 0");
            }
        }
    }

    @Test
    void all_of_them_are_renewed_at_once_and_names_may_come_and_go() throws Exception {
        RunningProxy proxy = proxy(tls(null, first));
        assertThat(shown(proxy, "second.test")).isEqualTo("authority-first");
        RunningProxy.await(proxy.server().update(tls(null, first, second)));
        assertThat(shown(proxy, "second.test")).isEqualTo("authority-second");
        Issued renewed = authority.issue("renewed", "DNS:second.test");
        RunningProxy.await(proxy.server().update(tls(null, wild, renewed)));
        assertThat(shown(proxy, "second.test")).isEqualTo("authority-renewed");
        assertThat(shown(proxy, "unknown.test")).isEqualTo("authority-wild");
    }

    @Test
    void a_client_certificate_is_asked_for_under_every_name() throws Exception {
        RunningProxy proxy = proxy(tls(authority.certificate(), first, second));
        String url = "https://second.test:" + proxy.port() + "/models/m/v/1/x";
        String resolve = "second.test:" + proxy.port() + ":127.0.0.1";
        String ca = authority.certificate().toString();
        assertThatThrownBy(() -> Programs.run("curl", "-sS", "--cacert", ca, "--resolve", resolve, url))
                .hasMessageContaining("curl exited");
        Issued client = authority.issue("client");
        assertThat(Programs.run(
                        "curl",
                        "-sS",
                        "--cacert",
                        ca,
                        "--cert",
                        client.certificate().toString(),
                        "--key",
                        client.key().toString(),
                        "--resolve",
                        resolve,
                        url))
                .isEqualTo("got 0");
        awaitCounts(Map.of("certificate", 1L));
    }

    private void awaitCounts(Map<String, Long> more) {
        await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> assertThat(failures.counts())
                .allSatisfy((reason, count) -> assertThat(count).isEqualTo(more.getOrDefault(reason, 0L))));
    }

    @Test
    void what_stood_against_a_handshake_is_counted() throws Exception {
        RunningProxy proxy = proxy(tls(null, first));
        assertThat(shown(proxy, null)).isEqualTo("authority-first");
        awaitCounts(Map.of());
        try (RawHttp clear = proxy.connect()) {
            clear.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            awaitCounts(Map.of("not_tls", 1L));
        }
        assertThatThrownBy(() -> Programs.run(
                        "curl",
                        "-sS",
                        "--tlsv1.0",
                        "--tls-max",
                        "1.1",
                        "--ciphers",
                        "DEFAULT@SECLEVEL=0",
                        "https://127.0.0.1:" + proxy.port()))
                .hasMessageContaining("curl exited");
        awaitCounts(Map.of("not_tls", 1L, "protocol", 1L));
    }
}
