package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.observe.Captures;
import io.inferencegateway.gateway.observe.Drained;
import io.inferencegateway.gateway.observe.Exemplars;
import io.inferencegateway.gateway.observe.Generations;
import io.inferencegateway.gateway.observe.Load;
import io.inferencegateway.gateway.observe.LoopGauges;
import io.inferencegateway.gateway.observe.Telemetry;
import io.inferencegateway.gateway.observe.Unroutable;
import io.inferencegateway.gateway.rollout.RolloutController;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WindowSlot;
import io.inferencegateway.monitoring.health.HealthPolicy;
import io.inferencegateway.monitoring.stats.CorruptSlotException;
import io.inferencegateway.monitoring.stats.Interval;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Slot;
import io.inferencegateway.monitoring.stats.VersionWindows;
import io.inferencegateway.monitoring.stats.Window;
import io.inferencegateway.monitoring.stats.WindowStats;
import io.inferencegateway.monitoring.usage.Usage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings together what the event loops recorded, keeps it as windows and totals, and writes the windows down. Owner: the
 * control context; every method is called there and every future completes there.
 *
 * <p>A loop that does not answer in time is a counted missing interval; what it recorded arrives with a later drain. A
 * store that does not take the windows gets them again: each slot replaces its older self, so nothing piles up.
 */
public final class Collector implements VersionStatistics {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    /** A process that is killed loses at most this much and the time of one write. */
    static final Duration STORE_EVERY = Duration.ofSeconds(5);

    private static final Duration CLEAN_UP_EVERY = Duration.ofHours(1);

    private final Telemetry telemetry;
    private final StateStore store;
    private final Supplier<GatewayConfig> config;
    private final InstantSource clock;

    private final Map<ModelVersion, VersionWindows> windows = new HashMap<>();
    private final Map<ModelVersion, Interval> totals = new HashMap<>();
    private final Map<ModelVersion, Exemplars> exemplars = new HashMap<>();
    private final Map<ModelVersion, Generations> generations = new HashMap<>();
    private final Map<Unroutable, Long> unroutable = new HashMap<>();
    private final Map<String, Long> retried = new HashMap<>();
    private final Map<String, Long> dropped = new HashMap<>();
    private final Map<String, LongSupplier> droppedElsewhere = new HashMap<>();
    private final Map<ModelVersion, Map<String, Long>> ejections = new HashMap<>();
    private Map<ModelVersion, Load> load = Map.of();
    private LoopGauges gauges = LoopGauges.NONE;
    private long missingIntervals;

    private @Nullable Promise<Void> running;
    private @Nullable Promise<Void> following;

    /** What the store has not taken yet; the newest state of each slot. */
    private final Map<SlotKey, Slot> unstored = new HashMap<>();

    private boolean storing;
    private long storedAtMillis;
    private long cleanedUpAtMillis;
    private final List<Runnable> listeners = new ArrayList<>();
    private Consumer<Map<String, Usage>> usage = drained -> {};
    private Consumer<Captures> captures;
    private final List<BiConsumer<ModelVersion, Interval>> sinks = new ArrayList<>();

    private record SlotKey(ModelVersion version, long startMillis) {}

    public Collector(Telemetry telemetry, StateStore store, Supplier<GatewayConfig> config, InstantSource clock) {
        this.telemetry = telemetry;
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.storedAtMillis = clock.millis();
        this.cleanedUpAtMillis = storedAtMillis;
        this.captures = drained -> drained.exchanges().forEach(telemetry.captureBudget()::release);
    }

    /** Takes up the stored windows; to be awaited before the first {@link #tick}. A damaged slot is told and left out. */
    public Future<Void> restore() {
        return store.expireWindowSlots(oldest())
                .compose(expired -> store.windowSlots())
                .map(slots -> {
                    for (WindowSlot each : slots) {
                        VersionWindows ofVersion =
                                windows.computeIfAbsent(each.version(), version -> new VersionWindows());
                        try {
                            ofVersion.restore(each.slot());
                        } catch (CorruptSlotException e) {
                            dropped.merge("stored_window", 1L, Long::sum);
                            LOG.error(
                                    "stored window unreadable version={} start={} cause=\"{}\"",
                                    each.version(),
                                    each.slot().startMillis(),
                                    e.getMessage());
                        }
                    }
                    return null;
                });
    }

    /** To be called once a second: collects, lets the listeners look, and stores what is due. */
    public Future<Void> tick() {
        return collectNow().onSuccess(collected -> {
            listeners.forEach(this::notify);
            long now = clock.millis();
            if (now - storedAtMillis >= STORE_EVERY.toMillis()) {
                storedAtMillis = now;
                store();
            }
            if (now - cleanedUpAtMillis >= CLEAN_UP_EVERY.toMillis()) {
                cleanedUpAtMillis = now;
                cleanUp(now);
            }
        });
    }

    private void notify(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("listener failed after a collection", e);
        }
    }

    /** @param listener looks at the figures after each tick's collection */
    public void onTick(Runnable listener) {
        listeners.add(listener);
    }

    /** @param taker gets what each collection brings of the usage of models */
    public void onUsage(Consumer<Map<String, Usage>> taker) {
        usage = taker;
    }

    /**
     * @param taker gets the exchanges that each collection brings for the quality plane, and releases each of them from
     *     {@link Telemetry#captureBudget} when it is done with it
     */
    public void onCaptured(Consumer<Captures> taker) {
        captures = taker;
    }

    /** @param sink is given what each version served since the collection before, at each one */
    public void onCollected(BiConsumer<ModelVersion, Interval> sink) {
        sinks.add(sink);
    }

    /**
     * {@inheritDoc} Callers that come while a drain is under way share the next one: the running one may have asked the
     * loop of their request already.
     */
    @Override
    public Future<Void> collectNow() {
        if (running == null) {
            return begin(Promise.promise());
        }
        if (following == null) {
            following = Promise.promise();
        }
        return following.future();
    }

    private Future<Void> begin(Promise<Void> round) {
        running = round;
        telemetry.drain().onComplete(answer -> {
            if (answer.succeeded()) {
                take(answer.result());
            }
            running = null;
            Promise<Void> next = following;
            following = null;
            if (next != null) {
                begin(next);
            }
            round.complete();
        });
        return round.future();
    }

    private void take(Drained drained) {
        long now = clock.millis();
        drained.intervals().forEach((version, interval) -> {
            windows.computeIfAbsent(version, key -> new VersionWindows()).add(now, interval);
            totals.merge(version, interval, Interval::merge);
            sinks.forEach(sink -> sink.accept(version, interval));
        });
        drained.exemplars().forEach((version, named) -> exemplars.merge(version, named, Exemplars::merge));
        drained.generations().forEach((version, some) -> generations.merge(version, some, Generations::merge));
        load = drained.load();
        drained.unroutable().forEach((kind, count) -> unroutable.merge(kind, count, Long::sum));
        drained.retried().forEach((reason, count) -> retried.merge(reason, count, Long::sum));
        drained.dropped().forEach((what, count) -> dropped.merge(what, count, Long::sum));
        usage.accept(drained.usage());
        captures.accept(drained.captures());
        gauges = drained.gauges();
        drained.ejections()
                .forEach((version, counts) -> counts.forEach((upstream, count) -> ejected(version, upstream, count)));
        missingIntervals += drained.missingLoops();
    }

    private void ejected(ModelVersion version, String upstream, long count) {
        ejections.computeIfAbsent(version, key -> new HashMap<>()).merge(upstream, count, Long::sum);
        LOG.warn("upstream ejected version={} upstream={} loops={}", version, upstream, count);
    }

    private Future<Void> store() {
        if (storing) {
            return Future.succeededFuture();
        }
        windows.forEach((version, ofVersion) -> ofVersion
                .takeDirtySlots()
                .forEach(slot -> unstored.put(new SlotKey(version, slot.startMillis()), slot)));
        if (unstored.isEmpty()) {
            return Future.succeededFuture();
        }
        Map<SlotKey, Slot> batch = Map.copyOf(unstored);
        List<WindowSlot> slots = new ArrayList<>();
        batch.forEach((key, slot) -> slots.add(new WindowSlot(key.version(), slot)));
        storing = true;
        return store.saveWindowSlots(slots)
                .onComplete(answered -> storing = false)
                .onSuccess(stored -> batch.forEach(unstored::remove));
    }

    private void cleanUp(long now) {
        windows.values()
                .removeIf(ofVersion -> ofVersion.view(Window.ONE_DAY, now).total() == 0);
        store.expireWindowSlots(oldest())
                .onSuccess(count -> LOG.debug("expired {} stored windows", count))
                .onFailure(failure -> LOG.debug("windows not expired: {}", failure.getMessage()));
    }

    private long oldest() {
        return clock.millis() - Window.ONE_DAY.length().multipliedBy(2).toMillis();
    }

    /** Collects a last time and stores every window as it is; for the end of the process. */
    public Future<Void> flush() {
        return collectNow().compose(collected -> {
            storing = false;
            return store();
        });
    }

    @Override
    public WindowStats window(ModelVersion version, Window window) {
        VersionWindows ofVersion = windows.get(version);
        return (ofVersion == null ? new VersionWindows() : ofVersion).view(window, clock.millis());
    }

    /** Every window of a version; none of one that served nothing in the longest. */
    Map<Window, WindowStats> windows(ModelVersion version) {
        VersionWindows ofVersion = windows.get(version);
        return ofVersion == null ? Map.of() : ofVersion.views(clock.millis());
    }

    @Override
    public List<WindowStats> series(ModelVersion version, long fromMillis, long toMillis, long stepMillis) {
        VersionWindows ofVersion = windows.get(version);
        return (ofVersion == null ? new VersionWindows() : ofVersion).series(fromMillis, toMillis, stepMillis);
    }

    @Override
    public HealthPolicy policy(ModelVersion version) {
        GatewayConfig.Model model = config.get().models().get(version.model());
        if (model == null) {
            return HealthPolicy.DEFAULT;
        }
        GatewayConfig.Health health = model.canary().health();
        return new HealthPolicy(
                health.errorRateWarning(),
                health.errorRateCritical(),
                health.p99Warning().toMillis(),
                health.p99Critical().toMillis(),
                HealthPolicy.DEFAULT_MINIMUM_SAMPLE);
    }

    /** Every version that served since the process started. */
    public Set<ModelVersion> served() {
        return Set.copyOf(totals.keySet());
    }

    /** Everything that a version served since the process started. */
    public Interval totals(ModelVersion version) {
        return totals.getOrDefault(version, Interval.EMPTY);
    }

    /** Requests that stand for those in its {@link #totals}. */
    public Exemplars exemplars(ModelVersion version) {
        return exemplars.getOrDefault(version, Exemplars.NONE);
    }

    /** What a version of a generative model generated since the process started. */
    public Generations generations(ModelVersion version) {
        return generations.getOrDefault(version, Generations.NONE);
    }

    /** What a version had open at the last collection. */
    public Load load(ModelVersion version) {
        return load.getOrDefault(version, Load.NONE);
    }

    @Override
    public int openRequests(ModelVersion version) {
        return load(version).inFlight();
    }

    /** How things stood on the event loops at the last collection. */
    public LoopGauges gauges() {
        return gauges;
    }

    /** How often an event loop took an upstream's traffic away since the process started. */
    public long ejections(ModelVersion version, String upstream) {
        return ejections.getOrDefault(version, Map.of()).getOrDefault(upstream, 0L);
    }

    /** {@link RolloutController.InFlight} from a fresh collection. */
    public Future<Integer> inFlight(ModelVersion version) {
        return collectNow().map(collected -> load(version).inFlight());
    }

    /** Requests for which no version was chosen, since the process started. */
    public Map<Unroutable, Long> unroutable() {
        return Map.copyOf(unroutable);
    }

    public Map<String, Long> retried() {
        return Map.copyOf(retried);
    }

    /** @param count of what was lost elsewhere as well, since the process started, under the name {@code what} */
    public void onDropped(String what, LongSupplier count) {
        droppedElsewhere.put(what, count);
    }

    /** Telemetry that was lost, by what; {@code loop_answer} counts answers of loops that came too late for their tick. */
    public Map<String, Long> dropped() {
        Map<String, Long> all = new HashMap<>(dropped);
        if (missingIntervals > 0) {
            all.put("loop_answer", missingIntervals);
        }
        droppedElsewhere.forEach((what, count) -> {
            if (count.getAsLong() > 0) {
                all.merge(what, count.getAsLong(), Long::sum);
            }
        });
        return all;
    }
}
