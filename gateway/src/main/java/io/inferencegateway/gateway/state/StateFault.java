package io.inferencegateway.gateway.state;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why the storage did not do what it was asked to. The message is one line for an operator. */
public final class StateFault extends RuntimeException {
    /** The causes an operator can tell apart. */
    public enum Kind {
        /** Another process holds the storage; it frees itself. */
        BUSY,
        /** No space left. */
        FULL,
        READ_ONLY,
        /** What is stored is not what was written. */
        DAMAGED,
        /** The medium, the path or the connection failed. */
        IO,
        /** A newer revision is stored already. */
        STALE,
        /** Too many operations wait; this one was turned away. */
        OVERLOADED,
        CLOSED;

        /** The name in metrics and logs. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;

    public StateFault(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether offering the same write again later can succeed. */
    public boolean isPassing() {
        return switch (kind) {
            case BUSY, FULL, READ_ONLY, IO, OVERLOADED -> true;
            case DAMAGED, STALE, CLOSED -> false;
        };
    }
}
