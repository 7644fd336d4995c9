package io.inferencegateway.gateway.admission;

import io.inferencegateway.gateway.route.RateLimit;
import io.inferencegateway.gateway.wire.Peer;
import io.inferencegateway.gateway.wire.TrustedPeers;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who sent a request: whose budget it is taken off, and whose run of failures it may be part of. */
public final class CallerKey {
    private static final String X_FORWARDED_FOR = "x-forwarded-for";

    private CallerKey() {}

    /** Callers that do not send the field share one budget. Empty where everyone does. */
    public static String of(RateLimit limit, HttpServerRequest request, TrustedPeers trusted) {
        String header = limit.header();
        if (header != null) {
            String value = request.getHeader(header);
            return value == null ? "" : value;
        }
        return limit.byAddress() ? address(Peer.of(request.connection(), trusted), request.headers()) : "";
    }

    /**
     * A hash of who sent it, for a rollout to tell callers apart by.
     *
     * @param stickyKey what the split knows the caller by, or null: then it is its address
     */
    public static long hashOf(@Nullable String stickyKey, HttpServerRequest request, TrustedPeers trusted) {
        return stickyKey != null
                ? stickyKey.hashCode()
                : address(Peer.of(request.connection(), trusted), request.headers())
                        .hashCode();
    }

    /** Of the caller behind a trusted peer: the last one that this peer vouches for. */
    private static String address(Peer peer, MultiMap fields) {
        List<String> lines = peer.trusted() ? fields.getAll(X_FORWARDED_FOR) : List.of();
        if (lines.isEmpty()) {
            return peer.address();
        }
        String last = lines.get(lines.size() - 1);
        String address = last.substring(last.lastIndexOf(',') + 1).strip();
        return address.isEmpty() ? peer.address() : address;
    }
}
