package io.inferencegateway.gateway.config;

import java.util.List;

/** What reading a configuration file came to. */
public sealed interface ConfigResult {
    /** The file is valid; {@code config} may be applied. */
    record Loaded(GatewayConfig config) implements ConfigResult {}

    /** The file is not valid and must not be applied. All problems, in the order of the file, at least one. */
    record Rejected(List<ConfigProblem> problems) implements ConfigResult {
        public Rejected {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("a file without a problem can't be rejected");
            }
        }
    }
}
