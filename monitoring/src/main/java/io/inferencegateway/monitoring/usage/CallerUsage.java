package io.inferencegateway.monitoring.usage;

/**
 * What one caller sent. Immutable.
 *
 * @param caller its name; empty for those who gave none
 * @param requests at least what it sent, at most {@code overcount} more than that
 * @param overcount how many of {@code requests} may have been sent by callers that were forgotten to make room; 0 where
 *     the count is exact
 * @param errors of its requests, those answered with a traffic error; what it sent before it was remembered is missing
 * @param requestBytes body bytes that it sent; the same is missing
 * @param responseBytes body bytes that it got; the same is missing
 */
public record CallerUsage(
        String caller, long requests, long overcount, long errors, long requestBytes, long responseBytes) {

    /** Of the same caller, elsewhere or at another time. */
    CallerUsage plus(CallerUsage other) {
        return new CallerUsage(
                caller,
                requests + other.requests,
                overcount + other.overcount,
                errors + other.errors,
                requestBytes + other.requestBytes,
                responseBytes + other.responseBytes);
    }

    /** A caller that was forgotten, and can have sent so much at most. */
    static CallerUsage atMost(String caller, long requests) {
        return new CallerUsage(caller, requests, requests, 0, 0, 0);
    }
}
