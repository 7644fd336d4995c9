package io.inferencegateway.gateway.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes fields from one connection to the other: what belongs to the connection stays behind, {@code Via} grows by one
 * element, and the rest goes on in its order, repeated lines repeated. Immutable; any thread.
 */
public final class HopByHop {
    private final String pseudonym;
    private final String viaHttp11;
    private final String viaHttp10;
    private final String viaHttp2;

    /**
     * @param pseudonym the gateway's name in {@code Via}, a token that no other hop has: seeing it again means a loop
     */
    public HopByHop(String pseudonym) {
        if (!Tokens.isToken(pseudonym)) {
            throw new IllegalArgumentException("not a token: " + pseudonym);
        }
        this.pseudonym = pseudonym;
        this.viaHttp11 = "1.1 " + pseudonym;
        this.viaHttp10 = "1.0 " + pseudonym;
        this.viaHttp2 = "2.0 " + pseudonym;
    }

    public String pseudonym() {
        return pseudonym;
    }

    /**
     * Whether a request came by here before and must be answered 508.
     *
     * @param fields the caller's
     */
    public boolean isLoop(MultiMap fields) {
        if (!fields.contains(HttpHeaderNames.VIA)) {
            return false;
        }
        for (String line : fields.getAll(HttpHeaderNames.VIA)) {
            if (namesThisGateway(line)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Copies a caller's fields for the upstream. Host, the forwarded family and {@code x-request-id} are written anew;
     * Content-Length goes along, because the decoder vouches for it.
     *
     * @param to the upstream request's fields, empty so far
     * @param callerHost the host that the caller asked for, or null where an HTTP/1.0 caller named none
     * @param upstreamHost the Host to send
     * @param callerVersion what the caller speaks, for {@code Via}
     */
    public void copyRequest(
            MultiMap from,
            MultiMap to,
            Peer peer,
            @Nullable String callerHost,
            String upstreamHost,
            String requestId,
            HttpVersion callerVersion) {
        to.add(HttpHeaders.HOST, upstreamHost);
        RequestCopy copy = new RequestCopy(to, Nominated.in(from), peer.trusted());
        Fields.forEach(from, copy);
        copy.forwarded.writeTo(to, peer, callerHost);
        writeVia(to, copy.via, viaOf(callerVersion));
        to.add(OwnFields.REQUEST_ID, requestId);
    }

    /**
     * Copies an upstream's fields for the caller.
     *
     * @param upstreamVersion what the upstream speaks, for {@code Via}
     * @return false if a value can't go on the wire: the answer is then garbled, and {@code to} not to be used
     */
    public boolean copyResponse(MultiMap from, MultiMap to, HttpVersion upstreamVersion) {
        ResponseCopy copy = new ResponseCopy(to, Nominated.in(from));
        Fields.forEach(from, copy);
        writeVia(to, copy.via, viaOf(upstreamVersion));
        return copy.clean;
    }

    private String viaOf(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> viaHttp10;
            case HTTP_1_1 -> viaHttp11;
            case HTTP_2 -> viaHttp2;
        };
    }

    private static void writeVia(MultiMap to, @Nullable String received, String own) {
        to.add(HttpHeaderNames.VIA, received == null ? own : received + ", " + own);
    }

    private boolean namesThisGateway(String via) {
        int at = via.indexOf(pseudonym);
        while (at >= 0) {
            int end = at + pseudonym.length();
            boolean startsElement = at > 0 && " \t".indexOf(via.charAt(at - 1)) >= 0;
            boolean endsElement = end == via.length() || " ,\t".indexOf(via.charAt(end)) >= 0;
            if (startsElement && endsElement) {
                return true;
            }
            at = via.indexOf(pseudonym, at + 1);
        }
        return false;
    }

    static @Nullable String joined(@Nullable String before, CharSequence line) {
        return before == null ? line.toString() : before + ", " + line;
    }

    private static final class RequestCopy implements BiConsumer<CharSequence, CharSequence> {
        private final MultiMap to;
        private final Nominated nominated;
        private final boolean trusted;
        private final ForwardedHeaders forwarded;
        private @Nullable String via;

        RequestCopy(MultiMap to, Nominated nominated, boolean trusted) {
            this.to = to;
            this.nominated = nominated;
            this.trusted = trusted;
            this.forwarded = new ForwardedHeaders(trusted);
        }

        @Override
        public void accept(CharSequence name, CharSequence value) {
            FieldRole role = FieldRole.of(name);
            switch (role) {
                case END_TO_END -> {
                    if (!nominated.contains(name)) {
                        to.add(name, value);
                    }
                }
                case PROTECTED -> to.add(name, value);
                case ORIGIN_CLAIM -> {
                    if (trusted) {
                        to.add(name, value);
                    }
                }
                case VIA -> via = joined(via, value);
                case FORWARDED, X_FORWARDED_FOR, X_FORWARDED_PROTO, X_FORWARDED_HOST, X_FORWARDED_PORT ->
                    forwarded.receive(role, value);
                case HOP_BY_HOP, CONNECTION, HOST, OWN -> {}
            }
        }
    }

    private static final class ResponseCopy implements BiConsumer<CharSequence, CharSequence> {
        private final MultiMap to;
        private final Nominated nominated;
        private boolean clean = true;
        private @Nullable String via;

        ResponseCopy(MultiMap to, Nominated nominated) {
            this.to = to;
            this.nominated = nominated;
        }

        @Override
        public void accept(CharSequence name, CharSequence value) {
            if (!clean || !FieldValues.isClean(value) || !Tokens.isToken(name)) {
                clean = false;
                return;
            }
            switch (FieldRole.of(name)) {
                case VIA -> via = joined(via, value);
                case HOP_BY_HOP, CONNECTION, OWN -> {}
                case PROTECTED -> to.add(name, value);
                default -> {
                    if (!nominated.contains(name)) {
                        to.add(name, value);
                    }
                }
            }
        }
    }
}
