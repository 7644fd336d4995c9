package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Which samples a caller of the admin API wants. A null matches everything.
 *
 * @param minLatencyMicros the shortest latency to show
 * @param limit the most samples to return, at least 1; the newest win
 */
public record SampleFilter(
        @Nullable String model,
        @Nullable Integer version,
        @Nullable Outcome outcome,
        @Nullable Integer status,
        @Nullable String requestId,
        long minLatencyMicros,
        int limit) {
    public SampleFilter {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit of " + limit + " samples is below 1");
        }
    }

    /** The newest samples of everything. */
    public static SampleFilter newest(int limit) {
        return new SampleFilter(null, null, null, null, null, 0, limit);
    }

    boolean accepts(Sample sample) {
        return (model == null || model.equals(sample.version().model()))
                && (version == null || version == sample.version().version())
                && (outcome == null || outcome == sample.outcome())
                && (status == null || status == sample.status())
                && (requestId == null || requestId.equals(sample.requestId()))
                && sample.latencyMicros() >= minLatencyMicros;
    }
}
