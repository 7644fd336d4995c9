package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.ModelVersion;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How things stand on one event loop, or on several, at one moment. Immutable.
 *
 * @param ejected by version, the upstreams ({@code host:port}) that a loop gives no traffic; others are absent
 * @param reading connections of callers on which a request has begun and its head is not whole
 * @param writing connections of callers with an exchange in progress
 * @param waiting connections of callers that rest
 * @param concurrencyLimits by model, how many requests may be in flight, where that follows the load: one for all loops
 */
public record LoopGauges(
        Map<ModelVersion, Set<String>> ejected,
        long reading,
        long writing,
        long waiting,
        Map<String, Integer> concurrencyLimits) {
    public static final LoopGauges NONE = new LoopGauges(Map.of(), 0, 0, 0, Map.of());

    public LoopGauges {
        ejected = Map.copyOf(ejected);
        concurrencyLimits = Map.copyOf(concurrencyLimits);
    }

    /** Whether every loop gives it traffic. */
    public boolean isHealthy(ModelVersion version, String upstream) {
        return !ejected.getOrDefault(version, Set.of()).contains(upstream);
    }

    LoopGauges plus(LoopGauges other) {
        Map<ModelVersion, Set<String>> both = new HashMap<>(ejected);
        other.ejected.forEach((version, upstreams) -> both.merge(version, upstreams, LoopGauges::union));
        Map<String, Integer> limits = new HashMap<>(concurrencyLimits);
        limits.putAll(other.concurrencyLimits);
        return new LoopGauges(both, reading + other.reading, writing + other.writing, waiting + other.waiting, limits);
    }

    private static Set<String> union(Set<String> left, Set<String> right) {
        Set<String> all = new HashSet<>(left);
        all.addAll(right);
        return all;
    }
}
