package io.inferencegateway.gateway.resources;

import io.inferencegateway.monitoring.stats.ModelVersion;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What versions use, as far as their upstreams tell. Called on the control context only. */
public interface VersionUsages {
    /** For a gateway, or a test, without any. */
    VersionUsages NONE = List::of;

    /** Every version that names metrics, by model and number. */
    List<VersionUsage> all();

    /** Empty for a version that names no metrics. */
    default Optional<VersionUsage> of(ModelVersion version) {
        return all().stream().filter(usage -> usage.version().equals(version)).findFirst();
    }

    /** A fraction: 0.9 is ninety percent of the processors that the version's upstreams have. Empty where there is no data. */
    default OptionalDouble cpuUtilization(ModelVersion version) {
        return of(version).map(VersionUsage::cpuUtilization).orElse(OptionalDouble.empty());
    }

    /** A fraction: 0.1 is ten percent an hour. Empty where there is no data, or too little. */
    default OptionalDouble memoryGrowthPerHour(ModelVersion version) {
        return of(version).map(VersionUsage::memoryGrowthPerHour).orElse(OptionalDouble.empty());
    }
}
