package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.Decision;
import io.inferencegateway.canary.rollout.Freeze;
import io.inferencegateway.canary.rollout.Rollout;
import io.inferencegateway.canary.rollout.RolloutEvent;
import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.canary.rollout.RolloutState;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.observe.MetricsView;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WriteBehind;
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
import org.jspecify.annotations.Nullable;

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
 * once it is over, at the next restart. Where such a change is to be a rollout, {@link DeclaredRollouts} starts it.
 */
public final class RolloutController implements Rollouts {
    private final Outside outside;
    private final RolloutTraffic traffic;
    private final RolloutJournal journal;
    private final RolloutEffects effects;
    private final RolloutResume resume;
    private final RegressionWatch watch;
    private final RolloutTicks ticks;
    private final ToldChanges told;
    private final StableWishes wishes;
    private final DeclaredRollouts declared;
    private final Shadows shadows = new Shadows();
    private final Map<String, ModelRollouts> models = new HashMap<>();
    private GatewayConfig config;

    /**
     * What the controller works with.
     *
     * @param control its own context
     * @param behind writes to the same store what nothing waits for
     * @param inFlight how many requests to a version have not ended
     * @param clock measures holds: Unix time that nobody sets forward or back
     * @param calendar tells freezes: Unix time as the host has it
     * @param salts one fresh number for each rollout
     */
    public record Outside(
            Context control,
            Routes routes,
            StateStore store,
            WriteBehind behind,
            Reachability reachability,
            InFlight inFlight,
            RolloutEvents events,
            InstantSource clock,
            InstantSource calendar,
            LongSupplier salts) {}

    /** How many requests to a version have not ended, asked of every event loop. Never fails. */
    @FunctionalInterface
    public interface InFlight {
        Future<Integer> of(ModelVersion version);
    }

    public RolloutController(Outside outside, GatewayConfig config) {
        this.outside = outside;
        this.config = config;
        this.traffic = new RolloutTraffic(outside.routes());
        this.journal = new RolloutJournal(outside.store());
        this.watch = new RegressionWatch(traffic, outside.clock(), this::watching);
        this.told = new ToldChanges(outside.behind());
        this.effects =
                new RolloutEffects(traffic, journal, watch, this::freeze, outside.events(), told, outside.clock());
        this.resume = new RolloutResume(traffic, effects);
        this.ticks = new RolloutTicks(outside, traffic, journal, effects, resume, watch, this::freeze);
        this.wishes = new StableWishes(outside.behind(), traffic);
        this.declared = new DeclaredRollouts(
                wishes,
                traffic,
                effects,
                outside.clock(),
                (rollouts, decision, model) -> begin(
                        rollouts,
                        decision,
                        RolloutSettings.plan(model, PlanChoice.CONFIGURED),
                        RolloutSettings.policy(model),
                        model.stable()));
    }

    /**
     * Takes up every stored rollout where it was. To be awaited before the traffic listener accepts: until then the
     * routing table knows the file's stable versions only.
     */
    public Future<Void> restore() {
        StateStore store = outside.store();
        return Future.join(wishes.load(store), told.load(store))
                .compose(loaded -> store.rollouts())
                .compose(stored -> {
                    RolloutRestore restore = new RolloutRestore(
                            config, this::live, outside.clock().millis());
                    List<Future<Void>> resumed = new ArrayList<>();
                    restore.byModel(stored).forEach((model, found) -> {
                        ModelRollouts rollouts = of(model);
                        rollouts.past.addAll(found.past());
                        rollouts.current = found.current();
                        resumed.add(rollouts.turns.take(() -> followThrough(rollouts)));
                    });
                    return Future.join(resumed).<Void>mapEmpty().onSuccess(done -> config.models()
                            .forEach((id, model) -> wishes.restored(model, of(id).current)));
                });
    }

    private ModelRollouts of(String model) {
        return models.computeIfAbsent(model, ModelRollouts::new);
    }

    private Future<Void> followThrough(ModelRollouts rollouts) {
        ManagedRollout rollout = rollouts.current;
        return rollout == null ? Future.succeededFuture() : resume.followThrough(rollout, config);
    }

    /** {@inheritDoc} It is stored when the future completes. */
    @Override
    public Future<RolloutView> start(String model, Start start) {
        GatewayConfig.Model configured = config.models().get(model);
        if (configured == null || traffic.stableOf(model) == null) {
            return Future.failedFuture(RolloutProblem.notFound("there is no model " + model));
        }
        if (!configured.versions().containsKey(start.version())) {
            return Future.failedFuture(RolloutProblem.badRequest("model " + model + " has no version "
                    + start.version() + " in the configuration, and so no upstream to send its requests to; it has "
                    + configured.versions().keySet()));
        }
        RolloutPlan plan;
        EvidencePolicy policy;
        try {
            plan = RolloutSettings.plan(configured, start.choice());
            policy = RolloutSettings.policy(configured);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(RolloutProblem.badRequest(String.valueOf(e.getMessage())));
        }
        ModelRollouts rollouts = of(model);
        return rollouts.turns.take(() -> {
            Integer stable = traffic.stableOf(model);
            if (stable == null) {
                return Future.failedFuture(RolloutProblem.notFound("there is no model " + model));
            }
            Decision decision = Rollout.start(
                    rollouts.last(),
                    model,
                    stable,
                    start.version(),
                    start.note().actor(),
                    start.note().reason(),
                    asked(model, start.overrideFreeze()),
                    outside.clock().millis());
            return begin(rollouts, decision, plan, policy, configured.stable());
        });
    }

    @Override
    public Future<RolloutView> apply(String model, Wish wish) {
        ModelRollouts rollouts = models.get(model);
        if (rollouts == null || rollouts.current == null) {
            return Future.failedFuture(RolloutProblem.notFound("model " + model + " has had no rollout"));
        }
        return rollouts.turns.take(() -> {
            ManagedRollout rollout = rollouts.current;
            if (rollout == null) {
                return Future.failedFuture(RolloutProblem.notFound("model " + model + " has had no rollout"));
            }
            // The detector was first: what it has begun is done before anybody's wish is looked at.
            return ticks.answerTrip(rollout).compose(done -> apply(rollouts, rollout, wish));
        });
    }

    private Future<RolloutView> apply(ModelRollouts rollouts, ManagedRollout rollout, Wish wish) {
        if (!wish.ifMatch().holds(rollout.entityTag())) {
            return Future.failedFuture(RolloutProblem.stale(
                    RolloutViews.standing(rollout) + "; look at it again and send its tag, " + rollout.entityTag()));
        }
        Optional<String> obstacle =
                wish.operation() == Operation.UNDO ? resume.undoObstacle(rollout) : Optional.empty();
        if (obstacle.isPresent()) {
            return Future.failedFuture(RolloutProblem.conflict(obstacle.get()));
        }
        RolloutEvent command = new RolloutEvent.Command(
                wish.operation(),
                wish.note().actor(),
                wish.note().reason(),
                asked(rollout.model(), wish.overrideFreeze()));
        Decision decision = Rollout.apply(
                rollout.state, rollout.plan, command, outside.clock().millis());
        if (wish.operation() == Operation.RETRY) {
            return begin(rollouts, decision, rollout.plan, rollout.policy, rollout.configuredStable);
        }
        if (wish.operation() == Operation.RESUME && decision instanceof Decision.Next) {
            rollout.live.rearm();
        }
        return effects.decided(rollout, decision).map(done -> effects.view(rollout));
    }

    private Future<Void> obey(String id) {
        GatewayConfig.Model model = config.models().get(id);
        return model == null ? Future.succeededFuture() : declared.obey(of(id), model, freeze(id));
    }

    private Freeze freeze(String model) {
        GatewayConfig.Model configured = config.models().get(model);
        return configured == null
                ? Freeze.NONE
                : configured.canary().conduct().freeze().at(outside.calendar().instant());
    }

    private Freeze asked(String model, boolean overridden) {
        Freeze freeze = freeze(model);
        return overridden ? freeze.override() : freeze;
    }

    private Future<RolloutView> begin(
            ModelRollouts rollouts, Decision decision, RolloutPlan plan, EvidencePolicy policy, int configuredStable) {
        if (!(decision instanceof Decision.Next next)) {
            return Future.failedFuture(RolloutEffects.refusal(decision));
        }
        RolloutState state = next.state();
        Integer stable = traffic.stableOf(state.model());
        if (!traffic.has(state.model(), state.canary()) || stable == null || stable != state.stable()) {
            return Future.failedFuture(RolloutProblem.conflict("the configuration of " + state.model()
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
            ticks.ask(rollouts, fresh);
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
    public Optional<WaitingRollout> waiting(String model) {
        GatewayConfig.Model configured = config.models().get(model);
        return configured != null && StableWishes.rollsOut(configured) ? wishes.waiting(model) : Optional.empty();
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
                rollouts.turn(() -> ticks.ticked(rollouts, rollout, config, now));
            }
        });
        config.models().values().stream().filter(StableWishes::rollsOut).forEach(model -> {
            if (of(model.id()).turns.idle()) {
                of(model.id()).turn(() -> obey(model.id()));
            }
        });
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
                resume.loss(rollout).ifPresent(lost -> rollouts.turn(() -> effects.happened(rollout, lost)));
            } else {
                resume.supersede(rollout, before, after);
                if (rollout.superseded) {
                    watch.end(rollout);
                }
            }
        });
        after.models().forEach((id, model) -> wishes.remember(model, of(id).current));
    }

    private LiveRollout live(RolloutState state, RolloutPlan plan, Evidence known) {
        ModelVersion canary = new ModelVersion(state.model(), state.canary());
        return live(canary, state.stable(), plan.rollsBack(), known, shadows.of(canary, plan, known.policy()));
    }

    private LiveRollout watching(ManagedRollout rollout, Evidence known) {
        return live(rollout.canary(), rollout.state.stable(), rollout.plan.rollsBackRegression(), known, null);
    }

    private LiveRollout live(
            ModelVersion canary, int stable, boolean rollsBack, Evidence known, @Nullable LiveShadow shadow) {
        String model = canary.model();
        return new LiveRollout(
                canary,
                rollsBack,
                known,
                System::nanoTime,
                tripped -> traffic.takeAway(model, stable, tripped),
                tripped -> outside.control().runOnContext(ignored -> tripped(model, tripped)),
                shadow);
    }

    /** What copies of requests came to since the process began, by the version that they went to. */
    public List<MetricsView.Shadow> shadows() {
        return shadows.counts();
    }

    private void tripped(String model, LiveRollout live) {
        ModelRollouts rollouts = models.get(model);
        ManagedRollout rollout = rollouts == null ? null : rollouts.current;
        if (rollouts != null && rollout != null) {
            if (rollout.live == live) {
                rollouts.turn(() -> ticks.answerTrip(rollout));
            } else if (rollout.watch == live) {
                rollouts.turn(() -> ticks.answerRegression(rollout));
            }
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
