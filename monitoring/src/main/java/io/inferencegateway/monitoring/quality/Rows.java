package io.inferencegateway.monitoring.quality;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a window, as one or more samples. A view: it is what it was only until the next row is added, on the thread
 * that adds them.
 */
public final class Rows {
    private final List<RowSample> samples;

    Rows(List<RowSample> samples) {
        this.samples = samples.stream().filter(sample -> sample.size() > 0).toList();
    }

    /** As if all had come to one version. */
    public static Rows pooled(Collection<Rows> parts) {
        List<RowSample> all = new ArrayList<>();
        parts.forEach(part -> all.addAll(part.samples));
        return new Rows(all);
    }

    /** How many were kept, and are looked at. */
    public long count() {
        return samples.stream().mapToLong(RowSample::size).sum();
    }

    Set<String> features() {
        Set<String> names = new TreeSet<>();
        samples.forEach(sample -> names.addAll(sample.features().keySet()));
        return names;
    }

    /** @param kind null: as most of the values are */
    FeatureValues values(String feature, @Nullable Kind kind) {
        return values(sample -> sample.features().get(feature), kind);
    }

    FeatureValues predictions(@Nullable Kind kind) {
        return values(RowSample::predictions, kind);
    }

    private FeatureValues values(Function<RowSample, @Nullable Column> column, @Nullable Kind kind) {
        FeatureValues.Gathering gathering = new FeatureValues.Gathering();
        samples.forEach(sample -> gathering.add(column.apply(sample), sample.size(), sample.weight()));
        return gathering.values(kind);
    }
}
