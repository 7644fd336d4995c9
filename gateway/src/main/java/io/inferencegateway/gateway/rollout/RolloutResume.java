package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.Rollout;
import io.inferencegateway.canary.rollout.RolloutEvent;
import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.canary.rollout.RolloutPhase;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.vertx.core.Future;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start and a changed file do to a rollout that was there before. Owner: the control context.
 *
 * <p>A rollout that is over gives way to a file whose {@code stable} was changed since it began; one that runs goes on
 * where it was, unless the file has lost a version it needs.
 */
final class RolloutResume {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutResume.class);
    private static final int NO_VERSION = -1;

    private final RolloutTraffic traffic;
    private final RolloutEffects effects;

    RolloutResume(RolloutTraffic traffic, RolloutEffects effects) {
        this.traffic = traffic;
        this.effects = effects;
    }

    /** Brings the fresh routing table to where the rollout was; where that can't be stored, the canary gets nothing. */
    Future<Void> followThrough(ManagedRollout rollout, GatewayConfig config) {
        effects.tellMissed(rollout);
        boolean running = rollout.state.phase().running();
        int kept = rollout.configuredStable;
        if (!running && gaveWay(rollout, stableOf(config, rollout, kept), rollsOut(config, rollout))) {
            rollout.resumed = true;
            return Future.succeededFuture();
        }
        if (running) {
            rollout.live.judgeKept();
        }
        return effects.happened(rollout, afterStart(rollout))
                .onSuccess(done -> rollout.resumed = true)
                .onFailure(failure -> LOG.warn(
                        "rollout not resumed yet model={} cause=\"{}\"", rollout.model(), failure.getMessage()))
                .otherwiseEmpty();
    }

    /** What ends a running rollout because the routing table lacks a version it needs. */
    Optional<RolloutEvent> loss(ManagedRollout rollout) {
        if (!rollout.state.phase().running() || rollout.state.phase() == RolloutPhase.ROLLING_BACK) {
            return Optional.empty();
        }
        if (!traffic.has(rollout.model(), rollout.state.canary())) {
            return Optional.of(removed(rollout.state.canary()));
        }
        return traffic.has(rollout.model(), rollout.state.stable())
                ? Optional.empty()
                : Optional.of(removed(rollout.state.stable()));
    }

    /** A rollout that is over steps back where the file names another stable version than before. */
    void supersede(ManagedRollout rollout, GatewayConfig before, GatewayConfig after) {
        int named = stableOf(after, rollout, NO_VERSION);
        if (stableOf(before, rollout, NO_VERSION) != named && !rollsOut(after, rollout)) {
            gaveWay(rollout, named, false);
        }
    }

    /** Whether the file decides what is stable, and no longer the outcome of the rollout. */
    private boolean gaveWay(ManagedRollout rollout, int named, boolean rollsOut) {
        if (rollout.superseded || named == rollout.configuredStable || rollsOut) {
            return rollout.superseded;
        }
        rollout.obey(named);
        return rollout.superseded;
    }

    private static boolean rollsOut(GatewayConfig config, ManagedRollout rollout) {
        GatewayConfig.Model model = config.models().get(rollout.model());
        return model != null && StableWishes.rollsOut(model) && model.versions().containsKey(rollout.stableAfter());
    }

    /** Why a promotion can't be undone any more, though its phase would allow it. */
    Optional<String> undoObstacle(ManagedRollout rollout) {
        if (rollout.state.phase() != RolloutPhase.PROMOTED) {
            return Optional.empty();
        }
        String model = rollout.model();
        int before = rollout.state.stable();
        Integer serving = traffic.stableOf(model);
        if (rollout.superseded || serving == null || serving != rollout.state.canary()) {
            return Optional.of("can't undo: the stable version of " + model + " has changed since version "
                    + rollout.state.canary() + " was promoted; " + serving + " serves now");
        }
        return traffic.has(model, before)
                ? Optional.empty()
                : Optional.of("can't undo: version " + before + " of " + model
                        + ", which served before, is not in the configuration any more");
    }

    private RolloutEvent afterStart(ManagedRollout rollout) {
        return loss(rollout)
                .orElseGet(() -> rollout.evidenceLost
                        ? new RolloutEvent.EvidenceLost("the kept evidence can't be read")
                        : new RolloutEvent.Restarted());
    }

    private static int stableOf(GatewayConfig config, ManagedRollout rollout, int absent) {
        GatewayConfig.Model model = config.models().get(rollout.model());
        return model == null ? absent : model.stable();
    }

    private static RolloutEvent removed(int version) {
        return new RolloutEvent.Command(
                Operation.ABORT, Rollout.GATEWAY, "version " + version + " was removed from the configuration");
    }
}
