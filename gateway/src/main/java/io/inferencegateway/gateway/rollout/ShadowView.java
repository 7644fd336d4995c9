package io.inferencegateway.gateway.rollout;

import io.vertx.core.json.JsonObject;

/**
 * The copies of one rollout as they are shown, since it started or the process did. Immutable. Latencies run from a
 * request being sent to the last byte of its answer, for the requests that were compared; 0 before the first.
 *
 * @param requests copies sent
 * @param dropped requests that were drawn and not copied, or whose copy told nothing
 * @param inFlight copies under way just now
 */
public record ShadowView(
        int shareBasisPoints,
        long requests,
        long sameStatus,
        long otherStatus,
        long dropped,
        int inFlight,
        double stableP50Millis,
        double stableP99Millis,
        double canaryP50Millis,
        double canaryP99Millis) {
    JsonObject toJson() {
        return new JsonObject()
                .put("share", RolloutView.share(shareBasisPoints))
                .put("requests", requests)
                .put("compared", sameStatus + otherStatus)
                .put("same_status", sameStatus)
                .put("other_status", otherStatus)
                .put("dropped", dropped)
                .put("in_flight", inFlight)
                .put("stable_p50_latency_ms", stableP50Millis)
                .put("stable_p99_latency_ms", stableP99Millis)
                .put("canary_p50_latency_ms", canaryP50Millis)
                .put("canary_p99_latency_ms", canaryP99Millis);
    }
}
