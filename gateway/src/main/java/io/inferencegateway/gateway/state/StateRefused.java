package io.inferencegateway.gateway.state;

import org.jspecify.annotations.Nullable;

/**
 * What the configuration names as state can't be used: a mistake of whoever deployed the gateway, which a start without it would hide. The
 * message is one line that names the file and says how to mend it.
 */
public class StateRefused extends RuntimeException {
    public StateRefused(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
