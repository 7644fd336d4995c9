package io.inferencegateway.gateway.state;

import java.util.Map;
import java.util.Optional;

/**
 * How the storage is doing. Immutable.
 *
 * @param failed how many operations have failed so far, by cause
 * @param standing the fault of the latest operation, empty where it succeeded
 * @param waiting operations asked for and not yet done
 */
public record StateHealth(Map<StateFault.Kind, Long> failed, Optional<StateFault> standing, int waiting) {
    public StateHealth {
        failed = Map.copyOf(failed);
    }

    public boolean isWell() {
        return standing.isEmpty();
    }
}
