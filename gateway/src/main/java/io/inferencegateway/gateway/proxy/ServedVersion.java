package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.admission.Gate;
import io.inferencegateway.gateway.discovery.AddressBook;
import io.inferencegateway.gateway.observe.VersionTelemetry;
import io.inferencegateway.gateway.route.CheckResults;
import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.UpstreamPicker;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.upstream.UpstreamPool;
import java.util.Map;

/**
 * What one event loop keeps at hand for a version: its replicas with their connections, its record and its model's gate.
 * Owner: that event loop.
 *
 * @param number the version as it stands in {@code x-model-version}
 * @param book where its replicas come from
 * @param failing what its picker knows of their checks
 */
record ServedVersion(
        VersionRoute route,
        String number,
        VersionTelemetry telemetry,
        UpstreamPicker picker,
        Map<Upstream, UpstreamPool> pools,
        Gate gate,
        AddressBook book,
        CheckResults.Failing failing) {

    /** Whether there is somewhere to send a request; not before a name has been found for the first time. */
    boolean hasReplica() {
        return !picker.upstreams().isEmpty();
    }

    UpstreamPool pool(Upstream upstream) {
        UpstreamPool pool = pools.get(upstream);
        if (pool == null) {
            throw new IllegalArgumentException(upstream.authority() + " is no replica of " + route.version());
        }
        return pool;
    }
}
