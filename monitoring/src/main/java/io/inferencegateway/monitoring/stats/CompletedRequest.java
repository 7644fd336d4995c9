package io.inferencegateway.monitoring.stats;

/**
 * What is known of one exchange at its single terminal event. The proxy's own exchange object implements it, so that
 * recording allocates nothing. All durations are microseconds, all sizes are body bytes.
 */
public interface CompletedRequest {
    /** For a duration that never began, such as the upstream times of a shed request: recorded nowhere. */
    long NOT_MEASURED = -1;

    Track track();

    RequestMethod method();

    /** The status the caller received, or 499 where the caller left first. */
    int status();

    Outcome outcome();

    /** From the first byte read from the caller to the last byte written to it. */
    long latencyMicros();

    /** From the request being sent upstream to the last byte of its answer, or {@link #NOT_MEASURED}. */
    long upstreamResponseMicros();

    /** From the request being sent upstream to the first byte of its answer, or {@link #NOT_MEASURED}. */
    long upstreamFirstByteMicros();

    /** Time to a usable connection: 0 on a reused one, {@link #NOT_MEASURED} where none was asked for. */
    long connectMicros();

    long requestBytes();

    long responseBytes();
}
