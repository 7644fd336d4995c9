package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.testsupport.CertificateAuthority;
import io.inferencegateway.gateway.testsupport.CertificateAuthority.Issued;
import io.inferencegateway.gateway.testsupport.Programs;
import io.inferencegateway.gateway.testsupport.RawHttp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code igw run} with certificates, and what happens when someone renews them. */
class TlsEndToEndTest {
    private static final String REQUEST = "GET /models/fraud/v/1/x HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void a_renewed_certificate_is_served_without_a_signal_and_without_a_connection_lost() throws Exception {
        CertificateAuthority authority = CertificateAuthority.in(directory, "authority");
        Issued first = authority.issue("first");
        Issued second = authority.issue("second");
        Issued served = CertificateAuthority.in(directory, "served").issue("here");
        first.replace(served);
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(directory, file(model, served))) {
            assertThat(gateway.traffic().getScheme()).isEqualTo("https");
            String url = gateway.traffic() + "/models/fraud/v/1/x";
            assertThat(Programs.run(
                            "curl",
                            "-sS",
                            "--cacert",
                            authority.certificate().toString(),
                            "-o",
                            "/dev/null",
                            "-w",
                            "%{http_code} %{http_version}",
                            url))
                    .isEqualTo("200 2");
            int port = gateway.traffic().getPort();
            try (RawHttp before = RawHttp.connectTls(port)) {
                assertThat(before.send(REQUEST).read().status()).isEqualTo(200);

                second.replace(served);
                Awaitility.await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> assertThat(shownAt(port))
                        .isEqualTo("CN=authority-second"));

                assertThat(before.peerName()).isEqualTo("CN=authority-first");
                assertThat(before.send(REQUEST).read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void a_certificate_without_its_key_changes_nothing() throws Exception {
        CertificateAuthority authority = CertificateAuthority.in(directory, "authority");
        Issued served = authority.issue("here");
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(directory, file(model, served))) {
            Files.writeString(served.certificate(), authority.issue("other").certificateText());
            Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> (gateway.output() + gateway.errors())
                    .contains("config rejected"));
            assertThat(shownAt(gateway.traffic().getPort())).isEqualTo("CN=authority-here");
        }
    }

    @Test
    void a_further_certificate_is_renewed_as_the_first_one_is_and_failed_handshakes_are_shown() throws Exception {
        CertificateAuthority authority = CertificateAuthority.in(directory, "authority");
        Issued served = authority.issue("here");
        Issued other = authority.issue("other", "DNS:other.test");
        Issued renewed = authority.issue("renewed", "DNS:other.test");
        try (StubModel model = StubModel.healthy()) {
            Path file = file(model, served);
            String also = ", also: [ { cert: \"%s\", key: \"%s\" } ] }, ".formatted(other.certificate(), other.key());
            Files.writeString(file, Files.readString(file).replaceFirst(" }, host", also + "host"));
            try (GatewayProcess gateway = GatewayProcess.start(directory, file)) {
                int port = gateway.traffic().getPort();
                assertThat(shownTo("other.test", port)).contains("authority-other");
                assertThat(shownTo("nobody.test", port)).contains("authority-here");
                assertThat(expiry(gateway))
                        .containsOnlyKeys("localhost", "other.test")
                        .allSatisfy(
                                (host, seconds) -> assertThat(seconds).isGreaterThan(System.currentTimeMillis() / 1e3));
                renewed.replace(other);
                Awaitility.await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> assertThat(
                                shownTo("other.test", port))
                        .contains("authority-renewed"));
                try (RawHttp clear = RawHttp.connect(port)) {
                    clear.send(REQUEST);
                    Awaitility.await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> assertThat(new Callers()
                                    .get(gateway.admin().resolve("/metrics"))
                                    .body())
                            .contains("inference_gateway_tls_handshakes_failed_total{reason=\"not_tls\"} 1"));
                }
            }
        }
    }

    private static String shownTo(String serverName, int port) throws Exception {
        return Programs.run(
                "sh",
                "-c",
                "openssl s_client -connect 127.0.0.1:" + port + " -servername " + serverName
                        + " </dev/null 2>/dev/null | openssl x509 -noout -subject");
    }

    private static String shownAt(int port) {
        try (RawHttp caller = RawHttp.connectTls(port)) {
            return caller.peerName();
        }
    }

    private Path file(StubModel model, Issued served) throws Exception {
        return GatewayFile.of(model.url())
                .withModel("timeouts: { connect: 20s }")
                .withTls(served)
                .in(directory);
    }

    @Test
    void requests_over_tls_count_as_https() throws Exception {
        Issued served = CertificateAuthority.in(directory, "authority").issue("here");
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(directory, file(model, served));
                RawHttp caller = RawHttp.connectTls(gateway.traffic().getPort())) {
            caller.send(REQUEST);
            assertThat(caller.read().status()).isEqualTo(200);
            Awaitility.await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> assertThat(new Callers()
                            .get(gateway.admin().resolve("/metrics?name[]=http_server_request_duration_seconds"))
                            .body())
                    .contains("url_scheme=\"https\",http_route=\"/models/fraud/v/1\""));
        }
    }

    /** When certificates expire, by host, as {@code /metrics} tells it. */
    private static Map<String, Double> expiry(GatewayProcess gateway) throws Exception {
        Map<String, Double> byHost = new HashMap<>();
        Matcher sample = Pattern.compile("ssl_expire_time_seconds\\{.*host=\"([^\"]*)\"} (\\S+)")
                .matcher(new Callers().get(gateway.admin().resolve("/metrics")).body());
        while (sample.find()) {
            byHost.put(sample.group(1), Double.parseDouble(sample.group(2)));
        }
        return byHost;
    }
}
