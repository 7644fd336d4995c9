package io.inferencegateway.gateway.tokens;

/**
 * What is known of one whole, successful answer of a generative model. Immutable. Durations are microseconds.
 *
 * @param durationMicros from the request's first byte to the answer's last
 * @param firstTokenMicros from the request's first byte to the first event of a stream, or {@link #UNKNOWN}
 * @param perOutputTokenMicros from the first event of a stream to its last, for each token behind the first, or {@link #UNKNOWN}
 * @param inputTokens as the model says, or {@link #UNKNOWN}
 * @param outputTokens as the model says, or {@link #UNKNOWN}
 */
public record GeneratedAnswer(
        long durationMicros, long firstTokenMicros, long perOutputTokenMicros, long inputTokens, long outputTokens) {
    public static final long UNKNOWN = -1;
}
