package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.control.VersionResources;
import io.inferencegateway.monitoring.stats.ModelVersion;
import java.util.OptionalDouble;

/** What every version's processes use, as a test says. */
final class HandResources implements VersionResources {
    volatile OptionalDouble cpuUtilization = OptionalDouble.empty();
    volatile OptionalDouble memoryGrowthPerHour = OptionalDouble.empty();

    @Override
    public OptionalDouble cpuUtilization(ModelVersion version) {
        return cpuUtilization;
    }

    @Override
    public OptionalDouble memoryGrowthPerHour(ModelVersion version) {
        return memoryGrowthPerHour;
    }
}
