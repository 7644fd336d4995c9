package io.inferencegateway.gateway.observe;

/** A family of names under which the same counts are exposed. */
public enum Dialect {
    INGRESS_NGINX,
    ML,
    NATIVE,
    OPENTELEMETRY
}
