package io.inferencegateway.gateway.proxy;

import io.vertx.core.http.HttpHeaders;

/** The names of the gateway's own fields, ready for the wire. */
final class OwnFields {
    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    static final CharSequence MODEL_VERSION = HttpHeaders.createOptimized("x-model-version");
    static final CharSequence PROXY_STATUS = HttpHeaders.createOptimized("proxy-status");
    static final CharSequence PROBLEM_JSON = HttpHeaders.createOptimized("application/problem+json");

    private OwnFields() {}
}
