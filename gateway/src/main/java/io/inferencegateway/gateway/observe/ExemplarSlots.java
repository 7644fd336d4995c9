package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Measure;
import io.inferencegateway.monitoring.stats.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Picks the exemplars of one version on one event loop. Owner: that event loop.
 *
 * <p>Between two drains the first request of each bucket, and of each way to fail, is kept and all others are only looked
 * at: whatever the traffic, a drain's second costs a few allocations.
 */
final class ExemplarSlots {
    private @Nullable Exemplar[] byBucket = new Exemplar[0];
    private @Nullable Exemplar[] byOutcome = new Exemplar[0];

    void offer(ObservedExchange exchange) {
        if (!exchange.track().answersCaller()) {
            return;
        }
        if (byBucket.length == 0) {
            byBucket = new Exemplar[Exemplars.TRACKS * Exemplars.BUCKETS];
            byOutcome = new Exemplar[Exemplars.TRACKS * Exemplars.OUTCOMES];
        }
        int bucket = Exemplars.bucketSlot(
                exchange.track(), Measure.REQUEST_DURATION.bucketOf(Math.max(0, exchange.latencyMicros())));
        int outcome = Exemplars.outcomeSlot(exchange.track(), exchange.outcome());
        boolean failed = exchange.outcome() != Outcome.OK;
        if (byBucket[bucket] != null && !(failed && byOutcome[outcome] == null)) {
            return;
        }
        Exemplar exemplar = Exemplar.of(exchange);
        if (exemplar == null) {
            return;
        }
        byBucket[bucket] = exemplar;
        if (failed) {
            byOutcome[outcome] = exemplar;
        }
    }

    /** Those of the time since the last call. */
    Exemplars drain() {
        if (byBucket.length == 0) {
            return Exemplars.NONE;
        }
        Exemplars drained = new Exemplars(byBucket, byOutcome);
        byBucket = new Exemplar[0];
        byOutcome = new Exemplar[0];
        return drained;
    }
}
