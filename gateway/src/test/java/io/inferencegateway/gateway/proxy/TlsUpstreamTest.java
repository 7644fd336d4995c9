package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.UpstreamProtocol;
import io.inferencegateway.gateway.route.UpstreamTls;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.testsupport.CertificateAuthority;
import io.inferencegateway.gateway.testsupport.CertificateAuthority.Issued;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams over TLS: whom the gateway believes, and how it proves who it is itself. */
class TlsUpstreamTest {
    private static final String REQUEST = "POST /models/m/v/1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static CertificateAuthority authority;

    @SuppressWarnings("NullAway.Init")
    private static Issued server;

    private final Vertx vertx = Vertx.vertx();

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
    void an_upstream_with_a_certificate_of_the_named_authority_serves() throws Exception {
        RunningProxy proxy = proxy("https://127.0.0.1:" + upstream(server, null), believing(null));
        assertThat(proxy.exchange(REQUEST).content()).isEqualTo("hi from authority-server to null");
        assertThat(proxy.exchange(REQUEST).status()).isEqualTo(200);
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 2L));
    }

    @Test
    void one_that_nobody_vouches_for_is_502() throws Exception {
        RunningProxy proxy = proxy("https://127.0.0.1:" + upstream(server, null), UpstreamTls.DEFAULT);
        assertUntrusted(proxy.exchange(REQUEST));
        assertThat(proxy.outcomes()).isEqualTo(Map.of("502 upstream_error", 1L));
    }

    @Test
    void one_with_the_certificate_of_another_host_is_502_unless_that_is_its_name() throws Exception {
        int port = upstream(authority.issue("named", "DNS:vision.internal"), null);
        assertUntrusted(proxy("https://127.0.0.1:" + port, believing(null)).exchange(REQUEST));
        assertUntrusted(
                proxy("https://127.0.0.1:" + port, believing("other.internal")).exchange(REQUEST));
        assertThat(proxy("https://127.0.0.1:" + port, believing("vision.internal"))
                        .exchange(REQUEST)
                        .content())
                .isEqualTo("hi from authority-named to vision.internal");
    }

    @Test
    void the_gateway_shows_its_certificate_to_an_upstream_that_asks_for_it() throws Exception {
        int port = upstream(server, authority.certificate());
        Issued own = authority.issue("gateway");
        UpstreamTls showing =
                new UpstreamTls(Files.readString(authority.certificate()), own.certificateText(), own.keyText(), null);
        assertThat(proxy("https://127.0.0.1:" + port, showing).exchange(REQUEST).status())
                .isEqualTo(200);
        assertThat(proxy("https://127.0.0.1:" + port, believing(null))
                        .exchange(REQUEST)
                        .status())
                .isEqualTo(502);
    }

    @Test
    void one_that_does_not_speak_tls_is_502() throws Exception {
        HttpServer clear = RunningProxy.await(vertx.createHttpServer()
                .requestHandler(request -> request.response().end())
                .listen(0, "127.0.0.1"));
        WireMessage answer = proxy("https://127.0.0.1:" + clear.actualPort(), believing(null))
                .exchange(REQUEST);
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.field("proxy-status").orElse("")).contains("tls_protocol_error");
    }

    @Test
    void http2_is_agreed_on_by_alpn() throws Exception {
        int port = upstream(server, null, true);
        RunningProxy proxy = proxy("https://127.0.0.1:" + port, believing(null), UpstreamProtocol.HTTP2);
        assertThat(proxy.exchange(REQUEST).content()).isEqualTo("hi from authority-server to null over HTTP_2");
        assertThat(proxy.exchange(REQUEST).status()).isEqualTo(200);
    }

    @Test
    void the_gateway_shows_its_certificate_over_http2_too() throws Exception {
        int port = upstream(server, authority.certificate(), true);
        Issued own = authority.issue("gateway-http2");
        UpstreamTls showing =
                new UpstreamTls(Files.readString(authority.certificate()), own.certificateText(), own.keyText(), null);
        assertThat(proxy("https://127.0.0.1:" + port, showing, UpstreamProtocol.HTTP2)
                        .exchange(REQUEST)
                        .content())
                .endsWith("over HTTP_2");
        RunningProxy silent = proxy("https://127.0.0.1:" + port, believing(null), UpstreamProtocol.HTTP2);
        assertThat(silent.exchange(REQUEST).status()).isEqualTo(502);
        assertThat(silent.outcomes()).isEqualTo(Map.of("502 upstream_error", 1L));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void one_that_does_not_agree_on_http2_is_502_that_says_so(boolean alpn) throws Exception {
        int port = alpn ? upstreamOfHttp1(server) : upstream(server, null);
        RunningProxy proxy = proxy("https://127.0.0.1:" + port, believing(null), UpstreamProtocol.HTTP2);
        WireMessage answer = proxy.exchange(REQUEST);
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.content()).contains("does not speak HTTP/2");
        assertThat(proxy.outcomes()).isEqualTo(Map.of("502 upstream_error", 1L));
    }

    private static void assertUntrusted(WireMessage answer) {
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.field("proxy-status").orElse("")).contains("tls_certificate_error");
        assertThat(answer.content()).contains("could not prove who it is");
    }

    private static UpstreamTls believing(@Nullable String serverName) throws Exception {
        return new UpstreamTls(Files.readString(authority.certificate()), null, null, serverName);
    }

    /** Echoes, and says who it is and by which name it was asked for. */
    private int upstream(Issued own, @Nullable Path clientAuthorities) throws Exception {
        return upstream(own, clientAuthorities, false);
    }

    /** Agrees by ALPN, but on nothing but HTTP/1.1. */
    private int upstreamOfHttp1(Issued own) {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_1_1))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(own.certificate().toString())
                        .addKeyPath(own.key().toString()));
        return RunningProxy.await(vertx.createHttpServer(options)
                        .requestHandler(request -> request.response().end())
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    private int upstream(Issued own, @Nullable Path clientAuthorities, boolean http2) throws Exception {
        HttpServerOptions options = new HttpServerOptions()
                .setUseAlpn(http2)
                .setSsl(true)
                .setSni(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(own.certificate().toString())
                        .addKeyPath(own.key().toString()));
        if (clientAuthorities != null) {
            options.setClientAuth(ClientAuth.REQUIRED)
                    .setTrustOptions(new PemTrustOptions().addCertPath(clientAuthorities.toString()));
        }
        String name = own.certificate().getFileName().toString().replace(".pem", "");
        return RunningProxy.await(vertx.createHttpServer(options)
                        .requestHandler(request -> request.body().onSuccess(body -> request.response()
                                .end(body + " from " + name + " to "
                                        + request.connection().indicatedServerName()
                                        + (http2 ? " over " + request.version() : ""))))
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    private RunningProxy proxy(String url, UpstreamTls tls) {
        return proxy(url, tls, UpstreamProtocol.HTTP1);
    }

    private RunningProxy proxy(String url, UpstreamTls tls, UpstreamProtocol protocol) {
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS.connect(10_000), url);
        proxy.publish(model -> {
            Map<Integer, VersionRoute> versions = new HashMap<>();
            versions.put(
                    1, new VersionRoute(new ModelVersion("m", 1), List.of(URI.create(url)), null, tls, protocol, null));
            return new ModelRoute("m", model.split(), versions, model.labels(), model.settings(), model.watch());
        });
        return proxy;
    }
}
