package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.RolloutState;
import io.inferencegateway.gateway.state.RolloutRecord;
import io.inferencegateway.gateway.state.RolloutTransition;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.monitoring.evidence.Evidence;
import io.inferencegateway.monitoring.evidence.Reading;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes rollouts down. Owner: the control context. What could not be stored stays due and is offered again by the next
 * {@link #catchUp}: each write holds the whole record, so the latest one makes up for all that failed.
 */
final class RolloutJournal {
    /** Evidence that only grew is stored this often; a loss may only delay a detection by as much. */
    private static final long EVIDENCE_EVERY_MILLIS = 1_000;

    /** The same for a version that was promoted, whose every request counts. */
    private static final long WATCH_EVERY_MILLIS = 10_000;

    private final StateStore store;

    RolloutJournal(StateStore store) {
        this.store = store;
    }

    /** Stores {@code next} before it is in force. Where that fails, nothing has happened. */
    Future<Void> storeFirst(ManagedRollout rollout, RolloutState next, long nowMillis) {
        RolloutTransition change = transition(rollout, next);
        return write(rollout, next, List.of(change), nowMillis);
    }

    /** Notes that the rollout has moved: what is in force is not stored yet. */
    void moved(ManagedRollout rollout) {
        rollout.unsaved.add(transition(rollout, rollout.state));
        rollout.dirty = true;
    }

    /** Whether something is worth a write: a change, a new bad answer at once, other evidence once a second. */
    boolean isDue(ManagedRollout rollout, long nowMillis) {
        if (rollout.dirty) {
            return true;
        }
        LiveRollout watch = rollout.watch;
        if (watch != null && watch.evidence() != rollout.savedWatch) {
            return nowMillis - rollout.savedAtMillis >= WATCH_EVERY_MILLIS;
        }
        Evidence now = rollout.live.evidence();
        if (now == rollout.savedEvidence || !rollout.state.phase().running()) {
            return false;
        }
        return nowMillis - rollout.savedAtMillis >= EVIDENCE_EVERY_MILLIS || bad(now) != bad(rollout.savedEvidence);
    }

    /** Stores what is in force. */
    Future<Void> catchUp(ManagedRollout rollout, long nowMillis) {
        return write(rollout, rollout.state, List.of(), nowMillis);
    }

    private Future<Void> write(
            ManagedRollout rollout, RolloutState state, List<RolloutTransition> ahead, long nowMillis) {
        Evidence evidence = rollout.live.evidence();
        @Nullable Evidence watched = rollout.watch == null ? null : rollout.watch.evidence();
        List<RolloutTransition> changes = new ArrayList<>(rollout.unsaved);
        changes.addAll(ahead);
        SavedRollout saved = new SavedRollout(
                state,
                SavedRollout.Plan.of(rollout.plan),
                rollout.policy,
                rollout.salt,
                rollout.transitions,
                rollout.configuredStable,
                rollout.superseded,
                evidence.toRecord(),
                watched == null ? null : watched.toRecord());
        rollout.revision++;
        RolloutRecord record = new RolloutRecord(rollout.model(), state.epoch(), rollout.revision, saved.encode());
        return store.saveRollout(record, changes).onSuccess(done -> {
            rollout.unsaved.removeAll(changes);
            rollout.dirty = !rollout.unsaved.isEmpty();
            rollout.savedEvidence = evidence;
            rollout.savedWatch = watched;
            rollout.savedAtMillis = nowMillis;
        });
    }

    private static RolloutTransition transition(ManagedRollout rollout, RolloutState state) {
        RolloutState.Transition last = state.history().get(state.history().size() - 1);
        rollout.transitions++;
        return new RolloutTransition(
                rollout.transitions,
                last.atMillis(),
                last.from() == null ? "" : last.from().label(),
                last.to().label(),
                last.step(),
                last.weightBasisPoints(),
                last.actor(),
                last.reason(),
                FigureJson.array(last.evidence()).encode());
    }

    private static long bad(Evidence evidence) {
        long bad = 0;
        for (Reading reading : evidence.readings()) {
            bad += reading.bad();
        }
        return bad;
    }
}
