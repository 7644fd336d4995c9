package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.RolloutEvent;
import io.inferencegateway.canary.rollout.RolloutPhase;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.monitoring.evidence.Evidence;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges a promoted version for a while by the traffic it has as the stable one: with fresh evidence and an α of its own,
 * since the trial has spent the first. Owner: the control context.
 */
final class RegressionWatch {
    private final RolloutTraffic traffic;
    private final InstantSource clock;
    private final Watches watches;

    /** Makes the part that the event loops see. */
    interface Watches {
        LiveRollout of(ManagedRollout rollout, Evidence known);
    }

    RegressionWatch(RolloutTraffic traffic, InstantSource clock, Watches watches) {
        this.traffic = traffic;
        this.clock = clock;
        this.watches = watches;
    }

    /** The canary is the stable version from now on, watched if the plan asks for it and the time is not over. */
    void promoted(ManagedRollout rollout) {
        rollout.watch = clock.millis() < rollout.watchedUntilMillis() ? begun(rollout) : null;
        traffic.promote(rollout.model(), rollout.live, rollout.watch);
    }

    /** Without the warm-up: it is warm by now. */
    private LiveRollout begun(ManagedRollout rollout) {
        Evidence kept = rollout.keptWatch;
        Evidence known = kept != null ? kept : Evidence.fresh(rollout.policy.withWarmUp(0, 0), TrafficSplit.WHOLE);
        rollout.savedWatch = kept;
        return watches.of(rollout, known);
    }

    /** Ends the watch when its time is over. */
    void timePassed(ManagedRollout rollout) {
        if (clock.millis() >= rollout.watchedUntilMillis()) {
            end(rollout);
        }
    }

    /** The version is no longer this rollout's to judge. */
    void end(ManagedRollout rollout) {
        LiveRollout watch = rollout.watch;
        if (watch != null) {
            rollout.watch = null;
            traffic.stopWatching(rollout.model(), watch);
        }
    }

    /** What the rollout has to hear, once: the promoted version has turned critical. */
    Optional<RolloutEvent> regression(ManagedRollout rollout) {
        LiveRollout.@Nullable Trip trip = rollout.watch == null ? null : rollout.watch.trip();
        if (trip == null || rollout.regression != null || rollout.state.phase() != RolloutPhase.PROMOTED) {
            return Optional.empty();
        }
        rollout.regression = trip;
        return Optional.of(new RolloutEvent.Regressed(trip.test(), trip.words(), trip.figures()));
    }
}
