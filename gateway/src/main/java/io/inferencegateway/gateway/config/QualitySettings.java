package io.inferencegateway.gateway.config;

import com.fasterxml.jackson.core.JsonPointer;
import io.inferencegateway.monitoring.quality.QualityPolicy;
import io.inferencegateway.monitoring.quality.ReferenceProfile;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which of a model's requests and answers are looked at for drift, and how. Immutable.
 *
 * @param sampleBasisPoints the share of answered requests that is looked at, 1 to 10,000
 * @param bodyLimitBytes a larger request or answer is not looked at; at most {@link #MOST_BODY_BYTES}
 * @param format how features and predictions are written
 * @param inputs where the object of features, or the array of them, is in a request, or null for the format's place
 * @param prediction where the prediction is in an answer, or null for the format's place
 * @param every how often rows are compared
 * @param policy how they are compared
 * @param reference what they are compared with, or null where that is frozen over the API
 */
public record QualitySettings(
        int sampleBasisPoints,
        int bodyLimitBytes,
        Format format,
        @Nullable JsonPointer inputs,
        @Nullable JsonPointer prediction,
        Duration every,
        QualityPolicy policy,
        @Nullable Reference reference) {
    public static final int MOST_BODY_BYTES = 256 << 10;

    /**
     * A file of rows, or a profile of them, as it was when the configuration was read.
     *
     * @param file as it is named
     */
    public record Reference(String file, ReferenceProfile profile) {}

    /** How a model is asked and answers. */
    public enum Format {
        /** The first of the others that fits. */
        AUTO,
        /** {@code {"features": {…}}}, or the features as an object of their own, or an array of such objects. */
        FEATURES,
        /** {@code {"data": {…}}}, or an array of rows there; answered by {@code {"data": …}}. */
        DOMINO,
        KSERVE_V1,
        KSERVE_V2,
        /** Chat and text completions, of which only lengths and counts are read. */
        OPENAI
    }
}
