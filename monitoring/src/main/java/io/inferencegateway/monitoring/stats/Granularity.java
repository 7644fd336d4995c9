package io.inferencegateway.monitoring.stats;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the stretches are in which history is kept, and for how long it is kept so: the older, the coarser. Each
 * length is a whole multiple of the finer one's.
 */
public enum Granularity {
    MINUTE(Duration.ofMinutes(1), Duration.ofDays(2)),
    FIVE_MINUTES(Duration.ofMinutes(5), Duration.ofDays(10)),
    HOUR(Duration.ofHours(1), Duration.ofDays(400));

    private final long lengthMillis;
    private final long keptMillis;

    Granularity(Duration length, Duration kept) {
        this.lengthMillis = length.toMillis();
        this.keptMillis = kept.toMillis();
    }

    public long lengthMillis() {
        return lengthMillis;
    }

    /** Where the stretch begins that holds a moment. */
    public long startOf(long epochMillis) {
        return Math.floorDiv(epochMillis, lengthMillis) * lengthMillis;
    }

    /** Of what this one's stretches are made; empty for the finest. */
    public Optional<Granularity> finer() {
        return switch (this) {
            case MINUTE -> Optional.empty();
            case FIVE_MINUTES -> Optional.of(MINUTE);
            case HOUR -> Optional.of(FIVE_MINUTES);
        };
    }

    /**
     * What began before this is too old. Whole stretches of the coarser granularity grow too old at once: one that is made
     * again from its parts has all of them or none.
     */
    public long keptSince(long nowMillis) {
        Granularity aligned =
                switch (this) {
                    case MINUTE -> FIVE_MINUTES;
                    case FIVE_MINUTES, HOUR -> HOUR;
                };
        return aligned.startOf(nowMillis - keptMillis);
    }
}
