package io.inferencegateway.monitoring.stats;

/**
 * A stretch of a version's history as it is stored. Immutable by convention: nobody writes to {@code encoded}.
 *
 * @param startMillis where the stretch begins, in milliseconds since the epoch; its key within a version
 * @param encoded see {@link SlotCodec}; empty where the stretch is to be deleted from the store
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Slot(long startMillis, byte[] encoded) {
    /** Whether the store is to forget this stretch: it is too old, or has become part of another one. */
    public boolean isDeletion() {
        return encoded.length == 0;
    }
}
