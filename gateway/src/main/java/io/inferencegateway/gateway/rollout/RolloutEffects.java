package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.Decision;
import io.inferencegateway.canary.rollout.Effect;
import io.inferencegateway.canary.rollout.Freeze;
import io.inferencegateway.canary.rollout.Rollout;
import io.inferencegateway.canary.rollout.RolloutEvent;
import io.inferencegateway.canary.rollout.RolloutPhase;
import io.inferencegateway.canary.rollout.RolloutState;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a rollout's decisions come true: publishes, stores, counts and tells. Owner: the control context. What lowers a
 * canary's share is published first and stored after; what raises it is stored first, and is not done where it can't be
 * stored.
 */
final class RolloutEffects {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutEffects.class);

    private final RolloutTraffic traffic;
    private final RolloutJournal journal;
    private final RegressionWatch watch;
    private final Function<String, Freeze> freezes;
    private final RolloutEvents events;
    private final ToldChanges told;
    private final InstantSource clock;
    private final RollbackCounts rollbacks = new RollbackCounts();

    /** @param freezes whether a model's rollouts are frozen now */
    RolloutEffects(
            RolloutTraffic traffic,
            RolloutJournal journal,
            RegressionWatch watch,
            Function<String, Freeze> freezes,
            RolloutEvents events,
            ToldChanges told,
            InstantSource clock) {
        this.traffic = traffic;
        this.journal = journal;
        this.watch = watch;
        this.freezes = freezes;
        this.events = events;
        this.told = told;
        this.clock = clock;
    }

    /** What {@code event} does to the rollout, done; the future fails where it was refused or could not be stored. */
    Future<Void> happened(ManagedRollout rollout, RolloutEvent event) {
        return decided(rollout, Rollout.apply(rollout.state, rollout.plan, event, clock.millis()));
    }

    /** Makes a decision come true; the future fails where it was refused or could not be stored. */
    Future<Void> decided(ManagedRollout rollout, Decision decision) {
        if (!(decision instanceof Decision.Next next)) {
            return Future.failedFuture(refusal(decision));
        }
        if (next.changesNothing()) {
            return Future.succeededFuture();
        }
        long now = clock.millis();
        if (next.effects().get(0) instanceof Effect.Persist) {
            return storedFirst(rollout, next.state(), now).compose(stored -> {
                rollout.state = next.state();
                carryOut(rollout, next);
                return answerLateTrip(rollout);
            });
        }
        boolean changes = next.effects().stream().anyMatch(Effect.Persist.class::isInstance);
        rollout.state = next.state();
        if (changes) {
            journal.moved(rollout);
        }
        carryOut(rollout, next);
        if (!changes) {
            return Future.succeededFuture();
        }
        // The traffic is where it must be. A store that is down is retried by every tick and shown by its health.
        return journal.catchUp(rollout, now).otherwiseEmpty();
    }

    /** The trial may have turned critical while its good end was on the way to the disk. */
    private Future<Void> answerLateTrip(ManagedRollout rollout) {
        LiveRollout.Trip trip = rollout.live.trip();
        return trip != null && rollout.state.phase() == RolloutPhase.PROMOTED
                ? happened(rollout, new RolloutEvent.Critical(trip.test(), trip.words(), trip.figures()))
                : Future.succeededFuture();
    }

    /** Stores what is not in force yet; where that fails, the future says so in the API's words. */
    Future<Void> storedFirst(ManagedRollout rollout, RolloutState next, long nowMillis) {
        return journal.storeFirst(rollout, next, nowMillis)
                .recover(
                        failure -> Future.failedFuture(RolloutProblem.notStored(String.valueOf(failure.getMessage()))));
    }

    /** Carries out what follows from a decision whose state is stored and in force. */
    void carryOut(ManagedRollout rollout, Decision.Next next) {
        next.effects().forEach(effect -> carryOut(rollout, effect));
    }

    RolloutView view(ManagedRollout rollout) {
        int weight = traffic.shareOf(rollout.model(), rollout.state.canary());
        return RolloutViews.of(rollout, weight, freezes.apply(rollout.model()));
    }

    /** How many rollouts ended badly since the process began, by model and closed set of reasons. */
    Map<RollbackCounts.Key, Long> rollbacks() {
        return rollbacks.counts();
    }

    static RolloutProblem refusal(Decision decision) {
        return decision instanceof Decision.Refused refused
                ? RolloutProblem.conflict(refused.reason())
                : RolloutProblem.conflict("nothing changed");
    }

    private void carryOut(ManagedRollout rollout, Effect effect) {
        if (effect instanceof Effect.SetWeight weight) {
            setWeight(rollout, weight.basisPoints());
        } else if (effect instanceof Effect.MakeStable) {
            watch.promoted(rollout);
        } else if (effect instanceof Effect.ResetEvidence) {
            rollout.live.forget();
        } else if (effect instanceof Effect.Announce announcement) {
            announce(rollout, announcement.transition());
        }
    }

    private void setWeight(ManagedRollout rollout, int basisPoints) {
        RolloutState state = rollout.state;
        if (state.phase() == RolloutPhase.ROLLING_BACK || state.phase() == RolloutPhase.ROLLED_BACK) {
            watch.end(rollout);
            if (!rollout.superseded) {
                traffic.makeStable(state.model(), state.stable());
            }
            return;
        }
        rollout.live.weighed(basisPoints, rollout.cohort() != null);
        traffic.give(state.model(), rollout.split(basisPoints), rollout.cohort(), rollout.live);
    }

    private void announce(ManagedRollout rollout, RolloutState.Transition transition) {
        if (transition.remark() != null) {
            LOG.warn(
                    "rollout remark={} model={} canary={} epoch={} reason=\"{}\"",
                    transition.remark().label(),
                    rollout.model(),
                    rollout.state.canary(),
                    rollout.state.epoch(),
                    transition.reason());
        } else if (transition.to() == RolloutPhase.ROLLING_BACK) {
            rollbacks.count(rollout, transition.actor());
            LOG.info(
                    "rollback model={} canary={} epoch={} reason=\"{}\"",
                    rollout.model(),
                    rollout.state.canary(),
                    rollout.state.epoch(),
                    transition.reason());
        } else {
            LOG.info(
                    "rollout model={} canary={} epoch={} phase={} step={} weight={} actor={} reason=\"{}\"",
                    rollout.model(),
                    rollout.state.canary(),
                    rollout.state.epoch(),
                    transition.to().label(),
                    transition.step(),
                    RolloutView.share(transition.weightBasisPoints()),
                    transition.actor(),
                    transition.reason());
        }
        tell(rollout, transition);
        told.note(rollout);
    }

    /** Tells what an earlier life of the process stored and did not live to tell. */
    void tellMissed(ManagedRollout rollout) {
        told.untold(rollout, clock.millis()).forEach(change -> tell(rollout, change));
        told.note(rollout);
    }

    private void tell(ManagedRollout rollout, RolloutState.Transition transition) {
        events.changed(view(rollout), RolloutViews.change(transition));
    }
}
