package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.Rollout;
import io.inferencegateway.monitoring.evidence.Reading;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How many rollouts ended badly. Owner: the control context. */
public final class RollbackCounts {
    private static final Set<String> TESTS = Set.of(Reading.ERROR_RATE, Reading.LATENCY_P99);

    private final Map<Key, Long> counts = new HashMap<>();

    /**
     * @param reason {@code error-rate}, {@code latency-p99}, {@code shadow} or {@code abort}: a closed set, safe as a
     *     metric label
     */
    public record Key(String model, String reason) {}

    /** @param actor who began it */
    void count(ManagedRollout rollout, String actor) {
        LiveRollout.Trip trip = rollout.live.trip() != null ? rollout.live.trip() : rollout.regression;
        String reason = "abort";
        if (trip != null && actor.equals(Rollout.GATEWAY) && TESTS.contains(trip.test())) {
            reason = trip.test();
        } else if (actor.equals(Rollout.GATEWAY) && rollout.state.reason().startsWith(Rollout.SHADOW + ": ")) {
            reason = Rollout.SHADOW;
        }
        counts.merge(new Key(rollout.model(), reason), 1L, Long::sum);
    }

    Map<Key, Long> counts() {
        return Map.copyOf(counts);
    }
}
