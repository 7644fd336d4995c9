package io.inferencegateway.gateway.control;

import io.inferencegateway.canary.rollout.Decision;
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
 * <p>{@link RolloutEffects} makes a decision come true, {@link RolloutResume} takes up what was there before. The event
 * loops may take the traffic away at any moment by themselves ({@link LiveRollout}); nothing here can give it back to
 * that rollout.
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
    private final RolloutEffects effects;
    private final RolloutResume resume;
    private final Map<String, ModelRollouts> models = new HashMap<>();
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
        this.effects = new RolloutEffects(traffic, journal, outside.events(), outside.clock());
        this.resume = new RolloutResume(traffic, effects);
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
                resumed.add(rollouts.turns.take(() -> followThrough(rollouts)));
            });
            return Future.join(resumed).mapEmpty();
        });
    }

    private Future<Void> followThrough(ModelRollouts rollouts) {
        ManagedRollout rollout = rollouts.current;
        return rollout == null ? Future.succeededFuture() : resume.followThrough(rollout, config);
    }

    /** {@inheritDoc} It is stored when the future completes. */
    @Override
    public Future<RolloutView> start(String model, int version, PlanChoice choice, String actor, String reason) {
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
            plan = RolloutSettings.plan(configured, choice);
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
            return effects.decided(rollout, decision).map(done -> effects.view(rollout));
        });
    }

    private Future<RolloutView> begin(
            ModelRollouts rollouts, Decision decision, RolloutPlan plan, EvidencePolicy policy, int configuredStable) {
        if (!(decision instanceof Decision.Next next)) {
            return Future.failedFuture(RolloutEffects.refusal(decision));
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
        return effects.storedFirst(fresh, state, outside.clock().millis()).map(stored -> {
            if (rollouts.current != null) {
                rollouts.past.add(0, effects.view(rollouts.current));
            }
            rollouts.current = fresh;
            effects.carryOut(fresh, next);
            ask(rollouts, fresh);
            return effects.view(fresh);
        });
    }

    @Override
    public Optional<RolloutView> current(String model) {
        ModelRollouts rollouts = models.get(model);
        return rollouts == null
                ? Optional.empty()
                : Optional.ofNullable(rollouts.current).map(effects::view);
    }

    @Override
    public List<RolloutView> history(String model) {
        ModelRollouts rollouts = models.get(model);
        if (rollouts == null) {
            return List.of();
        }
        List<RolloutView> views = new ArrayList<>(rollouts.past);
        if (rollouts.current != null) {
            views.add(0, effects.view(rollouts.current));
        }
        return views;
    }

    /** How many rollouts ended badly since the process began, by model and closed set of reasons. */
    public Map<RollbackCounts.Key, Long> rollbacks() {
        return effects.rollbacks();
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
            step = resume.followThrough(rollout, config);
        } else if (rollout.tripStands()) {
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
        return effects.happened(rollout, event);
    }

    /** Finds out, outside the turn so that no command waits for it, what a pending or ending rollout waits for. */
    private void ask(ModelRollouts rollouts, ManagedRollout rollout) {
        if (rollout.asking) {
            return;
        }
        rollout.asking = true;
        Future<Void> answered = rollout.state.phase() == RolloutPhase.PENDING
                ? outside.reachability()
                        .anyOf(rollout.canary(), traffic.upstreamsOf(rollout.canary()))
                        .compose(reachable -> turn(rollouts, () -> timePassedInPhase(rollout, reachable, 1)))
                : outside.inFlight()
                        .of(rollout.canary())
                        .compose(count -> turn(rollouts, () -> timePassedInPhase(rollout, false, count)));
        answered.onComplete(done -> rollout.asking = false);
    }

    private Future<Void> timePassedInPhase(ManagedRollout rollout, boolean reachable, int inFlight) {
        return rollout.resumed && !rollout.tripStands()
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

    private Future<Void> rollBackOrPause(ManagedRollout rollout) {
        LiveRollout.Trip trip = rollout.live.trip();
        if (trip == null || !rollout.tripStands()) {
            return Future.succeededFuture();
        }
        return effects.happened(rollout, new RolloutEvent.Critical(trip.test(), trip.words()));
    }

    /** The configuration in force has changed; the routing table follows it already. */
    public void configured(GatewayConfig after) {
        GatewayConfig before = config;
        config = after;
        models.values().forEach(rollouts -> {
            ManagedRollout rollout = rollouts.current;
            if (rollout == null) {
                return;
            }
            if (rollout.state.phase().running()) {
                resume.loss(rollout).ifPresent(lost -> turn(rollouts, () -> effects.happened(rollout, lost)));
            } else {
                resume.supersede(rollout, before, after);
            }
        });
    }

    private LiveRollout live(RolloutState state, RolloutPlan plan, Evidence known) {
        String model = state.model();
        int stable = state.stable();
        return new LiveRollout(
                new ModelVersion(model, state.canary()),
                plan.onCritical() == RolloutPlan.OnCritical.ROLL_BACK,
                known,
                System::nanoTime,
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
