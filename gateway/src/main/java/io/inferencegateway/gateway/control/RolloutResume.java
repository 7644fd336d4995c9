package io.inferencegateway.gateway.control;

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
        boolean running = rollout.state.phase().running();
        int kept = rollout.configuredStable;
        if (!running && (rollout.superseded || stableOf(config, rollout, kept) != kept)) {
            rollout.dirty |= !rollout.superseded;
            rollout.superseded = true;
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
        if (stableOf(before, rollout, NO_VERSION) != stableOf(after, rollout, NO_VERSION)) {
            rollout.superseded = true;
            rollout.dirty = true;
        }
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
