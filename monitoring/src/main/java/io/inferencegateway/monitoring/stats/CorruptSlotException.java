package io.inferencegateway.monitoring.stats;

/** Bytes that were read as a stored {@link Slot} are none. Nothing of them was taken over. */
public final class CorruptSlotException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CorruptSlotException(String message) {
        super(message);
    }
}
