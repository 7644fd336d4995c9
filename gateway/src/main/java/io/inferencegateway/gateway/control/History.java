package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WindowSlot;
import io.inferencegateway.monitoring.stats.CorruptSlotException;
import io.inferencegateway.monitoring.stats.Granularity;
import io.inferencegateway.monitoring.stats.HistoryPlan;
import io.inferencegateway.monitoring.stats.HistoryPoint;
import io.inferencegateway.monitoring.stats.HistoryRun;
import io.inferencegateway.monitoring.stats.Interval;
import io.inferencegateway.monitoring.stats.MinuteHistory;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.ResourceTally;
import io.inferencegateway.monitoring.stats.VersionSeries;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what every version served, minute by minute and coarser with age, in the store (decision 0040). Owner: the control
 * context. What the store does not take is held, within a bound, and offered again; a process that is killed loses at most
 * {@link #STORE_EVERY} and the time of one write.
 */
public final class History implements VersionHistory {
    private static final Logger LOG = LoggerFactory.getLogger(History.class);
    static final Duration STORE_EVERY = Duration.ofSeconds(5);
    private static final long EXPIRE_EVERY_MILLIS = Duration.ofHours(1).toMillis();

    /** Runs are numbered from a random start below this: a table of small numbers stays small. */
    private static final long RUNS = 1L << 40;

    private final StateStore store;
    private final InstantSource clock;
    private final InstantSource steady;
    private final MinuteHistory minutes;
    private Map<Granularity, Long> madeUntil = Map.of();
    private boolean storing;
    private boolean failing;
    private boolean expiring;
    private long storedAtMillis;
    private long expiredAtSteadyMillis;
    private long expiredAtMillis;
    private long lostBefore;

    /**
     * @param steady goes on at its own pace, whoever sets {@code clock}
     * @param random any number
     */
    public History(StateStore store, InstantSource clock, InstantSource steady, long random) {
        this.store = store;
        this.clock = clock;
        this.steady = steady;
        this.minutes = new MinuteHistory(random & (RUNS - 1));
        this.storedAtMillis = steady.millis();
        this.expiredAtSteadyMillis = storedAtMillis;
        this.expiredAtMillis = clock.millis();
    }

    /** To be awaited before anything else. A file of before there was history gives its windows to it. */
    public Future<Void> restore() {
        return store.historyMadeUntil().compose(made -> {
            madeUntil = made;
            return made.isEmpty() ? store.windowSlots().map(this::adopt) : Future.succeededFuture();
        });
    }

    private Void adopt(List<WindowSlot> slots) {
        for (WindowSlot each : slots) {
            try {
                minutes.adopt(each.version(), each.slot());
            } catch (CorruptSlotException e) {
                LOG.warn(
                        "stored window is no history version={} start={}",
                        each.version(),
                        each.slot().startMillis());
            }
        }
        minutes.advance(clock.millis());
        return null;
    }

    /** Takes what a version served since the last collection. */
    public void take(ModelVersion version, Interval interval) {
        minutes.add(clock.millis(), version, interval);
    }

    /** Takes what a version used since it was told before. */
    public void take(ModelVersion version, ResourceTally used) {
        minutes.add(clock.millis(), version, used);
    }

    /** To be called once a second: stores and expires what is due. */
    public void tick() {
        long now = steady.millis();
        minutes.advance(clock.millis());
        if (now - storedAtMillis >= STORE_EVERY.toMillis()) {
            storedAtMillis = now;
            store();
        }
        if (now - expiredAtSteadyMillis >= EXPIRE_EVERY_MILLIS) {
            // A clock that was set since may be wrong, and what it calls old is gone for good: it has an hour to be
            // mended.
            long drift = (clock.millis() - expiredAtMillis) - (now - expiredAtSteadyMillis);
            expiredAtSteadyMillis = now;
            expiredAtMillis = clock.millis();
            if (Math.abs(drift) < EXPIRE_EVERY_MILLIS / 10) {
                expire();
            } else {
                LOG.warn("history is not expired: the clock was set by {} s", drift / 1_000);
            }
        }
        if (minutes.lost() > lostBefore) {
            LOG.warn("history lost points={} because the store takes none", minutes.lost() - lostBefore);
            lostBefore = minutes.lost();
        }
    }

    private void expire() {
        if (expiring) {
            return;
        }
        expiring = true;
        store.expireHistory(clock.millis()).onComplete(answer -> {
            expiring = false;
            if (answer.succeeded() && answer.result()) {
                expire();
            }
        });
    }

    private Future<Void> store() {
        if (storing) {
            return Future.succeededFuture();
        }
        storing = true;
        MinuteHistory.Batch batch = minutes.take();
        return store.saveHistory(batch)
                .onSuccess(made -> {
                    storing = false;
                    failing = false;
                    madeUntil = made;
                    minutes.stored(batch);
                })
                .onFailure(fault -> {
                    storing = false;
                    minutes.refused(batch);
                    if (!failing) {
                        failing = true;
                        LOG.warn(
                                "history waits for the store points={}",
                                batch.points().size());
                    }
                })
                .mapEmpty();
    }

    /** Stores everything as it is; for the end of the process. */
    public Future<Void> flush() {
        minutes.advance(clock.millis());
        storing = false;
        return store();
    }

    /** Points that were lost because the store took none for too long. */
    public long lost() {
        return minutes.lost();
    }

    @Override
    public long stepMillis(long askedMillis, long fromMillis) {
        return HistoryPlan.stepMillis(askedMillis, fromMillis, clock.millis());
    }

    @Override
    public Future<VersionSeries> series(ModelVersion version, long fromMillis, long toMillis, long stepMillis) {
        List<HistoryPoint> newer = minutes.of(version);
        List<HistoryRun> newerRuns = minutes.runs();
        List<HistoryPlan.Segment> segments =
                HistoryPlan.of(fromMillis, toMillis, stepMillis, clock.millis(), madeUntil);
        return store.readHistory(version, segments, (points, stored) -> {
            List<HistoryRun> runs = new ArrayList<>(stored);
            runs.addAll(newerRuns);
            return VersionSeries.of(fromMillis, toMillis, stepMillis, points, newer, runs, History::tellDamaged);
        });
    }

    @Override
    public Future<List<ModelVersion>> versions() {
        return store.historyVersions();
    }

    private static void tellDamaged(HistoryPoint point) {
        LOG.error(
                "stored history unreadable version={} granularity={} start={}",
                point.version(),
                point.granularity(),
                point.startMillis());
    }
}
