package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.testsupport.CertificateAuthority;
import io.inferencegateway.gateway.testsupport.ScriptedDns;
import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code igw run} with upstreams that have names. */
class DiscoveryEndToEndTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();
    private final ScriptedDns dns = new ScriptedDns();

    @AfterEach
    void close() {
        dns.close();
    }

    private Path file(String timeout, String... upstreams) throws Exception {
        return GatewayFile.ofReplicas(upstreams)
                .with("dns: { servers: [\"%s\"], timeout: %s, refresh-least: 200ms }"
                        .formatted(NetUtil.toSocketAddressString(dns.address()), timeout))
                .in(directory);
    }

    private Callers.Answer call(GatewayProcess gateway) throws Exception {
        return callers.get(gateway.traffic().resolve("/models/fraud/v/1/x"));
    }

    private double metric(GatewayProcess gateway, String series) throws Exception {
        return callers.get(gateway.admin().resolve("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    @Test
    void a_service_that_moves_is_followed_and_one_that_vanishes_is_still_served() throws Exception {
        try (StubModel before = StubModel.healthy();
                StubModel after = StubModel.healthy()) {
            dns.host("a.test", 1, "127.0.0.1").service("_predict._tcp.test", 1, offer(before));
            try (GatewayProcess gateway =
                    GatewayProcess.start(directory, file("5s", "srv+http://_predict._tcp.test"))) {
                assertThat(call(gateway).status()).isEqualTo(200);
                assertThat(before.received()).isEqualTo(1);

                dns.service("_predict._tcp.test", 1, offer(after));
                Awaitility.await("the move").atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
                    assertThat(call(gateway).status()).isEqualTo(200);
                    assertThat(after.received()).isPositive();
                });

                dns.forget("_predict._tcp.test");
                Awaitility.await("NXDOMAIN")
                        .atMost(20, TimeUnit.SECONDS)
                        .until(() -> metric(gateway, "inference_gateway_dns_lookups_total{result=\"not_found\"}") >= 2);
                assertThat(call(gateway).status()).isEqualTo(200);
                assertThat((gateway.output() + gateway.errors()).split("name not found", -1))
                        .as("told once")
                        .hasSize(2);
            }
        }
    }

    private static String offer(StubModel model) {
        return "0 1 " + URI.create(model.url()).getPort() + " a.test";
    }

    /** The hosts in the records come from whoever answered, and prove nothing. */
    @Test
    void a_service_over_tls_has_to_prove_its_domain_and_not_its_host() throws Exception {
        CertificateAuthority authority = CertificateAuthority.in(directory, "authority");
        Vertx vertx = Vertx.vertx();
        try {
            int ofDomain = overTls(vertx, authority.issue("domain", "DNS:models.test"));
            int ofHost = overTls(vertx, authority.issue("host", "DNS:a.test"));
            dns.host("a.test", 60, "127.0.0.1").service("_predict._tcp.models.test", 1, "0 1 " + ofDomain + " a.test");
            Path file = file("5s", "srv+https://_predict._tcp.models.test");
            String believing = "], upstream-tls: { ca: \"%s\" } }".formatted(authority.certificate());
            String patient = "defaults: { timeouts: { connect: 20s } }\n";
            Files.writeString(file, patient + Files.readString(file).replace("] }\n", believing + "\n"));
            try (GatewayProcess gateway = GatewayProcess.start(directory, file)) {
                assertThat(call(gateway).status()).isEqualTo(200);
                assertThat(call(gateway).body()).isEqualTo("asked for models.test");

                dns.service("_predict._tcp.models.test", 1, "0 1 " + ofHost + " a.test");
                Awaitility.await("the move").atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
                    Callers.Answer refused = call(gateway);
                    assertThat(refused.status()).isEqualTo(502);
                    assertThat(refused.body()).contains("could not prove who it is");
                });
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** Says by which name it was asked for. */
    private static int overTls(Vertx vertx, CertificateAuthority.Issued own) throws Exception {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setSni(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(own.certificate().toString())
                        .addKeyPath(own.key().toString()));
        return vertx.createHttpServer(options)
                .requestHandler(request -> request.response()
                        .end("asked for " + request.connection().indicatedServerName()))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    @Test
    void a_silent_name_server_delays_nothing_that_is_known() throws Exception {
        dns.silent(true);
        try (StubModel known = StubModel.healthy();
                GatewayProcess gateway =
                        GatewayProcess.start(directory, file("20s", known.url(), "http://unknown.test:9001"))) {
            // Whoever waited for the lookup would be cut after two seconds, the time for connecting.
            for (int i = 0; i < 20; i++) {
                assertThat(call(gateway).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void a_name_that_is_not_found_is_502_and_asked_for_again() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory,
                        file("5s", "http://late.test:" + URI.create(model.url()).getPort()))) {
            assertThat(call(gateway).status()).isEqualTo(502);
            dns.host("late.test", 1, "127.0.0.1");
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(call(gateway).status()).isEqualTo(200));
        }
    }
}
