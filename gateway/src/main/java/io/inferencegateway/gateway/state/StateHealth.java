package io.inferencegateway.gateway.state;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How the storage is doing. Immutable.
 *
 * @param failed how many operations have failed so far, by cause
 * @param standing the fault of the latest operation, empty where it succeeded
 * @param waiting operations asked for and not yet done
 * @param damagedFile where the damaged file is that this process found in place of its state, and began anew without
 */
public record StateHealth(
        Map<StateFault.Kind, Long> failed, Optional<StateFault> standing, int waiting, Optional<Path> damagedFile) {
    public StateHealth {
        failed = Map.copyOf(failed);
    }

    public boolean isWell() {
        return standing.isEmpty();
    }
}
