package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.quality.PredictionTotals;
import io.inferencegateway.monitoring.stats.ExponentialBuckets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets those families through to another writer that somebody asked for, and nothing else. Used once. */
final class SelectedFamilies implements ExpositionWriter {
    private final ExpositionWriter out;
    private final Set<String> names;
    private boolean selected;

    /** @param names of families, or of the series they consist of */
    SelectedFamilies(ExpositionWriter out, Set<String> names) {
        this.out = out;
        this.names = names;
    }

    @Override
    public void family(String familyName, FamilyType type, String help) {
        selected = type.seriesOf(familyName).anyMatch(names::contains);
        if (selected) {
            out.family(familyName, type, help);
        }
    }

    @Override
    public void sample(Labels labels, long value) {
        if (selected) {
            out.sample(labels, value);
        }
    }

    @Override
    public void sample(Labels labels, double value) {
        if (selected) {
            out.sample(labels, value);
        }
    }

    @Override
    public void counted(Labels labels, long value, @Nullable Exemplar exemplar) {
        if (selected) {
            out.counted(labels, value, exemplar);
        }
    }

    @Override
    public void histogram(Labels labels, Distribution distribution, Bounds bounds, BucketExemplars exemplars) {
        if (selected) {
            out.histogram(labels, distribution, bounds, exemplars);
        }
    }

    @Override
    public void predictions(Labels labels, PredictionTotals totals) {
        if (selected) {
            out.predictions(labels, totals);
        }
    }

    @Override
    public void summary(Labels labels, Distribution distribution, Bounds bounds) {
        if (selected) {
            out.summary(labels, distribution, bounds);
        }
    }

    @Override
    public boolean takesExponentialHistograms() {
        return out.takesExponentialHistograms();
    }

    @Override
    public void exponential(Labels labels, ExponentialBuckets buckets, long sumMicros) {
        if (selected) {
            out.exponential(labels, buckets, sumMicros);
        }
    }

    /** As they are: whoever rendered them was told what to render. */
    @Override
    public void append(byte[] rendered) {
        out.append(rendered);
    }

    @Override
    public byte[] finish() {
        return out.finish();
    }
}
