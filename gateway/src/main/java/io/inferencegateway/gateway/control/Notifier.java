package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.notify.Announcer;
import io.inferencegateway.gateway.observe.EventLog;
import io.inferencegateway.gateway.rollout.RolloutEvents;
import io.inferencegateway.gateway.rollout.RolloutView;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of what changed: publishes an event for each change and has it announced to the receivers; of alert changes it
 * keeps the last {@value #MOST}. Owned by the control context; never waits for a receiver or for the store.
 */
public final class Notifier implements RolloutEvents {
    static final int MOST = 1_000;
    private static final String KIND = "notification";
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

    private final WriteBehind stored;
    private final EventLog events;
    private final Announcer announcer;
    private final Announcements announcements;
    private final ArrayDeque<Notification> recent = new ArrayDeque<>();
    private long lastId;

    private Notifier(WriteBehind stored, EventLog events, Announcer announcer, Announcements announcements) {
        this.stored = stored;
        this.events = events;
        this.announcer = announcer;
        this.announcements = announcements;
    }

    /** With what earlier runs told; a document that cannot be read is logged and left out. */
    public static Future<Notifier> load(
            StateStore store, WriteBehind behind, EventLog events, Announcer announcer, Announcements announcements) {
        Notifier notifier = new Notifier(behind, events, announcer, announcements);
        return store.documents(KIND).map(stored -> {
            stored.forEach((name, document) -> {
                try {
                    Notification notification = Notification.fromJson(new JsonObject(document));
                    notifier.recent.addLast(notification);
                    notifier.lastId = Math.max(notifier.lastId, notification.id());
                } catch (RuntimeException e) {
                    LOG.error("stored notification cannot be read name={}", name, e);
                }
            });
            notifier.trim();
            return notifier;
        });
    }

    public long nextId() {
        return ++lastId;
    }

    /** @param deliver whether receivers are told as well, and not only those who look here */
    public void tell(Notification notification, boolean deliver) {
        recent.addLast(notification);
        trim();
        stored.add(KIND, key(notification), notification.toJson().encode());
        events.publish("alert", notification.model(), announcements.shown(notification));
        if (deliver) {
            announcer.announce(announcements.of(notification));
        }
    }

    /** A rule that fired is not watched over any more. */
    public void withdraw(Notification lastFiring) {
        announcer.withdraw(Announcements.withdrawn(lastFiring));
    }

    @Override
    public void changed(RolloutView rollout, RolloutView.Change change) {
        events.publish("rollout", rollout.model(), announcements.shown(rollout));
        announcer.announce(announcements.of(rollout, change));
    }

    /** Who tells others. */
    public Announcer announcer() {
        return announcer;
    }

    /** Newest first. */
    public List<Notification> recent() {
        List<Notification> newestFirst = new ArrayList<>(recent.size());
        recent.descendingIterator().forEachRemaining(newestFirst::add);
        return newestFirst;
    }

    private void trim() {
        while (recent.size() > MOST) {
            Notification oldest = recent.removeFirst();
            stored.delete(KIND, key(oldest));
        }
    }

    /** Sorts as a text the way the ids sort as numbers. */
    private static String key(Notification notification) {
        return String.format(Locale.ROOT, "%019d", notification.id());
    }
}
