package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.observe.Telemetry;
import io.inferencegateway.gateway.route.Routes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The traffic listener's share of one event loop: a server that takes its turn at the common port, and a client of its
 * own, so that an exchange never leaves its loop.
 */
final class TrafficVerticle extends VerticleBase {
    private static final int ACCEPT_BACKLOG = 4096;

    private final TrafficOptions options;
    private final int boundPort;
    private final Routes routes;
    private final Admission admission;
    private final Telemetry telemetry;
    private @Nullable HttpServer server;
    private @Nullable TrafficLoop loop;

    /** @param boundPort as Vert.x wants it: a negative one is any free port, the same for all who name it */
    TrafficVerticle(TrafficOptions options, int boundPort, Routes routes, Admission admission, Telemetry telemetry) {
        this.options = options;
        this.boundPort = boundPort;
        this.routes = routes;
        this.admission = admission;
        this.telemetry = telemetry;
    }

    @Override
    public Future<?> start() {
        NetClient client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        TrafficLoop own = new TrafficLoop(
                options,
                routes,
                admission,
                telemetry.newLoop(context),
                client,
                ThreadLocalRandom.current().nextLong());
        loop = own;
        vertx.setPeriodic(TimeUnit.NANOSECONDS.toMillis(Deadlines.TICK_NANOS), tick -> own.tick(System.nanoTime()));
        HttpServerOptions http = serverOptions();
        ProxyHandler handler = new ProxyHandler(own);
        HttpServer created = vertx.createHttpServer(http)
                .connectionHandler(connection -> {
                    RequestTrailers trailers = StrictRequestDecoder.install(
                            connection, http, options.requestHeadTimeout().toMillis());
                    CallerConnection.install(connection, trailers, own);
                })
                .requestHandler(handler::handle)
                .invalidRequestHandler(handler::handleInvalid);
        server = created;
        return created.listen(boundPort, options.host());
    }

    private static HttpServerOptions serverOptions() {
        HttpServerOptions http = new HttpServerOptions()
                .setStrictThreadMode(true)
                .setTcpNoDelay(true)
                .setAcceptBacklog(ACCEPT_BACKLOG)
                .setIdleTimeout(0)
                .setHandle100ContinueAutomatically(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setMaxChunkSize(RequestPump.GATHER_BYTES);
        return StrictRequestDecoder.limits(http);
    }

    int port() {
        HttpServer listening = server;
        return listening == null ? 0 : listening.actualPort();
    }

    /** Runs on this loop what needs it. Thread-safe. */
    void onLoop(java.util.function.Consumer<TrafficLoop> action) {
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
            HttpServer listening = server;
            if (listening != null) {
                // Its own end comes after ours, or it would close what we are about to cut and count.
                listening.shutdown(2 * atMostMillis + 1_000, TimeUnit.MILLISECONDS);
            }
            shared.finishDrain(empty);
        });
        return empty.future();
    }

    /**
     *
     * Cuts what is in flight.
     *
     *
     *
     * @return completes with how much that was
     *
     */
    Future<Integer> cut() {
        Promise<Integer> count = Promise.promise();
        onLoop(shared -> count.complete(shared.cut()));
        return count.future();
    }
}
