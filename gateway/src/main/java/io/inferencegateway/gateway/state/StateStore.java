package io.inferencegateway.gateway.state;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

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
