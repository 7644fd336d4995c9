package io.inferencegateway.gateway.state;

import io.inferencegateway.monitoring.stats.Granularity;
import io.inferencegateway.monitoring.stats.HistoryPlan;
import io.inferencegateway.monitoring.stats.HistoryPoint;
import io.inferencegateway.monitoring.stats.HistoryRun;
import io.inferencegateway.monitoring.stats.MinuteHistory;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiFunction;

/**
 * Where the gateway keeps what must outlive it. Any thread may call; every answer arrives on the caller's Vert.x
 * context, and writes take effect in the order in which they were asked for.
 *
 * <p>Every write is all or nothing and may be repeated with the same arguments. A write that fails does so with a
 * {@link StateFault} and changes nothing: the store has counted and logged it, and the caller keeps the newer truth in
 * memory and offers it again.
 */
public interface StateStore {
    /** The latest {@value} rollouts of a model are read back; older ones stay stored for the audit. */
    int ROLLOUTS_READ_PER_MODEL = 50;

    /** The stored rollouts of every model, by model and then by rising epoch. A damaged one is told, not hidden. */
    Future<List<StoredRollout>> rollouts();

    /**
     * Stores a rollout's record in place of an older revision of it and appends what led there, in one transaction that
     * is on the disk when the answer arrives. Fails with {@link StateFault.Kind#STALE} where a newer revision is stored.
     */
    Future<Void> saveRollout(RolloutRecord record, List<RolloutTransition> appended);

    Future<List<WindowSlot>> windowSlots();

    /**
     * Stores slots in one transaction, each in place of the stored one with the same version and start; a deletion
     * removes that one.
     */
    Future<Void> saveWindowSlots(Collection<WindowSlot> slots);

    /**
     * Forgets the slots that began before a moment, whatever version they belong to.
     *
     * @return how many
     */
    Future<Integer> expireWindowSlots(long startedBeforeMillis);

    /** Up to where history has been rolled up; empty where there is none yet. */
    Future<Map<Granularity, Long>> historyMadeUntil();

    /**
     * Stores points, each in place of the one of the same version, stretch and run, and rolls up what is complete then, some
     * of it where there is much: the rest comes with the next call. All in one transaction.
     *
     * @return up to where history has been rolled up
     */
    Future<Map<Granularity, Long>> saveHistory(MinuteHistory.Batch batch);

    /**
     * Reads one version's history without keeping a write waiting.
     *
     * @param fold makes the answer of the points of the segments and of all runs; on a thread that is not the caller's
     */
    <T> Future<T> readHistory(
            ModelVersion version,
            List<HistoryPlan.Segment> segments,
            BiFunction<List<HistoryPoint>, List<HistoryRun>, T> fold);

    /** Every version of which there is or was history, by model and number, without keeping a write waiting. */
    Future<List<ModelVersion>> historyVersions();

    /** Keeps an event for 400 days. */
    Future<Void> addEvent(EventRecord event);

    /** The newest of those between two moments, oldest first. */
    Future<List<EventRecord>> events(long fromMillis, long toMillis, int limit);

    /**
     * Forgets history and events that are too old and rolled up, some of it where there is much, and gives the space back.
     *
     * @return whether there is more
     */
    Future<Boolean> expireHistory(long nowMillis);

    /** Stores a JSON document in place of the one with the same kind and name. */
    Future<Void> putDocument(String kind, String name, String json);

    /** @return whether there was one */
    Future<Boolean> deleteDocument(String kind, String name);

    /** Makes all the changes in one transaction. */
    Future<Void> changeDocuments(Collection<DocumentChange> changes);

    /** Every document of a kind by its name. */
    Future<SortedMap<String, String>> documents(String kind);

    /** How the store is doing; answered at once from memory. */
    StateHealth health();

    /** Finishes every write that was asked for, then lets the storage go. Later calls fail. */
    Future<Void> close();
}
