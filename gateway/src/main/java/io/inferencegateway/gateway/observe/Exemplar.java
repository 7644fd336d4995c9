package io.inferencegateway.gateway.observe;

import org.jspecify.annotations.Nullable;

/**
 * One request that stands for those counted with it, so that a person gets from a figure to a case. Immutable.
 *
 * @param endedAtMillis since the epoch
 * @param status what the caller received
 * @param labels {@code request_id}, {@code trace_id} or both
 */
record Exemplar(long endedAtMillis, long latencyMicros, int status, Labels labels) {
    /** OpenMetrics 1.0: names and values of an exemplar's labels together, in characters. */
    static final int MOST_CHARACTERS = 128;

    private static final String REQUEST_ID = "request_id";
    private static final String TRACE_ID = "trace_id";

    /** Null where neither id is known and short enough. A trace goes before a request that is too long beside it. */
    static @Nullable Exemplar of(ObservedExchange exchange) {
        String traceId = exchange.isTraceSampled() ? exchange.traceId() : null;
        Labels labels = traceId == null ? Labels.NONE : Labels.of(TRACE_ID, traceId);
        int room = MOST_CHARACTERS - (traceId == null ? 0 : TRACE_ID.length() + traceId.length());
        String requestId = exchange.requestId();
        if (REQUEST_ID.length() + requestId.length() <= room) {
            labels = Labels.of(REQUEST_ID, requestId).and(labels);
        }
        if (labels.size() == 0) {
            return null;
        }
        long latencyMicros = Math.max(0, exchange.latencyMicros());
        return new Exemplar(
                exchange.startedAtMillis() + latencyMicros / 1_000, latencyMicros, exchange.status(), labels);
    }

    static @Nullable Exemplar newer(@Nullable Exemplar left, @Nullable Exemplar right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return right.endedAtMillis > left.endedAtMillis ? right : left;
    }
}
