package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.DeclaredStable;
import io.inferencegateway.canary.rollout.Freeze;
import io.inferencegateway.canary.rollout.RolloutState;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which {@code stable} of the file was obeyed last, for each model, and what one that says something else asks for.
 * Owner: the control context.
 *
 * <p>A model's last rollout remembers it; for a model that has had none a document of the store does, so that a file
 * changed while the process was down is noticed as well. Nothing else is remembered: a start that could not be stored, or
 * that a crash has swallowed, is simply asked for again.
 */
final class StableWishes {
    private static final Logger LOG = LoggerFactory.getLogger(StableWishes.class);
    private static final String KIND = "stable";

    /** The actor of what the file asks for. */
    static final String CONFIGURATION = "configuration";

    private final WriteBehind stored;
    private final RolloutTraffic traffic;
    private final Map<String, Integer> obeyed = new HashMap<>();
    private final Map<String, WaitingRollout> waiting = new HashMap<>();

    StableWishes(WriteBehind stored, RolloutTraffic traffic) {
        this.stored = stored;
        this.traffic = traffic;
    }

    /** Reads what was obeyed. To be awaited before {@link #restored}. */
    Future<Void> load(StateStore store) {
        return store.documents(KIND).map(documents -> {
            documents.forEach((model, version) -> {
                try {
                    obeyed.put(model, Integer.parseInt(version));
                } catch (NumberFormatException e) {
                    LOG.error("stored stable version cannot be read model={}", model, e);
                }
            });
            return null;
        });
    }

    /** The process has started: what served before serves on, where the file asks for a rollout to something else. */
    void restored(GatewayConfig.Model model, @Nullable ManagedRollout last) {
        int before = obeyed(model, last);
        int serving = last == null || last.superseded ? before : last.stableAfter();
        boolean running = last != null && last.state.phase().running();
        if (rollsOut(model) && !running && serving != model.stable() && traffic.has(model.id(), serving)) {
            traffic.makeStable(model.id(), serving);
        }
        remember(model, last);
    }

    /** What a file that is not to be rolled out says is obeyed at once, and so is one that names a model for the first time. */
    void remember(GatewayConfig.Model model, @Nullable ManagedRollout last) {
        if (last == null && (!rollsOut(model) || !obeyed.containsKey(model.id()))) {
            note(model, null);
        }
    }

    /** What the file asks for now. */
    DeclaredStable asks(GatewayConfig.Model model, @Nullable ManagedRollout last, Freeze freeze) {
        Integer inForce = traffic.stableOf(model.id());
        if (!rollsOut(model) || inForce == null) {
            return DeclaredStable.OBEYED;
        }
        Optional<RolloutState> state = Optional.ofNullable(last).map(rollout -> rollout.state);
        return DeclaredStable.of(model.stable(), obeyed(model, last), inForce, state, freeze.until() != null);
    }

    /** What the file says is done, or on its way. */
    void note(GatewayConfig.Model model, @Nullable ManagedRollout last) {
        waiting.remove(model.id());
        if (last != null) {
            last.obey(model.stable());
        } else if (!Integer.valueOf(model.stable()).equals(obeyed.put(model.id(), model.stable()))) {
            stored.put(KIND, model.id(), Integer.toString(model.stable()));
        }
    }

    /** Logged when it changes, not with each tick. */
    void say(GatewayConfig.Model model, String words) {
        WaitingRollout now = new WaitingRollout(model.stable(), words);
        if (!now.equals(waiting.put(model.id(), now))) {
            LOG.info("rollout asked for by the configuration model={} to={} {}", model.id(), model.stable(), words);
        }
    }

    void nothingWaits(GatewayConfig.Model model) {
        waiting.remove(model.id());
    }

    Optional<WaitingRollout> waiting(String model) {
        return Optional.ofNullable(waiting.get(model));
    }

    private int obeyed(GatewayConfig.Model model, @Nullable ManagedRollout last) {
        return last != null ? last.configuredStable : obeyed.getOrDefault(model.id(), model.stable());
    }

    static boolean rollsOut(GatewayConfig.Model model) {
        return model.canary().conduct().onStableChange() == GatewayConfig.OnStableChange.ROLLOUT;
    }
}
