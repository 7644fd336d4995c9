package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.resources.VersionUsage;
import io.inferencegateway.gateway.resources.VersionUsages;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.json.JsonObject;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What a version's processes use, as the admin API shows it. */
final class ResourcesView {
    private ResourcesView() {}

    /** Null for a version that names no metrics, or whose upstreams have not been asked yet. */
    static @Nullable JsonObject of(VersionUsages resources, ModelVersion version) {
        return resources.of(version).map(ResourcesView::toJson).orElse(null);
    }

    private static JsonObject toJson(VersionUsage usage) {
        return new JsonObject()
                .put("cpu_cores", number(usage.cpuCores(), 1e3))
                .put("cpu_utilization", number(usage.cpuUtilization(), 1e4))
                .put("memory_bytes", number(usage.memoryBytes(), 1))
                .put("memory_growth_per_hour", number(usage.memoryGrowthPerHour(), 1e4))
                .put("queue_length", number(usage.queueLength(), 1))
                .put("kv_cache_usage", number(usage.kvCacheUsage(), 1e4))
                .put("restarts", usage.restarts())
                .put("errors", usage.errors())
                .put("last_error", usage.lastError())
                .put("read_at", usage.readAt() == null ? null : String.valueOf(usage.readAt()));
    }

    private static @Nullable Double number(OptionalDouble value, double perUnit) {
        return value.isPresent() ? Math.round(value.getAsDouble() * perUnit) / perUnit : null;
    }
}
