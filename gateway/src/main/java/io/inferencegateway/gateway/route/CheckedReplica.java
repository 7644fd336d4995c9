package io.inferencegateway.gateway.route;

import io.inferencegateway.gateway.discovery.Endpoint;
import io.inferencegateway.monitoring.stats.ModelVersion;
import java.net.URI;

/** A replica as its checks know it: one of a version's upstreams at one address. Immutable. */
public record CheckedReplica(ModelVersion version, URI upstream, String address, int port) {
    public static CheckedReplica of(ModelVersion version, URI upstream, Endpoint endpoint) {
        return new CheckedReplica(version, upstream, endpoint.address(), endpoint.port());
    }
}
