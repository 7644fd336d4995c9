package io.inferencegateway.gateway.state;

import org.jspecify.annotations.Nullable;

/**
 * The stored state can't be used, and starting without it would give a rolled-back canary its traffic again. The
 * message is one line that names the file and says how to mend it.
 */
public final class StateRefused extends RuntimeException {
    public StateRefused(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
