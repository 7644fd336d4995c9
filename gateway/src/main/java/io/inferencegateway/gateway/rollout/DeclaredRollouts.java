package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.Decision;
import io.inferencegateway.canary.rollout.Freeze;
import io.inferencegateway.canary.rollout.Rollout;
import io.inferencegateway.canary.rollout.RolloutEvent;
import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.vertx.core.Future;
import java.time.InstantSource;

/**
 * Does what a file asks for that names another stable version, where that is to be a rollout: starts one, ends the one
 * that an earlier file asked for, or waits. Owner: the control context; called in the model's turn.
 */
final class DeclaredRollouts {
    private final StableWishes wishes;
    private final RolloutTraffic traffic;
    private final RolloutEffects effects;
    private final InstantSource clock;
    private final Beginning beginning;

    /** Begins what was decided to begin. */
    interface Beginning {
        Future<RolloutView> of(ModelRollouts rollouts, Decision decision, GatewayConfig.Model model);
    }

    DeclaredRollouts(
            StableWishes wishes,
            RolloutTraffic traffic,
            RolloutEffects effects,
            InstantSource clock,
            Beginning beginning) {
        this.wishes = wishes;
        this.traffic = traffic;
        this.effects = effects;
        this.clock = clock;
        this.beginning = beginning;
    }

    Future<Void> obey(ModelRollouts rollouts, GatewayConfig.Model model, Freeze freeze) {
        ManagedRollout last = rollouts.current;
        if (last != null && !last.resumed) {
            return Future.succeededFuture();
        }
        return switch (wishes.asks(model, last, freeze)) {
            case OBEYED -> {
                wishes.nothingWaits(model);
                yield Future.succeededFuture();
            }
            case AGREES -> {
                wishes.note(model, last);
                yield Future.succeededFuture();
            }
            case WAITS -> {
                boolean runs = last != null && last.state.phase().running();
                wishes.say(model, "waits: " + (runs ? "another rollout runs" : "rollouts are " + freeze.words()));
                yield Future.succeededFuture();
            }
            case ENDS_ITS_OWN -> last == null ? Future.succeededFuture() : end(last, model);
            case STARTS -> start(rollouts, model);
        };
    }

    private Future<Void> end(ManagedRollout running, GatewayConfig.Model model) {
        String reason = named(model) + " now";
        return effects.happened(running, new RolloutEvent.Command(Operation.ABORT, StableWishes.CONFIGURATION, reason));
    }

    private Future<Void> start(ModelRollouts rollouts, GatewayConfig.Model model) {
        Integer stable = traffic.stableOf(model.id());
        if (stable == null) {
            return Future.succeededFuture();
        }
        Decision decision = Rollout.start(
                rollouts.last(),
                model.id(),
                stable,
                model.stable(),
                StableWishes.CONFIGURATION,
                named(model),
                Freeze.NONE,
                clock.millis());
        return beginning
                .of(rollouts, decision, model)
                .onFailure(failure -> wishes.say(model, "waits: it could not be started: " + failure.getMessage()))
                .mapEmpty();
    }

    private static String named(GatewayConfig.Model model) {
        return "the configuration names version " + model.stable() + " as stable";
    }
}
