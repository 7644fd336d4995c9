package io.inferencegateway.gateway.upstream;

import io.inferencegateway.gateway.route.UpstreamTls;
import io.inferencegateway.gateway.wire.TlsProtocols;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.concurrent.TimeUnit;

/** How the gateway and an upstream prove to each other who they are, as Vert.x wants it. */
public final class UpstreamTlsOptions {
    private UpstreamTlsOptions() {}

    /** Options of their own, for the caller to add to. */
    public static ClientSSLOptions of(UpstreamTls tls, long timeoutMillis) {
        ClientSSLOptions options = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
        options.setEnabledSecureTransportProtocols(TlsProtocols.ENABLED);
        options.setSslHandshakeTimeout(timeoutMillis).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        if (tls.authorities() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(tls.authorities())));
        }
        if (tls.chain() != null && tls.key() != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(tls.chain()))
                    .addKeyValue(Buffer.buffer(tls.key())));
        }
        return options;
    }
}
