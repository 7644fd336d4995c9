package io.inferencegateway.gateway.config;

import java.util.List;
import java.util.Set;

/** What reading a configuration file came to. */
public sealed interface ConfigResult {
    /** Paths of the certificates and keys that it names: where one of them changes, the configuration does. */
    Set<String> files();

    /**
     * The file is valid; {@code config} may be applied.
     *
     * @param warnings what is valid and hardly meant, in the order of the file
     */
    record Loaded(GatewayConfig config, Set<String> files, List<ConfigProblem> warnings) implements ConfigResult {
        public Loaded {
            files = Set.copyOf(files);
            warnings = List.copyOf(warnings);
        }

        /** One that names no other file. */
        public Loaded(GatewayConfig config) {
            this(config, Set.of(), List.of());
        }
    }

    /** The file is not valid and must not be applied. All problems, in the order of the file, at least one. */
    record Rejected(List<ConfigProblem> problems, Set<String> files) implements ConfigResult {
        public Rejected {
            problems = List.copyOf(problems);
            files = Set.copyOf(files);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("a file without a problem can't be rejected");
            }
        }

        /** One that names no other file. */
        public Rejected(List<ConfigProblem> problems) {
            this(problems, Set.of());
        }
    }
}
