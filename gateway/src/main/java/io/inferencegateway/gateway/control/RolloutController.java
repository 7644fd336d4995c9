package io.inferencegateway.gateway.control;

import io.inferencegateway.canary.rollout.Decision;
import io.inferencegateway.canary.rollout.Effect;
import io.inferencegateway.canary.rollout.PauseReason;
import io.inferencegateway.canary.rollout.Rollout;
import io.inferencegateway.canary.rollout.RolloutEvent;
import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.canary.rollout.RolloutPhase;
import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.canary.rollout.RolloutState;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.monitoring.evidence.Evidence;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what {@link Rollout} decides: asks it, publishes, stores, tells. Owner: the control context; every method
 * is called there and every future completes there.
 *
 * <p>What lowers a canary's share is published first and stored after; what raises it is stored first, and is not done
 * where it can't be stored. The event loops may take the traffic away at any moment by themselves
 * ({@link LiveRollout}); nothing here can give it back to that rollout.
 *
 * <p><b>Stable.</b> The file's {@code stable} serves before any rollout. A promoted canary takes its place, over reloads
 * and restarts, until an operator changes {@code stable} in the file; a change made while a rollout runs takes effect
 * once it is over, at the next restart.
 */
public final class RolloutController implements Rollouts {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutController.class);

    private final Outside outside;
    private final RolloutTraffic traffic;
    private final RolloutJournal journal;
    private final Map<String, ModelRollouts> models = new HashMap<>();
    private final RollbackCounts rollbacks = new RollbackCounts();
    private GatewayConfig config;

    /**
     * What the controller works with.
     *
     * @param control its own context
     * @param inFlight how many requests to a version have not ended
     * @param salts one fresh number for each rollout
     */
    public record Outside(
            Context control,
            Routes routes,
            StateStore store,
            Reachability reachability,
            InFlight inFlight,
            RolloutEvents events,
            InstantSource clock,
            LongSupplier salts) {}

    /** How many requests to a version have not ended, asked of every event loop. Never fails. */
    @FunctionalInterface
    public interface InFlight {
        Future<Integer> of(ModelVersion version);
    }

    /** One model's rollouts. */
    private static final class ModelRollouts {
        final Turns turns = new Turns();
        final List<RolloutView> past = new ArrayList<>();

        @Nullable
        ManagedRollout current;
    }

    public RolloutController(Outside outside, GatewayConfig config) {
        this.outside = outside;
        this.config = config;
        this.traffic = new RolloutTraffic(outside.routes());
        this.journal = new RolloutJournal(outside.store());
    }

    /**
     * Takes up every stored rollout where it was. To be awaited before the traffic listener accepts: until then the
     * routing table knows the file's stable versions only.
     */
    public Future<Void> restore() {
        return outside.store().rollouts().compose(stored -> {
            RolloutRestore restore =
                    new RolloutRestore(config, this::live, outside.clock().millis());
            List<Future<Void>> resumed = new ArrayList<>();
            restore.byModel(stored).forEach((model, found) -> {
                ModelRollouts rollouts = models.computeIfAbsent(model, id -> new ModelRollouts());
                rollouts.past.addAll(found.past());
                rollouts.current = found.current();
                resumed.add(rollouts.turns.take(() -> resume(rollouts)));
            });
            return Future.join(resumed).mapEmpty();
        });
    }

    private Future<Void> resume(ModelRollouts rollouts) {
        ManagedRollout rollout = rollouts.current;
        if (rollout == null) {
            return Future.succeededFuture();
        }
        return followThrough(rollout);
    }

    /** Brings the fresh routing table to where the rollout was; where that can't be stored, the canary gets nothing. */
    private Future<Void> followThrough(ManagedRollout rollout) {
        long now = outside.clock().millis();
        if (!rollout.state.phase().running() && (rollout.superseded || changedInFile(rollout))) {
            rollout.dirty |= !rollout.superseded;
            rollout.superseded = true;
            rollout.resumed = true;
            return Future.succeededFuture();
        }
        if (rollout.state.phase().running()) {
            rollout.live.judgeKept();
        }
        Optional<Integer> missing = missingVersion(rollout);
        Decision decision;
        if (missing.isPresent()) {
            decision = Rollout.apply(rollout.state, rollout.plan, removed(missing.get()), now);
        } else if (rollout.evidenceLost) {
            decision = Rollout.apply(
                    rollout.state, rollout.plan, new RolloutEvent.EvidenceLost("the kept evidence can't be read"), now);
        } else {
            decision = Rollout.apply(rollout.state, rollout.plan, new RolloutEvent.Restarted(), now);
        }
        return decided(rollout, decision)
                .onSuccess(done -> rollout.resumed = true)
                .onFailure(failure -> LOG.warn(
                        "rollout not resumed yet model={} cause=\"{}\"", rollout.model(), failure.getMessage()))
                .otherwiseEmpty();
    }

    private boolean changedInFile(ManagedRollout rollout) {
        GatewayConfig.Model model = config.models().get(rollout.model());
        return model != null && model.stable() != rollout.configuredStable;
    }

    /** {@inheritDoc} It is stored when the future completes. */
    @Override
    public Future<RolloutView> start(
            String model, int version, @Nullable List<RolloutPlan.Step> steps, String actor, String reason) {
        GatewayConfig.Model configured = config.models().get(model);
        if (configured == null || traffic.stableOf(model) == null) {
            return Future.failedFuture(ControlProblem.notFound("there is no model " + model));
        }
        if (!configured.versions().containsKey(version)) {
            return Future.failedFuture(ControlProblem.badRequest(
                    "model " + model + " has no version " + version + " in the configuration"));
        }
        RolloutPlan plan;
        EvidencePolicy policy;
        try {
            plan = RolloutSettings.plan(configured, steps);
            policy = RolloutSettings.policy(configured);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(ControlProblem.badRequest(String.valueOf(e.getMessage())));
        }
        ModelRollouts rollouts = models.computeIfAbsent(model, id -> new ModelRollouts());
        return rollouts.turns.take(() -> {
            Integer stable = traffic.stableOf(model);
            if (stable == null) {
                return Future.failedFuture(ControlProblem.notFound("there is no model " + model));
            }
            Optional<RolloutState> last = Optional.ofNullable(rollouts.current).map(rollout -> rollout.state);
            Decision decision = Rollout.start(
                    last, model, stable, version, actor, reason, outside.clock().millis());
            return begin(rollouts, decision, plan, policy, configured.stable());
        });
    }

    @Override
    public Future<RolloutView> apply(String model, Operation operation, String actor, String reason) {
        ModelRollouts rollouts = models.get(model);
        if (rollouts == null || rollouts.current == null) {
            return Future.failedFuture(ControlProblem.notFound("model " + model + " has had no rollout"));
        }
        return rollouts.turns.take(() -> {
            ManagedRollout rollout = rollouts.current;
            if (rollout == null) {
                return Future.failedFuture(ControlProblem.notFound("model " + model + " has had no rollout"));
            }
            RolloutEvent command = new RolloutEvent.Command(operation, actor, reason);
            Decision decision = Rollout.apply(
                    rollout.state, rollout.plan, command, outside.clock().millis());
            if (operation == Operation.RETRY) {
                return begin(rollouts, decision, rollout.plan, rollout.policy, rollout.configuredStable);
            }
            if (operation == Operation.RESUME && decision instanceof Decision.Next) {
                rollout.live.rearm();
            }
            return decided(rollout, decision).map(done -> view(rollout));
        });
    }

    private Future<RolloutView> begin(
            ModelRollouts rollouts, Decision decision, RolloutPlan plan, EvidencePolicy policy, int configuredStable) {
        if (!(decision instanceof Decision.Next next)) {
            return Future.failedFuture(refusal(decision));
        }
        RolloutState state = next.state();
        Integer stable = traffic.stableOf(state.model());
        if (!traffic.has(state.model(), state.canary()) || stable == null || stable != state.stable()) {
            return Future.failedFuture(ControlProblem.conflict("the configuration of " + state.model()
                    + " has changed since: version " + stable + " is stable now; start a new rollout"));
        }
        LiveRollout live = live(state, plan, Evidence.fresh(policy, 0));
        ManagedRollout fresh =
                new ManagedRollout(state, plan, policy, outside.salts().getAsLong(), configuredStable, live);
        return journal.storeFirst(fresh, state, outside.clock().millis())
                .recover(failure -> Future.failedFuture(ControlProblem.notStored(String.valueOf(failure.getMessage()))))
                .map(stored -> {
                    if (rollouts.current != null) {
                        rollouts.past.add(0, view(rollouts.current));
                    }
                    rollouts.current = fresh;
                    next.effects().forEach(effect -> carryOut(fresh, effect));
                    ask(rollouts, fresh);
                    return view(fresh);
                });
    }

    @Override
    public Optional<RolloutView> current(String model) {
        ModelRollouts rollouts = models.get(model);
        return rollouts == null
                ? Optional.empty()
                : Optional.ofNullable(rollouts.current).map(this::view);
    }

    @Override
    public List<RolloutView> history(String model) {
        ModelRollouts rollouts = models.get(model);
        if (rollouts == null) {
            return List.of();
        }
        List<RolloutView> views = new ArrayList<>(rollouts.past);
        if (rollouts.current != null) {
            views.add(0, view(rollouts.current));
        }
        return views;
    }

    /** How many rollouts ended badly since the process began, by model and closed set of reasons. */
    public Map<RollbackCounts.Key, Long> rollbacks() {
        return rollbacks.counts();
    }

    /** Time has passed: to be called about four times a second. */
    public void tick() {
        long now = outside.clock().millis();
        models.values().forEach(rollouts -> {
            ManagedRollout rollout = rollouts.current;
            if (rollout != null && rollouts.turns.idle()) {
                turn(rollouts, () -> ticked(rollouts, rollout, now));
            }
        });
    }

    private Future<Void> ticked(ModelRollouts rollouts, ManagedRollout rollout, long now) {
        Future<Void> step;
        if (!rollout.resumed) {
            step = followThrough(rollout);
        } else if (tripStands(rollout)) {
            step = rollBackOrPause(rollout);
        } else if (rollout.state.phase() == RolloutPhase.PENDING
                || rollout.state.phase() == RolloutPhase.ROLLING_BACK) {
            ask(rollouts, rollout);
            step = Future.succeededFuture();
        } else {
            step = timePassed(rollout, false, 0);
        }
        return step.eventually(() -> journal.isDue(rollout, now)
                ? journal.catchUp(rollout, now).otherwiseEmpty()
                : Future.<Void>succeededFuture());
    }

    private Future<Void> timePassed(ManagedRollout rollout, boolean reachable, int inFlight) {
        Evidence evidence = rollout.live.evidence();
        RolloutEvent event =
                new RolloutEvent.Tick(reachable, inFlight, evidence.certification(), evidence.sharedFault());
        return decided(
                rollout,
                Rollout.apply(
                        rollout.state, rollout.plan, event, outside.clock().millis()));
    }

    /** Finds out, outside the turn so that no command waits for it, what a pending or ending rollout waits for. */
    private void ask(ModelRollouts rollouts, ManagedRollout rollout) {
        if (rollout.asking) {
            return;
        }
        rollout.asking = true;
        Future<Void> answered = rollout.state.phase() == RolloutPhase.PENDING
                ? outside.reachability()
                        .anyOf(traffic.upstreamsOf(rollout.canary()))
                        .compose(reachable -> turn(rollouts, () -> timePassedInPhase(rollout, reachable, 1)))
                : outside.inFlight()
                        .of(rollout.canary())
                        .compose(count -> turn(rollouts, () -> timePassedInPhase(rollout, false, count)));
        answered.onComplete(done -> rollout.asking = false);
    }

    private Future<Void> timePassedInPhase(ManagedRollout rollout, boolean reachable, int inFlight) {
        return rollout.resumed && !tripStands(rollout)
                ? timePassed(rollout, reachable, inFlight)
                : Future.succeededFuture();
    }

    private Future<Void> turn(ModelRollouts rollouts, Supplier<Future<Void>> work) {
        return rollouts.turns.take(work).onFailure(failure -> {
            if (!(failure instanceof ControlProblem)) {
                LOG.error("rollout turn failed", failure);
            }
        });
    }

    private boolean tripStands(ManagedRollout rollout) {
        return rollout.live.trip() != null
                && rollout.state.phase().running()
                && rollout.state.phase() != RolloutPhase.ROLLING_BACK
                && rollout.state.pauseReason() != PauseReason.CRITICAL;
    }

    private Future<Void> rollBackOrPause(ManagedRollout rollout) {
        LiveRollout.Trip trip = rollout.live.trip();
        if (trip == null || !tripStands(rollout)) {
            return Future.succeededFuture();
        }
        RolloutEvent critical = new RolloutEvent.Critical(trip.test(), trip.words());
        return decided(
                rollout,
                Rollout.apply(
                        rollout.state, rollout.plan, critical, outside.clock().millis()));
    }

    /** The configuration in force has changed; the routing table follows it already. */
    public void configured(GatewayConfig after) {
        GatewayConfig before = config;
        config = after;
        models.forEach((id, rollouts) -> {
            ManagedRollout rollout = rollouts.current;
            if (rollout == null) {
                return;
            }
            if (rollout.state.phase().running()) {
                missingVersion(rollout)
                        .ifPresent(version -> turn(
                                rollouts,
                                () -> decided(
                                        rollout,
                                        Rollout.apply(
                                                rollout.state,
                                                rollout.plan,
                                                removed(version),
                                                outside.clock().millis()))));
            } else if (stableOf(before, id) != stableOf(after, id)) {
                rollout.superseded = true;
                rollout.dirty = true;
            }
        });
    }

    private static int stableOf(GatewayConfig config, String model) {
        GatewayConfig.Model configured = config.models().get(model);
        return configured == null ? -1 : configured.stable();
    }

    private Optional<Integer> missingVersion(ManagedRollout rollout) {
        if (!rollout.state.phase().running() || rollout.state.phase() == RolloutPhase.ROLLING_BACK) {
            return Optional.empty();
        }
        if (!traffic.has(rollout.model(), rollout.state.canary())) {
            return Optional.of(rollout.state.canary());
        }
        return traffic.has(rollout.model(), rollout.state.stable())
                ? Optional.empty()
                : Optional.of(rollout.state.stable());
    }

    private static RolloutEvent removed(int version) {
        return new RolloutEvent.Command(
                Operation.ABORT, Rollout.GATEWAY, "version " + version + " was removed from the configuration");
    }

    /** Makes a decision come true; the future fails where it was refused or could not be stored. */
    private Future<Void> decided(ManagedRollout rollout, Decision decision) {
        if (!(decision instanceof Decision.Next next)) {
            return Future.failedFuture(refusal(decision));
        }
        if (next.changesNothing()) {
            return Future.succeededFuture();
        }
        long now = outside.clock().millis();
        if (next.effects().get(0) instanceof Effect.Persist) {
            return journal.storeFirst(rollout, next.state(), now)
                    .recover(failure ->
                            Future.failedFuture(ControlProblem.notStored(String.valueOf(failure.getMessage()))))
                    .onSuccess(stored -> adopt(rollout, next));
        }
        boolean changes = next.effects().stream().anyMatch(Effect.Persist.class::isInstance);
        adopt(rollout, next);
        if (!changes) {
            return Future.succeededFuture();
        }
        journal.moved(rollout);
        // The traffic is where it must be. A store that is down is retried by every tick and shown by its health.
        return journal.catchUp(rollout, now).otherwiseEmpty();
    }

    private void adopt(ManagedRollout rollout, Decision.Next next) {
        rollout.state = next.state();
        next.effects().forEach(effect -> carryOut(rollout, effect));
    }

    private void carryOut(ManagedRollout rollout, Effect effect) {
        if (effect instanceof Effect.SetWeight weight) {
            setWeight(rollout, weight.basisPoints());
        } else if (effect instanceof Effect.MakeStable stable) {
            traffic.makeStable(rollout.model(), stable.version());
        } else if (effect instanceof Effect.ResetEvidence) {
            rollout.live.forget();
        } else if (effect instanceof Effect.Announce announcement) {
            announce(rollout, announcement.transition());
        }
    }

    private void setWeight(ManagedRollout rollout, int basisPoints) {
        RolloutState state = rollout.state;
        if (state.phase() == RolloutPhase.ROLLING_BACK || state.phase() == RolloutPhase.ROLLED_BACK) {
            if (!rollout.superseded) {
                traffic.makeStable(state.model(), state.stable());
            }
            return;
        }
        rollout.live.weighed(basisPoints);
        traffic.give(state.model(), rollout.split(basisPoints), rollout.live);
    }

    private void announce(ManagedRollout rollout, RolloutState.Transition transition) {
        if (transition.to() == RolloutPhase.ROLLING_BACK) {
            rollbacks.count(rollout);
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
        outside.events().changed(view(rollout), RolloutViews.change(transition));
    }

    private RolloutView view(ManagedRollout rollout) {
        int weight = traffic.shareOf(rollout.model(), rollout.state.canary());
        return RolloutViews.of(rollout, weight);
    }

    private LiveRollout live(RolloutState state, RolloutPlan plan, Evidence known) {
        String model = state.model();
        int stable = state.stable();
        return new LiveRollout(
                new ModelVersion(model, state.canary()),
                plan.onCritical() == RolloutPlan.OnCritical.ROLL_BACK,
                known,
                tripped -> traffic.takeAway(model, stable, tripped),
                tripped -> outside.control().runOnContext(ignored -> tripped(model, tripped)));
    }

    private void tripped(String model, LiveRollout live) {
        ModelRollouts rollouts = models.get(model);
        ManagedRollout rollout = rollouts == null ? null : rollouts.current;
        if (rollouts != null && rollout != null && rollout.live == live) {
            turn(rollouts, () -> rollBackOrPause(rollout));
        }
    }

    private static ControlProblem refusal(Decision decision) {
        return decision instanceof Decision.Refused refused
                ? ControlProblem.conflict(refused.reason())
                : ControlProblem.conflict("nothing changed");
    }

    /** Stores everything that is not stored yet; for the end of the process. */
    public Future<Void> flush() {
        long now = outside.clock().millis();
        List<Future<Void>> written = new ArrayList<>();
        models.values()
                .forEach(rollouts -> written.add(rollouts.turns.take(() -> {
                    ManagedRollout rollout = rollouts.current;
                    boolean behind =
                            rollout != null && (rollout.dirty || rollout.live.evidence() != rollout.savedEvidence);
                    return rollout != null && behind ? journal.catchUp(rollout, now) : Future.succeededFuture();
                })));
        return Future.join(written).mapEmpty();
    }
}
