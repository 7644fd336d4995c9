package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.wire.TlsProtocols;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a listener proves who it is, and what it asks of callers; all in PEM. It prints nothing of that. Immutable. */
public final class ListenerTls {
    private final List<Pair> pairs;
    private final @Nullable String clientAuthorities;

    /**
     * A certificate with what proves it. It prints nothing of that.
     *
     * @param chain the certificate, then those of its issuers
     * @param key the private key of the first
     */
    public record Pair(String chain, String key) {
        @Override
        public String toString() {
            return "Pair";
        }
    }

    /**
     * @param pairs at least one: the first is shown to callers that name no server, or one that is in none of them
     * @param clientAuthorities who issued the certificate that a caller must have, or null where it needs none
     */
    public ListenerTls(List<Pair> pairs, @Nullable String clientAuthorities) {
        this.pairs = List.copyOf(pairs);
        this.clientAuthorities = clientAuthorities;
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("it could not prove who it is");
        }
    }

    /** One that has a single certificate. */
    public ListenerTls(String chain, String key, @Nullable String clientAuthorities) {
        this(List.of(new Pair(chain, key)), clientAuthorities);
    }

    /** Writes it to the options of a server, or of one that is to change its certificates. */
    void writeTo(ServerSSLOptions options) {
        options.setEnabledSecureTransportProtocols(TlsProtocols.ENABLED);
        // Also with a single one: Vert.x keeps to what a listener began with, and a reload may bring others.
        options.setSni(true);
        options.setKeyCertOptions(new NamedCertificates(pairs));
        if (clientAuthorities != null) {
            options.setClientAuth(ClientAuth.REQUIRED);
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(clientAuthorities)));
        }
    }
}
