package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Track;
import org.jspecify.annotations.Nullable;

/**
 * One request with the answer that its caller got, both whole. Whoever takes it never changes the arrays, and gives its
 * {@link #bytes} back to the {@link CaptureBudget} when it is done with it.
 *
 * @param version that gave the answer
 * @param timeMillis when the request's first byte was read, since the epoch
 * @param requestType the request's {@code Content-Type}, or null where it has none
 * @param responseType the answer's
 */
@SuppressWarnings("ArrayRecordComponent") // Bodies are only read, and never compared.
public record Captured(
        ModelVersion version,
        Track track,
        String requestId,
        long timeMillis,
        @Nullable String requestType,
        byte[] request,
        @Nullable String responseType,
        byte[] response) {
    /** What it holds of the budget. */
    public int bytes() {
        return request.length + response.length;
    }

    @Override
    public String toString() {
        return "Captured[" + requestId + " by " + version + ", " + bytes() + " bytes]";
    }
}
