package io.inferencegateway.gateway.resources;

import io.inferencegateway.monitoring.stats.ModelVersion;
import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a version's processes use, as last read. Immutable.
 *
 * @param cpuCores processors in use over all upstreams, such as 1.5
 * @param cpuUtilization a share of the configured processors of the upstreams that answered
 * @param memoryBytes over all upstreams
 * @param memoryGrowthPerHour a fraction; empty until a quarter of an hour without a restart has been seen
 * @param queueLength requests that wait in the model servers
 * @param kvCacheUsage a fraction, the fullest one's
 * @param cpuSeconds in all since this process first looked
 * @param restarts of processes since then
 * @param errors readings that failed since then
 * @param lastError what the latest of them was, or null
 * @param readAt when any upstream was last read, or null
 */
public record VersionUsage(
        ModelVersion version,
        OptionalDouble cpuCores,
        OptionalDouble cpuUtilization,
        OptionalDouble memoryBytes,
        OptionalDouble memoryGrowthPerHour,
        OptionalDouble queueLength,
        OptionalDouble kvCacheUsage,
        double cpuSeconds,
        long restarts,
        long errors,
        @Nullable String lastError,
        @Nullable Instant readAt) {}
