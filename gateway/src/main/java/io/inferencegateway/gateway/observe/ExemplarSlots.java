package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Measure;
import io.inferencegateway.monitoring.stats.Outcome;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Picks the exemplars of one version on one event loop. Owner: that event loop.
 *
 * <p>Between two drains the first request of each bucket, and of each way to fail, is kept and all others are only looked
 * at: whatever the traffic, a drain's second costs a few allocations.
 */
final class ExemplarSlots {
    private final @Nullable Exemplar[] kept = new Exemplar[Exemplars.SLOTS];
    private boolean empty = true;

    void offer(ObservedExchange exchange) {
        if (!exchange.track().answersCaller()) {
            return;
        }
        int bucket = Exemplars.bucketSlot(
                exchange.track(), Measure.REQUEST_DURATION.bucketOf(Math.max(0, exchange.latencyMicros())));
        int outcome =
                exchange.outcome() == Outcome.OK ? bucket : Exemplars.outcomeSlot(exchange.track(), exchange.outcome());
        if (kept[bucket] != null && kept[outcome] != null) {
            return;
        }
        Exemplar exemplar = Exemplar.of(exchange);
        if (exemplar != null) {
            kept[bucket] = exemplar;
            kept[outcome] = exemplar;
            empty = false;
        }
    }

    /** Those of the time since the last call. */
    Exemplars drain() {
        if (empty) {
            return Exemplars.NONE;
        }
        Exemplars drained = Exemplars.ofDense(kept);
        Arrays.fill(kept, null);
        empty = true;
        return drained;
    }
}
