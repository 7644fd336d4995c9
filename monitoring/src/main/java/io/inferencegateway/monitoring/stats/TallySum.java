package io.inferencegateway.monitoring.stats;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * A sum of many tallies that is still being made; cheaper than merging them one by one. Owner: one method.
 */
final class TallySum {
    /** Empty until there is a latency: most sums are asked of versions that served nothing. */
    private long[] latencies = new long[0];

    private final Map<Integer, Long> statuses = new HashMap<>();
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private long errors;
    private long maxMicros;
    private long requestBytes;
    private long responseBytes;
    private ResourceTally resources = ResourceTally.EMPTY;

    void add(Tally tally) {
        tally.statuses().forEach((status, count) -> statuses.merge(status, count, Long::sum));
        tally.outcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
        if (tally.latency().size() > 0) {
            if (latencies.length == 0) {
                latencies = new long[LatencyHistogram.BUCKETS];
            }
            tally.latency().addTo(latencies);
        }
        errors += tally.errors();
        maxMicros = Math.max(maxMicros, tally.maxMicros());
        requestBytes += tally.requestBytes();
        responseBytes += tally.responseBytes();
        resources = resources.merge(tally.resources());
    }

    Tally tally() {
        return new Tally(
                statuses,
                outcomes,
                errors,
                LatencyHistogram.ofDense(latencies),
                maxMicros,
                requestBytes,
                responseBytes,
                resources);
    }
}
