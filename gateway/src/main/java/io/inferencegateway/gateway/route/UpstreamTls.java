package io.inferencegateway.gateway.route;

import org.jspecify.annotations.Nullable;

/**
 * What the connections to a version's {@code https} upstreams go by, beside the host that each URL names; all in PEM. It
 * prints nothing of that. Immutable.
 *
 * @param authorities whose certificates are believed, or null for those that this Java believes
 * @param chain the certificate that the gateway shows, then those of its issuers, or null for none
 * @param key the private key of the first; null as {@code chain}
 * @param serverName the name that is asked for and has to stand in the certificate, or null for the URL's host
 */
public record UpstreamTls(
        @Nullable String authorities, @Nullable String chain, @Nullable String key, @Nullable String serverName) {
    public static final UpstreamTls DEFAULT = new UpstreamTls(null, null, null, null);

    public UpstreamTls {
        if ((chain == null) != (key == null)) {
            throw new IllegalArgumentException("a certificate and its key come together");
        }
    }

    @Override
    public String toString() {
        return "UpstreamTls[serverName=" + serverName + "]";
    }
}
