package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.accept.HandshakeFailures;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the traffic listener accepts, and the limits that hold before a model is known. Immutable.
 *
 * @param port 0 for any free one
 * @param loops event loops that serve, each with connections of its own to callers and upstreams
 * @param requestHeadTimeout how long a caller may take over a request's head, from its first byte, and over the first
 *     byte of a new connection
 * @param callerIdleTimeout how long a caller's connection may rest between two requests
 * @param trustedProxies addresses and CIDR ranges whose forwarded fields are believed
 * @param tls how the traffic listener proves who it is, or null where it serves in clear
 * @param h2c where HTTP/2 with prior knowledge is accepted, or null for nowhere
 * @param pseudonym the gateway's name in {@code Via} and {@code Proxy-Status}: a token that no other hop has
 * @param handshakes where callers are counted with whom TLS did not come about
 */
public record TrafficOptions(
        String host,
        int port,
        int loops,
        Duration requestHeadTimeout,
        Duration callerIdleTimeout,
        List<String> trustedProxies,
        @Nullable ListenerTls tls,
        @Nullable Endpoint h2c,
        String pseudonym,
        HandshakeFailures handshakes) {
    private static final Duration CALLER_IDLE_TIMEOUT = Duration.ofSeconds(75);

    public TrafficOptions {
        if (loops < 1) {
            throw new IllegalArgumentException(loops + " event loops can't serve");
        }
        checkPort(port);
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** @param port 0 for any free one */
    public record Endpoint(String host, int port) {
        public Endpoint {
            checkPort(port);
        }
    }

    private static void checkPort(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not within 0..65535");
        }
    }

    /** One event loop per processor, trusting nobody, under a name of its own. */
    public static TrafficOptions of(String host, int port, Duration requestHeadTimeout) {
        return new TrafficOptions(
                host,
                port,
                Runtime.getRuntime().availableProcessors(),
                requestHeadTimeout,
                CALLER_IDLE_TIMEOUT,
                List.of(),
                null,
                null,
                "igw-" + RequestIds.create().substring(0, 8),
                new HandshakeFailures());
    }

    public TrafficOptions withTrustedProxies(List<String> ranges) {
        return new TrafficOptions(
                host, port, loops, requestHeadTimeout, callerIdleTimeout, ranges, tls, h2c, pseudonym, handshakes);
    }

    public TrafficOptions withLoops(int count) {
        return new TrafficOptions(
                host,
                port,
                count,
                requestHeadTimeout,
                callerIdleTimeout,
                trustedProxies,
                tls,
                h2c,
                pseudonym,
                handshakes);
    }

    public TrafficOptions withCallerIdleTimeout(Duration rest) {
        return new TrafficOptions(
                host, port, loops, requestHeadTimeout, rest, trustedProxies, tls, h2c, pseudonym, handshakes);
    }

    public TrafficOptions withH2c(@Nullable Endpoint endpoint) {
        return new TrafficOptions(
                host,
                port,
                loops,
                requestHeadTimeout,
                callerIdleTimeout,
                trustedProxies,
                tls,
                endpoint,
                pseudonym,
                handshakes);
    }

    public TrafficOptions withTls(@Nullable ListenerTls certificates) {
        return new TrafficOptions(
                host,
                port,
                loops,
                requestHeadTimeout,
                callerIdleTimeout,
                trustedProxies,
                certificates,
                h2c,
                pseudonym,
                handshakes);
    }

    public TrafficOptions withHandshakes(HandshakeFailures failures) {
        return new TrafficOptions(
                host,
                port,
                loops,
                requestHeadTimeout,
                callerIdleTimeout,
                trustedProxies,
                tls,
                h2c,
                pseudonym,
                failures);
    }
}
