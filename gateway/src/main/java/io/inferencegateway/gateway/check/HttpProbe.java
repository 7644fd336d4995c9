package io.inferencegateway.gateway.check;

import io.inferencegateway.gateway.discovery.ServiceName;
import io.inferencegateway.gateway.route.Check;
import io.inferencegateway.gateway.route.CheckedReplica;
import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.UpstreamProtocol;
import io.inferencegateway.gateway.route.UpstreamTls;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.upstream.UpstreamTlsOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A GET over a connection of its own, which is closed once the status is there. */
final class HttpProbe implements Probe {
    private static final String AGENT = "igw-check";

    private final HttpClient http1;
    private final HttpClient http2;

    HttpProbe(Vertx vertx, int mostAtATime) {
        this.http1 = client(vertx, new HttpClientOptions().setKeepAlive(false), mostAtATime);
        this.http2 = client(
                vertx,
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setUseAlpn(true),
                mostAtATime);
    }

    private static HttpClient client(Vertx vertx, HttpClientOptions options, int mostAtATime) {
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(mostAtATime).setHttp2MaxSize(mostAtATime);
        return vertx.createHttpClient(options.setDecompressionSupported(false), pool);
    }

    @Override
    public Future<String> ask(CheckedReplica replica, VersionRoute route) {
        Check check = Objects.requireNonNull(route.check(), "nothing to ask");
        HttpClient client = route.protocol() == UpstreamProtocol.HTTP2 ? http2 : http1;
        Future<String> answer = client.request(request(replica, route, check))
                .compose(request -> request.send().map(response -> {
                    String objection = check.isGood(response.statusCode()) ? "" : "status " + response.statusCode();
                    leave(request);
                    return objection;
                }));
        return answer.timeout(check.timeoutMillis(), TimeUnit.MILLISECONDS)
                .otherwise(failure -> failure.getClass().getSimpleName());
    }

    /** Whatever else it says is of no interest. */
    private static void leave(HttpClientRequest request) {
        request.connection().close();
    }

    private static RequestOptions request(CheckedReplica replica, VersionRoute route, Check check) {
        String hostHeader = route.hostHeader();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(replica.port(), replica.address()))
                .setHost(ServiceName.of(replica.upstream()).certifiedName())
                .setPort(replica.port())
                .setURI(check.path())
                .setConnectTimeout(check.timeoutMillis())
                .setTimeout(check.timeoutMillis())
                .setFollowRedirects(false)
                .putHeader(HttpHeaders.USER_AGENT, AGENT)
                .putHeader(
                        HttpHeaders.HOST, hostHeader == null ? Upstream.authorityOf(replica.upstream()) : hostHeader);
        if (ServiceName.isTls(replica.upstream())) {
            UpstreamTls tls = route.upstreamTls();
            if (tls.serverName() != null) {
                options.setHost(tls.serverName());
            }
            ClientSSLOptions proof = UpstreamTlsOptions.of(tls, check.timeoutMillis());
            if (route.protocol() == UpstreamProtocol.HTTP2) {
                proof.setUseAlpn(true).setApplicationLayerProtocols(List.of("h2"));
            }
            options.setSsl(true).setSslOptions(proof);
        }
        return options;
    }
}
