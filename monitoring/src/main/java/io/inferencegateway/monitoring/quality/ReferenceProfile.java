package io.inferencegateway.monitoring.quality;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Frozen rows: what the features and the prediction of each looked like. A feature without any value is not in it.
 * Immutable.
 *
 * @param rows it was made from
 * @param prediction null where no row had one
 */
public record ReferenceProfile(long rows, Map<String, FeatureProfile> features, @Nullable FeatureProfile prediction) {
    public ReferenceProfile {
        features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
    }

    public static ReferenceProfile of(Rows rows, QualityPolicy policy) {
        Map<String, FeatureProfile> features = new LinkedHashMap<>();
        for (String feature : rows.features()) {
            FeatureValues values = rows.values(feature, policy.rule(feature).kind());
            if (!values.isEmpty()) {
                features.put(feature, FeatureProfile.of(values));
            }
        }
        FeatureValues predictions = rows.predictions(null);
        return new ReferenceProfile(
                rows.count(), features, predictions.isEmpty() ? null : FeatureProfile.of(predictions));
    }
}
