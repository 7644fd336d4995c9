package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.resources.VersionUsages;
import io.inferencegateway.monitoring.stats.ModelVersion;
import java.util.OptionalDouble;

/** What upstreams tell of themselves, as alert rules ask for it. Owner: the control context. */
public final class UpstreamFigures implements VersionResources {
    private final VersionUsages usages;

    public UpstreamFigures(VersionUsages usages) {
        this.usages = usages;
    }

    @Override
    public OptionalDouble cpuUtilization(ModelVersion version) {
        return usages.cpuUtilization(version);
    }

    @Override
    public OptionalDouble memoryGrowthPerHour(ModelVersion version) {
        return usages.memoryGrowthPerHour(version);
    }
}
