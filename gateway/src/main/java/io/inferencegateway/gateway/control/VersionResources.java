package io.inferencegateway.gateway.control;

import io.inferencegateway.monitoring.stats.ModelVersion;
import java.util.OptionalDouble;

/** What the processes of a version use, as they say it themselves. Called on the control context only. */
public interface VersionResources {
    /** Where no version is asked. */
    VersionResources NONE = new VersionResources() {
        @Override
        public OptionalDouble cpuUtilization(ModelVersion version) {
            return OptionalDouble.empty();
        }

        @Override
        public OptionalDouble memoryGrowthPerHour(ModelVersion version) {
            return OptionalDouble.empty();
        }
    };

    /** The share of its processors that the version uses, 0 to 1; empty where it is not known. */
    OptionalDouble cpuUtilization(ModelVersion version);

    /** By how much its memory grows in an hour, as a fraction of it; empty where it is not known. */
    OptionalDouble memoryGrowthPerHour(ModelVersion version);
}
