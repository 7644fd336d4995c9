package io.inferencegateway.gateway.rollout;

import io.inferencegateway.gateway.state.DocumentChange;
import io.inferencegateway.gateway.state.EventRecord;
import io.inferencegateway.gateway.state.RolloutRecord;
import io.inferencegateway.gateway.state.RolloutTransition;
import io.inferencegateway.gateway.state.StateFault;
import io.inferencegateway.gateway.state.StateHealth;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.StoredRollout;
import io.inferencegateway.gateway.state.WindowSlot;
import io.inferencegateway.monitoring.stats.Granularity;
import io.inferencegateway.monitoring.stats.HistoryPlan;
import io.inferencegateway.monitoring.stats.HistoryPoint;
import io.inferencegateway.monitoring.stats.HistoryRun;
import io.inferencegateway.monitoring.stats.MinuteHistory;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A real store whose disk fills up, or takes its time, when a test says so. */
public final class FaultyStore implements StateStore {
    private final StateStore real;
    public volatile boolean full;
    /** Whether there is room for rollouts only. */
    public volatile boolean fullForDocuments;

    public final List<Collection<DocumentChange>> batches = new CopyOnWriteArrayList<>();
    volatile @Nullable Promise<Void> held;
    /** Is told of each record of a rollout before it is written and when it has been. */
    volatile @Nullable BiConsumer<Point, RolloutRecord> watcher;

    enum Point {
        BEFORE,
        AFTER
    }

    public FaultyStore(StateStore real) {
        this.real = real;
    }

    private static <T> Future<T> noSpace() {
        return Future.failedFuture(new StateFault(StateFault.Kind.FULL, "no space left", null));
    }

    @Override
    public Future<List<StoredRollout>> rollouts() {
        return real.rollouts();
    }

    @Override
    public Future<Void> saveRollout(RolloutRecord record, List<RolloutTransition> appended) {
        if (full) {
            return noSpace();
        }
        Promise<Void> hold = held;
        tell(Point.BEFORE, record);
        Future<Void> saved = hold == null
                ? real.saveRollout(record, appended)
                : hold.future().compose(released -> real.saveRollout(record, appended));
        return saved.onSuccess(done -> tell(Point.AFTER, record));
    }

    private void tell(Point point, RolloutRecord record) {
        BiConsumer<Point, RolloutRecord> told = watcher;
        if (told != null) {
            told.accept(point, record);
        }
    }

    @Override
    public Future<List<WindowSlot>> windowSlots() {
        return real.windowSlots();
    }

    @Override
    public Future<Void> saveWindowSlots(Collection<WindowSlot> slots) {
        return full ? noSpace() : real.saveWindowSlots(slots);
    }

    @Override
    public Future<Integer> expireWindowSlots(long startedBeforeMillis) {
        return real.expireWindowSlots(startedBeforeMillis);
    }

    @Override
    public Future<Map<Granularity, Long>> historyMadeUntil() {
        return real.historyMadeUntil();
    }

    @Override
    public Future<Map<Granularity, Long>> saveHistory(MinuteHistory.Batch batch) {
        return full ? noSpace() : real.saveHistory(batch);
    }

    @Override
    public <T> Future<T> readHistory(
            ModelVersion version,
            List<HistoryPlan.Segment> segments,
            BiFunction<List<HistoryPoint>, List<HistoryRun>, T> fold) {
        return real.readHistory(version, segments, fold);
    }

    @Override
    public Future<List<ModelVersion>> historyVersions() {
        return real.historyVersions();
    }

    @Override
    public Future<Void> addEvent(EventRecord event) {
        return full ? noSpace() : real.addEvent(event);
    }

    @Override
    public Future<List<EventRecord>> events(long fromMillis, long toMillis, int limit) {
        return real.events(fromMillis, toMillis, limit);
    }

    @Override
    public Future<Boolean> expireHistory(long nowMillis) {
        return full ? noSpace() : real.expireHistory(nowMillis);
    }

    @Override
    public Future<Void> putDocument(String kind, String name, String json) {
        return full || fullForDocuments ? noSpace() : real.putDocument(kind, name, json);
    }

    @Override
    public Future<Boolean> deleteDocument(String kind, String name) {
        return full || fullForDocuments ? noSpace() : real.deleteDocument(kind, name);
    }

    @Override
    public Future<Void> changeDocuments(Collection<DocumentChange> changes) {
        if (full || fullForDocuments) {
            return noSpace();
        }
        batches.add(List.copyOf(changes));
        return real.changeDocuments(changes);
    }

    @Override
    public Future<SortedMap<String, String>> documents(String kind) {
        return real.documents(kind);
    }

    @Override
    public StateHealth health() {
        return real.health();
    }

    @Override
    public Future<Void> close() {
        return real.close();
    }
}
