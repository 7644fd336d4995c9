package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.quality.PredictionTotals;
import io.inferencegateway.monitoring.stats.ExponentialBuckets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes metric families in one form of the exposition, one after another. Owner: whoever renders; used once. */
interface ExpositionWriter {
    /** @param names of the families that are wanted, or of their series; empty for all */
    static ExpositionWriter of(ExpositionFormat format, Set<String> names) {
        ExpositionWriter form = format == ExpositionFormat.PROTOBUF ? new ProtobufWriter() : new TextWriter(format);
        return names.isEmpty() ? form : new SelectedFamilies(form, names);
    }

    /**
     * Begins a family, whether or not it has samples.
     *
     * @param familyName for a counter the name of its samples
     */
    void family(String familyName, FamilyType type, String help);

    void sample(Labels labels, long value);

    void sample(Labels labels, double value);

    /** @param exemplar one of the counted requests, or null; left out where the form has no place for it */
    void counted(Labels labels, long value, @Nullable Exemplar exemplar);

    /** Cumulative buckets, sum and count. Nothing where the figure was never measured. */
    void histogram(Labels labels, Distribution distribution, Bounds bounds, BucketExemplars exemplars);

    /** The same for numbers that are no measure of requests: nothing where there were none. */
    void predictions(Labels labels, PredictionTotals totals);

    /** Sum and count of a {@link FamilyType#SUMMARY}, without quantiles. Nothing where the figure was never measured. */
    void summary(Labels labels, Distribution distribution, Bounds bounds);

    /** Whether {@link #exponential} can be written. */
    boolean takesExponentialHistograms();

    /**
     * A histogram with exponential buckets and no others: a native histogram, as Prometheus calls it.
     *
     * @param sumMicros of all values
     */
    void exponential(Labels labels, ExponentialBuckets buckets, long sumMicros);

    /** @param rendered families that another registry rendered in the same form */
    void append(byte[] rendered);

    byte[] finish();

    /** Where the exemplars of a histogram's buckets are found. */
    interface BucketExemplars {
        BucketExemplars NONE = (first, last) -> null;

        /**
         * @param first the lowest of the measure's buckets in question
         * @param last the highest of them
         */
        @Nullable
        Exemplar within(int first, int last);
    }
}
