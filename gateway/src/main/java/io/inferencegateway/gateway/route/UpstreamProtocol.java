package io.inferencegateway.gateway.route;

/** What a version's upstreams are spoken to in. */
public enum UpstreamProtocol {
    HTTP1,
    /** Over {@code https} by ALPN, over {@code http} with prior knowledge. */
    HTTP2
}
