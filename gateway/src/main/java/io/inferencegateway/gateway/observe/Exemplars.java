package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.Measure;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.Track;
import org.jspecify.annotations.Nullable;

/**
 * Of one version, the newest requests that are known by name: one of each track for each bucket of the request duration,
 * and one of each track for each outcome but {@code ok}. Immutable, and so of bounded size.
 */
public final class Exemplars {
    public static final Exemplars NONE = new Exemplars(new Exemplar[0], new Exemplar[0]);

    static final int TRACKS = Track.values().length;
    static final int BUCKETS = Measure.REQUEST_DURATION.bounds() + 1;
    static final int OUTCOMES = Outcome.values().length;

    private final @Nullable Exemplar[] byBucket;
    private final @Nullable Exemplar[] byOutcome;

    /** @param byBucket and {@code byOutcome}: as {@link ExemplarSlots} lays them out, or empty; owned by the new object */
    Exemplars(@Nullable Exemplar[] byBucket, @Nullable Exemplar[] byOutcome) {
        this.byBucket = byBucket;
        this.byOutcome = byOutcome;
    }

    boolean isEmpty() {
        return byBucket.length == 0;
    }

    public Exemplars merge(Exemplars other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        return new Exemplars(newer(byBucket, other.byBucket), newer(byOutcome, other.byOutcome));
    }

    private static @Nullable Exemplar[] newer(@Nullable Exemplar[] left, @Nullable Exemplar[] right) {
        @Nullable Exemplar[] newest = new Exemplar[left.length];
        for (int i = 0; i < newest.length; i++) {
            newest[i] = Exemplar.newer(left[i], right[i]);
        }
        return newest;
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
        for (int bucket = first; !isEmpty() && bucket <= last; bucket++) {
            newest = Exemplar.newer(newest, byBucket[bucketSlot(track, bucket)]);
        }
        return newest;
    }

    /** One of the requests that ended like this, or null. */
    @Nullable
    Exemplar of(Cell.Key key) {
        if (isEmpty()) {
            return null;
        }
        Exemplar found = byOutcome[outcomeSlot(key.track(), key.outcome())];
        return found != null && found.status() == key.status() ? found : null;
    }

    @SuppressWarnings("EnumOrdinal") // never leaves this process
    static int bucketSlot(Track track, int bucket) {
        return track.ordinal() * BUCKETS + bucket;
    }

    @SuppressWarnings("EnumOrdinal") // never leaves this process
    static int outcomeSlot(Track track, Outcome outcome) {
        return track.ordinal() * OUTCOMES + outcome.ordinal();
    }
}
