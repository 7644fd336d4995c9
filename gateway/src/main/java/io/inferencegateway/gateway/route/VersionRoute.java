package io.inferencegateway.gateway.route;

import io.inferencegateway.monitoring.stats.ModelVersion;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a model and where it is served. Immutable.
 *
 * @param hostHeader the Host to send upstream, or null to pass on the caller's
 * @param upstreamTls for those of the upstreams that are {@code https}
 * @param protocol what all of the upstreams are spoken to in
 * @param check how its replicas are asked whether they are well, or null where they are not
 */
public record VersionRoute(
        ModelVersion version,
        List<URI> upstreams,
        @Nullable String hostHeader,
        UpstreamTls upstreamTls,
        UpstreamProtocol protocol,
        @Nullable Check check) {
    public VersionRoute {
        upstreams = List.copyOf(upstreams);
        if (upstreams.isEmpty()) {
            throw new IllegalArgumentException(version + " has no upstream");
        }
    }

    /** Over HTTP/1.1, and one whose replicas are not asked. */
    public VersionRoute(
            ModelVersion version, List<URI> upstreams, @Nullable String hostHeader, UpstreamTls upstreamTls) {
        this(version, upstreams, hostHeader, upstreamTls, UpstreamProtocol.HTTP1, null);
    }
}
