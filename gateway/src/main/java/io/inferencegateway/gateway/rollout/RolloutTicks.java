package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.Figure;
import io.inferencegateway.canary.rollout.Freeze;
import io.inferencegateway.canary.rollout.RolloutEvent;
import io.inferencegateway.canary.rollout.RolloutPhase;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.monitoring.evidence.Evidence;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * What happens to a rollout by itself: time passes, an event loop has taken its traffic away, what it waited for is
 * there. Owner: the control context; each method is called in the model's turn.
 */
final class RolloutTicks {
    private final RolloutController.Outside outside;
    private final RolloutTraffic traffic;
    private final RolloutJournal journal;
    private final RolloutEffects effects;
    private final RolloutResume resume;
    private final RegressionWatch watch;
    private final Function<String, Freeze> freezes;

    RolloutTicks(
            RolloutController.Outside outside,
            RolloutTraffic traffic,
            RolloutJournal journal,
            RolloutEffects effects,
            RolloutResume resume,
            RegressionWatch watch,
            Function<String, Freeze> freezes) {
        this.outside = outside;
        this.traffic = traffic;
        this.journal = journal;
        this.effects = effects;
        this.resume = resume;
        this.watch = watch;
        this.freezes = freezes;
    }

    Future<Void> ticked(ModelRollouts rollouts, ManagedRollout rollout, GatewayConfig config, long now) {
        Future<Void> step;
        if (!rollout.resumed) {
            step = resume.followThrough(rollout, config);
        } else if (rollout.tripStands()) {
            step = answerTrip(rollout);
        } else if (rollout.state.phase() == RolloutPhase.PENDING
                || rollout.state.phase() == RolloutPhase.ROLLING_BACK) {
            ask(rollouts, rollout);
            step = Future.succeededFuture();
        } else if (rollout.state.phase() == RolloutPhase.PROMOTED) {
            step = answerRegression(rollout).onSuccess(done -> watch.timePassed(rollout));
        } else {
            rollout.live.timePassed();
            step = timePassed(rollout, false, 0);
        }
        return step.eventually(() -> journal.isDue(rollout, now)
                ? journal.catchUp(rollout, now).otherwiseEmpty()
                : Future.<Void>succeededFuture());
    }

    /** Carries out what an event loop has begun, if one has. */
    Future<Void> answerTrip(ManagedRollout rollout) {
        LiveRollout.Trip trip = rollout.live.trip();
        return trip == null || !rollout.tripStands()
                ? Future.succeededFuture()
                : effects.happened(rollout, new RolloutEvent.Critical(trip.test(), trip.words(), trip.figures()));
    }

    Future<Void> answerRegression(ManagedRollout rollout) {
        return watch.regression(rollout)
                .map(event -> effects.happened(rollout, event))
                .orElseGet(Future::succeededFuture);
    }

    /** Finds out, outside the turn so that no command waits for it, what a pending or ending rollout waits for. */
    void ask(ModelRollouts rollouts, ManagedRollout rollout) {
        if (rollout.asking) {
            return;
        }
        rollout.asking = true;
        Future<Void> answered = rollout.state.phase() == RolloutPhase.PENDING
                ? outside.reachability()
                        .anyOf(rollout.canary(), traffic.upstreamsOf(rollout.canary()))
                        .compose(reachable -> rollouts.turn(() -> timePassedInPhase(rollout, reachable, 1)))
                : outside.inFlight()
                        .of(rollout.canary())
                        .compose(count -> rollouts.turn(() -> timePassedInPhase(rollout, false, count)));
        answered.onComplete(done -> rollout.asking = false);
    }

    private Future<Void> timePassedInPhase(ManagedRollout rollout, boolean reachable, int inFlight) {
        return rollout.resumed && !rollout.tripStands()
                ? timePassed(rollout, reachable, inFlight)
                : Future.succeededFuture();
    }

    private Future<Void> timePassed(ManagedRollout rollout, boolean reachable, int inFlight) {
        Evidence evidence = rollout.live.evidence();
        RolloutEvent event = new RolloutEvent.Tick(
                reachable,
                inFlight,
                evidence.certification(),
                evidence.sharedFault(),
                freezes.apply(rollout.model()),
                Figure.of(evidence.readings()),
                rollout.live.shadowFindings());
        return effects.happened(rollout, event);
    }
}
