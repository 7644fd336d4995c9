package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.RolloutState.Transition;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Up to which change of each model's rollout others have been told. Owner: the control context.
 *
 * <p>It is stored in one transaction with what was written to the receivers, behind the rollout itself. So a process that
 * dies in between leaves a rollout that is further than what was told of it, and the next one makes up for that.
 */
final class ToldChanges {
    /** Where nothing is known of a model, what is older was told by a gateway that did not keep this. */
    static final long RECENT_MILLIS = 60_000;

    private static final String KIND = "told";
    private static final Pattern MARK = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    private final WriteBehind stored;
    private final Map<String, Mark> marks = new HashMap<>();

    private record Mark(long epoch, long changes) {
        static @Nullable Mark of(String document) {
            Matcher mark = MARK.matcher(document);
            return mark.matches() ? new Mark(Long.parseLong(mark.group(1)), Long.parseLong(mark.group(2))) : null;
        }

        @Override
        public String toString() {
            return epoch + "-" + changes;
        }
    }

    ToldChanges(WriteBehind stored) {
        this.stored = stored;
    }

    Future<Void> load(StateStore store) {
        return store.documents(KIND).map(documents -> {
            documents.forEach((model, document) -> {
                Mark mark = Mark.of(document);
                if (mark != null) {
                    marks.put(model, mark);
                }
            });
            return null;
        });
    }

    /** All changes of the rollout so far are told. */
    void note(ManagedRollout rollout) {
        Mark mark = new Mark(rollout.state.epoch(), rollout.transitions);
        if (!mark.equals(marks.put(rollout.model(), mark))) {
            stored.put(KIND, rollout.model(), mark.toString());
        }
    }

    /** What others have not heard of yet, oldest first. */
    List<Transition> untold(ManagedRollout rollout, long nowMillis) {
        List<Transition> history = rollout.state.history();
        Mark mark = marks.get(rollout.model());
        if (mark == null) {
            return history.stream()
                    .filter(change -> change.atMillis() > nowMillis - RECENT_MILLIS)
                    .toList();
        }
        long told = mark.epoch() < rollout.state.epoch()
                ? 0
                : history.size() - Math.max(0, rollout.transitions - mark.changes());
        return history.subList((int) Math.max(0, Math.min(history.size(), told)), history.size());
    }
}
