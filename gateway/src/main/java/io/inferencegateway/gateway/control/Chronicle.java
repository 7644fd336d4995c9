package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.observe.EventLog;
import io.inferencegateway.gateway.rollout.RolloutView;
import io.inferencegateway.gateway.rollout.Rollouts;
import io.inferencegateway.gateway.state.EventRecord;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What changed and when, for marks on a time axis. Owner: the control context. Reloads, starts and stops are kept here; rollouts
 * and alerts are kept by those who make them, and asked for.
 */
public final class Chronicle {
    private static final Logger LOG = LoggerFactory.getLogger(Chronicle.class);
    private static final Set<String> ALERT_STATES = Set.of("firing", "resolved");

    private final StateStore store;
    private final Rollouts rollouts;
    private final Notifier notifier;
    private final InstantSource clock;

    public Chronicle(StateStore store, Rollouts rollouts, Notifier notifier, InstantSource clock) {
        this.store = store;
        this.rollouts = rollouts;
        this.notifier = notifier;
        this.clock = clock;
    }

    /**
     * One mark.
     *
     * @param type {@code rollout rollback alert reload start stop}
     * @param subject whom it concerns, or null where it concerns all
     * @param severity {@code info warning critical}
     */
    public record Mark(
            Instant time, String type, @Nullable ModelVersion subject, String title, String detail, String severity) {}

    /** Keeps what {@code events} tells of reloads from now on. */
    public void follow(EventLog events) {
        events.subscribe(event -> {
            if (event.type().equals("reload")) {
                JsonObject data = new JsonObject(event.data());
                boolean applied = data.getBoolean("applied", true);
                record(
                        "reload",
                        applied ? "configuration applied" : "configuration refused",
                        "by " + data.getString("trigger", "")
                                + (applied
                                        ? ""
                                        : ", problems: "
                                                + data.getJsonArray("problems").size()),
                        applied ? "info" : "warning");
            }
        });
    }

    /** Completes when it is stored; a store that does not take it is logged, and it is lost. */
    public Future<Void> record(String type, String title, String detail, String severity) {
        String body = new JsonObject()
                .put("title", title)
                .put("detail", detail)
                .put("severity", severity)
                .encode();
        return store.addEvent(new EventRecord(clock.millis(), type, body))
                .onFailure(fault -> LOG.warn("event is not stored type={} cause=\"{}\"", type, fault.getMessage()));
    }

    /**
     * The newest marks between two moments, oldest first.
     *
     * @param models whose rollouts and alerts are wanted
     * @param limit at most so many
     */
    public Future<List<Mark>> between(Instant from, Instant to, Collection<String> models, int limit) {
        List<Mark> marks = new ArrayList<>();
        models.forEach(model -> rollouts.history(model).forEach(rollout -> add(marks, rollout)));
        notifier.recent().forEach(notification -> add(marks, notification, models));
        return store.events(from.toEpochMilli(), to.toEpochMilli(), limit).map(stored -> {
            stored.forEach(event -> marks.add(mark(event)));
            List<Mark> inOrder = marks.stream()
                    .filter(mark -> !mark.time().isBefore(from) && mark.time().isBefore(to))
                    .sorted(Comparator.comparing(Mark::time))
                    .toList();
            return inOrder.subList(Math.max(0, inOrder.size() - limit), inOrder.size());
        });
    }

    private static void add(List<Mark> marks, RolloutView rollout) {
        for (RolloutView.Change change : rollout.history()) {
            if (change.remark().isEmpty()) {
                boolean back = change.to().equals("rolled_back");
                boolean isStep = change.from().equals(change.to());
                String what = back
                        ? "rolled back"
                        : (isStep ? change.to() + " at " + RolloutView.share(change.weightBasisPoints()) : change.to());
                marks.add(new Mark(
                        change.time(),
                        back ? "rollback" : "rollout",
                        new ModelVersion(rollout.model(), rollout.canary()),
                        rollout.model() + " " + rollout.stable() + " → " + rollout.canary() + " "
                                + what.replace('_', ' '),
                        change.reason(),
                        back ? "critical" : "info"));
            }
        }
    }

    private static void add(List<Mark> marks, Notification told, Collection<String> models) {
        String model = told.model();
        if (!ALERT_STATES.contains(told.state()) || model == null || !models.contains(model)) {
            return;
        }
        String value = told.value() == null ? "no data" : String.format(Locale.ROOT, "%.4g", told.value());
        marks.add(new Mark(
                told.time(),
                "alert",
                new ModelVersion(model, told.version()),
                told.monitor() + " " + told.rule() + " " + told.state(),
                told.metric() + " " + value + ", threshold " + told.threshold(),
                told.state().equals("resolved")
                        ? "info"
                        : told.severity().equals("critical") ? "critical" : "warning"));
    }

    private static Mark mark(EventRecord event) {
        JsonObject body = new JsonObject(event.body());
        return new Mark(
                Instant.ofEpochMilli(event.atMillis()),
                event.type(),
                null,
                body.getString("title", event.type()),
                body.getString("detail", ""),
                body.getString("severity", "info"));
    }
}
