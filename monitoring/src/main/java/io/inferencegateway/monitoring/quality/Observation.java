package io.inferencegateway.monitoring.quality;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row: what a model was asked, by feature and in the order in which it was sent, and what it said. Immutable.
 *
 * @param features may be empty, where only predictions are watched
 * @param prediction null where the answer holds none
 */
public record Observation(Map<String, Value> features, @Nullable Value prediction) {
    /** Whoever reads a row takes no feature with a longer name. */
    public static final int LONGEST_NAME = 128;

    public Observation {
        features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
    }
}
