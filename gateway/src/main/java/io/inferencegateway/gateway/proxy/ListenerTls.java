package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.wire.TlsProtocols;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import org.jspecify.annotations.Nullable;

/** How a listener proves who it is, and what it asks of callers; all in PEM. It prints nothing of that. Immutable. */
public final class ListenerTls {
    private final String chain;
    private final String key;
    private final @Nullable String clientAuthorities;

    /**
     * @param chain its certificate, then those of its issuers
     * @param key the private key of the first
     * @param clientAuthorities who issued the certificate that a caller must have, or null where it needs none
     */
    public ListenerTls(String chain, String key, @Nullable String clientAuthorities) {
        this.chain = chain;
        this.key = key;
        this.clientAuthorities = clientAuthorities;
    }

    /** Writes it to the options of a server, or of one that is to change its certificates. */
    void writeTo(ServerSSLOptions options) {
        options.setEnabledSecureTransportProtocols(TlsProtocols.ENABLED);
        options.setKeyCertOptions(
                new PemKeyCertOptions().addCertValue(Buffer.buffer(chain)).addKeyValue(Buffer.buffer(key)));
        if (clientAuthorities != null) {
            options.setClientAuth(ClientAuth.REQUIRED);
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(clientAuthorities)));
        }
    }
}
