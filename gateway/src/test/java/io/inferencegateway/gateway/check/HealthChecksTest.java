package io.inferencegateway.gateway.check;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.config.ConfigLoader;
import io.inferencegateway.gateway.config.ConfigResult;
import io.inferencegateway.gateway.discovery.Endpoint;
import io.inferencegateway.gateway.discovery.ServiceName;
import io.inferencegateway.gateway.route.Check;
import io.inferencegateway.gateway.route.CheckResults;
import io.inferencegateway.gateway.route.CheckedReplica;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.RoutingTable;
import io.inferencegateway.gateway.route.RoutingTables;
import io.inferencegateway.gateway.route.UpstreamProtocol;
import io.inferencegateway.gateway.route.UpstreamTls;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.testsupport.CertificateAuthority;
import io.inferencegateway.gateway.testsupport.FixedDirectory;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks over real sockets. */
class HealthChecksTest {
    private static final ModelVersion VERSION = new ModelVersion("m", 1);
    private static final Check CHECK = new Check("/health?deep=1", 100, 2_000, 2, 2, 200, 299);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final FixedDirectory directory = new FixedDirectory();
    private final CheckResults results = new CheckResults();

    /** A server whose status a test sets. */
    private final class Model {
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private final AtomicInteger status = new AtomicInteger(200);
        private final HttpServer server;

        Model(HttpServerOptions options) throws Exception {
            server = vertx.createHttpServer(options)
                    .requestHandler(this::answer)
                    .listen(0, "127.0.0.1")
                    .await(20, SECONDS);
        }

        private void answer(HttpServerRequest request) {
            asked.add(request.method() + " " + request.uri() + " " + request.getHeader("host"));
            if (status.get() > 0) {
                request.response().setStatusCode(status.get()).end("well");
            }
        }

        CheckedReplica replica(String url) {
            return new CheckedReplica(VERSION, URI.create(url), "127.0.0.1", server.actualPort());
        }

        String url() {
            return "http://127.0.0.1:" + server.actualPort();
        }
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    private HealthChecks start(Check check, UpstreamTls tls, String... urls) throws Exception {
        return start(check, tls, UpstreamProtocol.HTTP1, urls);
    }

    private HealthChecks start(Check check, UpstreamTls tls, UpstreamProtocol protocol, String... urls)
            throws Exception {
        VersionRoute route = new VersionRoute(
                VERSION, List.of(urls).stream().map(URI::create).toList(), null, tls, protocol, check);
        String yaml = "models: { m: { stable: 1, versions: { 1: { upstreams: [\"http://127.0.0.1:1\"] } } } }";
        ConfigResult read = new ConfigLoader(name -> null).load("m.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        ModelRoute model = Objects.requireNonNull(
                RoutingTables.initial(((ConfigResult.Loaded) read).config()).model("m"));
        Routes routes = new Routes(RoutingTable.of(List.of(
                new ModelRoute("m", TrafficSplit.allTo(1), Map.of(1, route), Map.of(), model.settings(), null))));
        return onLoop(() -> HealthChecks.start(vertx, routes, directory, results));
    }

    private <T> T onLoop(Supplier<T> work) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        context.runOnContext(go -> done.complete(work.get()));
        return done.get(20, SECONDS);
    }

    private void awaitFailing(CheckedReplica... replicas) {
        await().atMost(20, SECONDS)
                .untilAsserted(() -> assertThat(results.current().replicas()).containsExactlyInAnyOrder(replicas));
    }

    @Test
    void a_replica_that_answers_otherwise_than_it_should_fails_until_it_is_well_again() throws Exception {
        Model good = new Model(new HttpServerOptions());
        Model bad = new Model(new HttpServerOptions());
        start(CHECK, UpstreamTls.DEFAULT, good.url(), bad.url());
        await().atMost(20, SECONDS).until(() -> good.asked.size() > 1 && bad.asked.size() > 1);
        awaitFailing();
        bad.status.set(503);
        awaitFailing(bad.replica(bad.url()));
        assertThat(results.current().hasAt(VERSION, "127.0.0.1:" + bad.server.actualPort()))
                .isTrue();
        assertThat(results.current().hasAt(VERSION, "127.0.0.1:" + good.server.actualPort()))
                .isFalse();
        bad.status.set(204);
        awaitFailing();
        assertThat(good.asked).contains("GET /health?deep=1 127.0.0.1:" + good.server.actualPort());
    }

    @Test
    void one_that_is_silent_and_one_that_is_not_there_fail() throws Exception {
        Model silent = new Model(new HttpServerOptions());
        silent.status.set(0);
        Model gone = new Model(new HttpServerOptions());
        gone.server.close().await(20, SECONDS);
        int port = gone.server.actualPort();
        start(new Check("/", 300, 200, 1, 1, 200, 299), UpstreamTls.DEFAULT, silent.url(), "http://127.0.0.1:" + port);
        awaitFailing(
                silent.replica(silent.url()),
                new CheckedReplica(VERSION, URI.create("http://127.0.0.1:" + port), "127.0.0.1", port));
    }

    @Test
    void every_address_behind_a_name_is_asked_under_that_name() throws Exception {
        Model one = new Model(new HttpServerOptions());
        Model two = new Model(new HttpServerOptions());
        two.status.set(500);
        String url = "http://vision.test:9001";
        directory.set(
                ServiceName.of(URI.create(url)),
                List.of(
                        new Endpoint("127.0.0.1", one.server.actualPort()),
                        new Endpoint("127.0.0.1", two.server.actualPort())));
        start(CHECK, UpstreamTls.DEFAULT, url);
        awaitFailing(two.replica(url));
        assertThat(one.asked).contains("GET /health?deep=1 vision.test:9001");
    }

    @Test
    void over_https_the_certificate_is_verified_as_it_is_for_traffic(@TempDir Path folder) throws Exception {
        CertificateAuthority authority = CertificateAuthority.in(folder, "authority");
        CertificateAuthority.Issued issued = authority.issue("model", "DNS:vision.test");
        Model model = new Model(new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(issued.certificateText()))
                        .addKeyValue(Buffer.buffer(issued.keyText()))));
        Endpoint at = new Endpoint("127.0.0.1", model.server.actualPort());
        String named = "https://vision.test:9001";
        String other = "https://other.test:9001";
        directory.set(ServiceName.of(URI.create(named)), List.of(at));
        directory.set(ServiceName.of(URI.create(other)), List.of(at));
        UpstreamTls tls = new UpstreamTls(Files.readString(authority.certificate()), null, null, null);
        HealthChecks checks = start(CHECK, tls, named, other);
        awaitFailing(model.replica(other));
        await().atMost(20, SECONDS).until(() -> onLoop(() -> checks.passes(VERSION)));
    }

    @Test
    void one_that_speaks_http2_is_asked_in_http2() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer http2Only = vertx.createHttpServer()
                .requestHandler(request -> {
                    boolean http2 = request.version() == HttpVersion.HTTP_2;
                    asked.addAndGet(http2 ? 1 : 0);
                    request.response().setStatusCode(http2 ? 200 : 505).end();
                })
                .listen(0, "127.0.0.1")
                .await(20, SECONDS);
        HealthChecks checks =
                start(CHECK, UpstreamTls.DEFAULT, UpstreamProtocol.HTTP2, "http://127.0.0.1:" + http2Only.actualPort());
        await().atMost(20, SECONDS).until(() -> onLoop(() -> checks.passes(VERSION)));
        await().atMost(20, SECONDS).until(() -> asked.get() > 2);
        awaitFailing();
    }
}
