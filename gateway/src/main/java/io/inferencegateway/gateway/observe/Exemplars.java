package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.Measure;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.Track;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Of one version, the newest requests that are known by name: one of each track for each bucket of the request duration,
 * and one of each track for each outcome but {@code ok}. Immutable, sparse, and of bounded size: at most {@link #SLOTS}.
 */
public final class Exemplars {
    public static final Exemplars NONE = new Exemplars(new int[0], new Exemplar[0]);

    private static final int BUCKETS = Measure.REQUEST_DURATION.bounds() + 1;
    private static final int OUTCOMES = Outcome.values().length;
    private static final int PER_TRACK = BUCKETS + OUTCOMES;

    /** Places of a dense array, of which each has one exemplar at most. */
    static final int SLOTS = Track.values().length * PER_TRACK;

    private final int[] slots;
    private final Exemplar[] exemplars;

    /** @param slots ascending, one for each exemplar; both owned by the new object */
    private Exemplars(int[] slots, Exemplar[] exemplars) {
        this.slots = slots;
        this.exemplars = exemplars;
    }

    /** @param dense one place for each slot */
    static Exemplars ofDense(@Nullable Exemplar[] dense) {
        int[] slots = new int[SLOTS];
        Exemplar[] exemplars = new Exemplar[SLOTS];
        int used = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            Exemplar exemplar = dense[slot];
            if (exemplar != null) {
                slots[used] = slot;
                exemplars[used++] = exemplar;
            }
        }
        return used == 0 ? NONE : new Exemplars(Arrays.copyOf(slots, used), Arrays.copyOf(exemplars, used));
    }

    boolean isEmpty() {
        return slots.length == 0;
    }

    /** Of each slot the newer one. */
    public Exemplars merge(Exemplars other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        @Nullable Exemplar[] newest = new Exemplar[SLOTS];
        addTo(newest);
        other.addTo(newest);
        return ofDense(newest);
    }

    private void addTo(@Nullable Exemplar[] dense) {
        for (int i = 0; i < slots.length; i++) {
            dense[slots[i]] = Exemplar.newer(dense[slots[i]], exemplars[i]);
        }
    }

    /** Those of one track, by the buckets of the request duration. */
    ExpositionWriter.BucketExemplars of(Track track) {
        return (first, last) -> newest(track, first, last);
    }

    /** Those of every track that answers callers. */
    ExpositionWriter.BucketExemplars ofAnswers() {
        return (first, last) -> {
            @Nullable Exemplar newest = null;
            for (Track track : Track.values()) {
                if (track.answersCaller()) {
                    newest = Exemplar.newer(newest, newest(track, first, last));
                }
            }
            return newest;
        };
    }

    private @Nullable Exemplar newest(Track track, int first, int last) {
        @Nullable Exemplar newest = null;
        for (int bucket = first; bucket <= last; bucket++) {
            newest = Exemplar.newer(newest, at(bucketSlot(track, bucket)));
        }
        return newest;
    }

    /** One of the requests that ended like this, or null. */
    @Nullable
    Exemplar of(Cell.Key key) {
        Exemplar found = at(outcomeSlot(key.track(), key.outcome()));
        return found != null && found.status() == key.status() ? found : null;
    }

    private @Nullable Exemplar at(int slot) {
        int place = Arrays.binarySearch(slots, slot);
        return place >= 0 ? exemplars[place] : null;
    }

    @SuppressWarnings("EnumOrdinal") // never leaves this process
    static int bucketSlot(Track track, int bucket) {
        return track.ordinal() * PER_TRACK + bucket;
    }

    @SuppressWarnings("EnumOrdinal") // never leaves this process
    static int outcomeSlot(Track track, Outcome outcome) {
        return track.ordinal() * PER_TRACK + BUCKETS + outcome.ordinal();
    }
}
