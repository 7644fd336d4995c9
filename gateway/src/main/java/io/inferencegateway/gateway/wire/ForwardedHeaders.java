package io.inferencegateway.gateway.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Who the caller is, as told to the upstream. What an untrusted peer says about it is replaced by what the connection
 * says. A trusted peer's X-Forwarded-For and Forwarded grow by one element, and its X-Forwarded-Proto, -Host and -Port
 * stand, because they name the first request of the chain. Used for one request.
 *
 * <p>Forwarded (RFC 7239) is only sent where the caller sent one: an upstream that prefers it to X-Forwarded-For must
 * not see one that starts in the middle of the chain.
 */
final class ForwardedHeaders {
    private static final CharSequence X_FORWARDED_FOR = HttpHeaders.createOptimized("x-forwarded-for");
    private static final CharSequence X_FORWARDED_PROTO = HttpHeaders.createOptimized("x-forwarded-proto");
    private static final CharSequence X_FORWARDED_HOST = HttpHeaders.createOptimized("x-forwarded-host");
    private static final CharSequence X_FORWARDED_PORT = HttpHeaders.createOptimized("x-forwarded-port");
    private static final CharSequence FORWARDED = HttpHeaders.createOptimized("forwarded");

    private final boolean trusted;
    private boolean sentForwarded;
    private @Nullable String forwarded;
    private @Nullable String forwardedFor;
    private @Nullable String proto;
    private @Nullable String host;
    private @Nullable String port;

    ForwardedHeaders(boolean trusted) {
        this.trusted = trusted;
    }

    /** Takes note of a field of the caller's that has this role. */
    void receive(FieldRole role, CharSequence value) {
        sentForwarded |= role == FieldRole.FORWARDED;
        if (!trusted) {
            return;
        }
        switch (role) {
            case FORWARDED -> forwarded = HopByHop.joined(forwarded, value);
            case X_FORWARDED_FOR -> forwardedFor = HopByHop.joined(forwardedFor, value);
            case X_FORWARDED_PROTO -> proto = HopByHop.joined(proto, value);
            case X_FORWARDED_HOST -> host = HopByHop.joined(host, value);
            case X_FORWARDED_PORT -> port = HopByHop.joined(port, value);
            default -> throw new IllegalArgumentException(role + " is not part of the forwarded family");
        }
    }

    /**
     * @param callerHost the host that the caller asked for, or null where it named none
     */
    void writeTo(MultiMap to, Peer peer, @Nullable String callerHost) {
        to.add(X_FORWARDED_FOR, forwardedFor == null ? peer.address() : forwardedFor + ", " + peer.address());
        to.add(X_FORWARDED_PROTO, proto == null ? peer.scheme() : proto);
        String shownHost = host == null ? callerHost : host;
        if (shownHost != null) {
            to.add(X_FORWARDED_HOST, shownHost);
        }
        to.add(X_FORWARDED_PORT, port == null ? peer.localPort() : port);
        if (sentForwarded) {
            String own = element(peer, callerHost);
            to.add(FORWARDED, forwarded == null ? own : forwarded + ", " + own);
        }
    }

    private static String element(Peer peer, @Nullable String callerHost) {
        String address = peer.address();
        String node = address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
        String element = "for=" + node + ";proto=" + peer.scheme();
        return callerHost == null ? element : element + ";host=\"" + callerHost + '"';
    }
}
