package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.ModelVersion;

/** The configured location of a version as a label: never the raw URL, which callers choose. */
final class Paths {
    private Paths() {}

    static String of(ModelVersion version) {
        return "/models/" + version.model() + "/v/" + version.version();
    }
}
