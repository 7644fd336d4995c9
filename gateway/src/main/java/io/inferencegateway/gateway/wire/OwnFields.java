package io.inferencegateway.gateway.wire;

import io.vertx.core.http.HttpHeaders;

/** The names of the gateway's own fields, ready for the wire. */
public final class OwnFields {
    public static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    public static final CharSequence MODEL_VERSION = HttpHeaders.createOptimized("x-model-version");
    /** Marks a copy whose answer nobody receives. */
    public static final CharSequence SHADOW = HttpHeaders.createOptimized("x-igw-shadow");

    public static final CharSequence PROXY_STATUS = HttpHeaders.createOptimized("proxy-status");
    public static final CharSequence PROBLEM_JSON = HttpHeaders.createOptimized("application/problem+json");

    private OwnFields() {}
}
