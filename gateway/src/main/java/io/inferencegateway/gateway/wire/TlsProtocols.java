package io.inferencegateway.gateway.wire;

import java.util.Set;

/** The versions of TLS that the gateway speaks, to callers as to upstreams. */
public final class TlsProtocols {
    public static final Set<String> ENABLED = Set.of("TLSv1.2", "TLSv1.3");

    private TlsProtocols() {}
}
