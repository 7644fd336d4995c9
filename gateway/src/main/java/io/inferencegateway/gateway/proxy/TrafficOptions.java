package io.inferencegateway.gateway.proxy;

import java.time.Duration;

/**
 * Where the traffic listener accepts, and the limits that hold before a model is known. Immutable.
 *
 * @param port 0 for any free one
 * @param loops event loops that serve, each with connections of its own to callers and upstreams
 * @param requestHeadTimeout how long a caller may take over a request's head, from its first byte, and over the first
 *     byte of a new connection
 * @param callerIdleTimeout how long a caller's connection may rest between two requests
 */
public record TrafficOptions(
        String host, int port, int loops, Duration requestHeadTimeout, Duration callerIdleTimeout) {
    private static final Duration CALLER_IDLE_TIMEOUT = Duration.ofSeconds(75);

    public TrafficOptions {
        if (loops < 1) {
            throw new IllegalArgumentException(loops + " event loops can't serve");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not within 0..65535");
        }
    }

    /** One event loop per processor. */
    public static TrafficOptions of(String host, int port, Duration requestHeadTimeout) {
        return new TrafficOptions(
                host, port, Runtime.getRuntime().availableProcessors(), requestHeadTimeout, CALLER_IDLE_TIMEOUT);
    }
}
