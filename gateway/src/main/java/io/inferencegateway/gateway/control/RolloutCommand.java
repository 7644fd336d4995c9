package io.inferencegateway.gateway.control;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an operator may ask of a running rollout. */
public enum RolloutCommand {
    PAUSE,
    RESUME,
    PROMOTE,
    PROMOTE_FULL,
    ABORT,
    RETRY;

    /** The name in URLs and on the command line, such as {@code promote-full}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<RolloutCommand> of(String label) {
        return Arrays.stream(values())
                .filter(command -> command.label().equals(label))
                .findFirst();
    }
}
