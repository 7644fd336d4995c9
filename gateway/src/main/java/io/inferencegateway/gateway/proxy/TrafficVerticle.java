package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.admission.Admission;
import io.inferencegateway.gateway.discovery.Directory;
import io.inferencegateway.gateway.observe.Telemetry;
import io.inferencegateway.gateway.route.CheckResults;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.time.Deadlines;
import io.inferencegateway.gateway.upstream.ConnectionBudgets;
import io.inferencegateway.gateway.wire.RequestTrailers;
import io.inferencegateway.gateway.wire.StrictRequestDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The traffic listeners' share of one event loop: servers that take their turn at the common ports, and a client of its
 * own, so that an exchange never leaves its loop.
 */
final class TrafficVerticle extends VerticleBase {
    private final TrafficOptions options;
    private final BoundPorts ports;
    private final Routes routes;
    private final Directory directory;
    private final CheckResults checks;
    private final Admission admission;
    private final ConnectionBudgets connections;
    private final Telemetry telemetry;
    private final List<HttpServer> servers = new ArrayList<>();
    private @Nullable TrafficLoop loop;

    /**
     * The ports as Vert.x wants them: a negative one is any free port, the same for all who name it.
     *
     * @param h2c not looked at where no such listener is wanted
     */
    record BoundPorts(int traffic, int h2c) {}

    TrafficVerticle(
            TrafficOptions options,
            BoundPorts ports,
            Routes routes,
            Directory directory,
            CheckResults checks,
            Admission admission,
            ConnectionBudgets connections,
            Telemetry telemetry) {
        this.options = options;
        this.ports = ports;
        this.routes = routes;
        this.directory = directory;
        this.checks = checks;
        this.admission = admission;
        this.connections = connections;
        this.telemetry = telemetry;
    }

    @Override
    public Future<?> start() {
        NetClient client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        TrafficLoop own = new TrafficLoop(
                context,
                options,
                routes,
                directory,
                checks,
                admission,
                connections,
                telemetry.newLoop(context),
                client,
                ThreadLocalRandom.current().nextLong());
        loop = own;
        vertx.setPeriodic(TimeUnit.NANOSECONDS.toMillis(Deadlines.TICK_NANOS), tick -> own.tick(System.nanoTime()));
        ProxyHandler handler = new ProxyHandler(own);
        ListenerTls tls = options.tls();
        HttpServerOptions http = tls == null ? CallerProtocols.http1() : CallerProtocols.tls(tls, options);
        HttpServer traffic = vertx.createHttpServer(http)
                .connectionHandler(connection -> install(connection, http, own))
                .requestHandler(handler::handle)
                .invalidRequestHandler(handler::handleInvalid);
        if (tls != null) {
            traffic.exceptionHandler(options.handshakes()::count);
        }
        servers.add(traffic);
        Future<?> listening = traffic.listen(ports.traffic(), options.host());
        TrafficOptions.Endpoint h2c = options.h2c();
        return h2c == null ? listening : listening.compose(done -> listenH2c(h2c, handler, own));
    }

    private Future<?> listenH2c(TrafficOptions.Endpoint endpoint, ProxyHandler handler, TrafficLoop own) {
        HttpServer server = vertx.createHttpServer(CallerProtocols.h2c(options))
                .connectionHandler(connection -> {
                    if (isHttp2(connection)) {
                        Http2Connection.install(connection, own);
                    }
                })
                .requestHandler(handler::handle)
                .invalidRequestHandler(handler::handleHttp1OnH2c);
        servers.add(server);
        return server.listen(ports.h2c(), endpoint.host());
    }

    private void install(HttpConnection connection, HttpServerOptions http, TrafficLoop own) {
        if (isHttp2(connection)) {
            Http2Connection.install(connection, own);
            return;
        }
        RequestTrailers trailers = StrictRequestDecoder.install(
                connection, http, options.requestHeadTimeout().toMillis());
        Http1Caller.install(connection, trailers, own);
    }

    private static boolean isHttp2(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().pipeline().get(Http2ConnectionHandler.class) != null;
    }

    /** New connections to the traffic listener get these certificates, on all loops; to be asked of one of them. */
    Future<Void> update(ListenerTls tls) {
        ServerSSLOptions changed = new ServerSSLOptions();
        tls.writeTo(changed);
        return servers.get(0).updateSSLOptions(changed).mapEmpty();
    }

    /** The port of the traffic listener. */
    int port() {
        return servers.get(0).actualPort();
    }

    /** The port of the listener for HTTP/2 with prior knowledge, or -1 where there is none. */
    int h2cPort() {
        return servers.size() < 2 ? -1 : servers.get(1).actualPort();
    }

    /** Runs on this loop what needs it. Thread-safe. */
    void onLoop(Consumer<TrafficLoop> action) {
        Context own = context;
        TrafficLoop shared = loop;
        if (shared != null) {
            own.runOnContext(turn -> action.accept(shared));
        }
    }

    /** Stops accepting, and completes when nothing of this loop is in flight. Thread-safe. */
    Future<Void> finishDrain(long atMostMillis) {
        Promise<Void> empty = Promise.promise();
        onLoop(shared -> {
            // First, so that HTTP/2 callers hear which stream was the last before anything closes under them.
            shared.finishDrain(empty);
            for (HttpServer listening : servers) {
                // Its own end comes after ours, or it would close what we are about to cut and count.
                listening.shutdown(2 * atMostMillis + 1_000, TimeUnit.MILLISECONDS);
            }
        });
        return empty.future();
    }

    /**
     * Cuts what is in flight.
     *
     * @return completes with how much that was
     */
    Future<Integer> cut() {
        Promise<Integer> count = Promise.promise();
        onLoop(shared -> count.complete(shared.cut()));
        return count.future();
    }
}
