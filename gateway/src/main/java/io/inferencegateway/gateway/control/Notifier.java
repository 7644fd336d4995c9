package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.observe.EventLog;
import io.inferencegateway.gateway.state.StateStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of alert changes: keeps the last {@value #MOST}, publishes an event for each and sends it to every webhook.
 * Owned by the control context; never waits for a receiver or for the store.
 */
public final class Notifier {
    static final int MOST = 1_000;
    private static final String KIND = "notification";
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

    private final Vertx vertx;
    private final StateStore store;
    private final EventLog events;
    private final WebClient client;
    private final ArrayDeque<Notification> recent = new ArrayDeque<>();
    private List<Webhook> webhooks = List.of();
    private long lastId;

    private Notifier(Vertx vertx, StateStore store, EventLog events) {
        this.vertx = vertx;
        this.store = store;
        this.events = events;
        this.client = WebClient.create(vertx);
    }

    /** With what earlier runs told; a document that cannot be read is logged and left out. */
    public static Future<Notifier> load(
            Vertx vertx, StateStore store, EventLog events, GatewayConfig.Notifications settings) {
        Notifier notifier = new Notifier(vertx, store, events);
        notifier.configure(settings);
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

    /** Takes over the receivers of a new configuration. What waits for one that stays is still sent. */
    public void configure(GatewayConfig.Notifications settings) {
        configure(settings, FIRST_PAUSE);
    }

    void configure(GatewayConfig.Notifications settings, Duration firstPause) {
        List<Webhook> configured = new ArrayList<>();
        for (GatewayConfig.Webhook target : settings.webhooks()) {
            configured.add(webhooks.stream()
                    .filter(known -> known.target().equals(target))
                    .findFirst()
                    .orElseGet(() -> new Webhook(vertx, client, target, firstPause)));
        }
        webhooks.stream().filter(known -> !configured.contains(known)).forEach(Webhook::close);
        webhooks = List.copyOf(configured);
    }

    long nextId() {
        return ++lastId;
    }

    void tell(Notification notification) {
        recent.addLast(notification);
        trim();
        store.putDocument(KIND, key(notification), notification.toJson().encode())
                .onFailure(fault -> LOG.warn("notification is not stored id={}", notification.id(), fault));
        events.publish("alert", notification.toJson());
        Buffer body = notification.webhookBody().toBuffer();
        webhooks.forEach(webhook -> webhook.offer(body));
    }

    /** Newest first. */
    public List<Notification> recent() {
        List<Notification> newestFirst = new ArrayList<>(recent.size());
        recent.descendingIterator().forEachRemaining(newestFirst::add);
        return newestFirst;
    }

    public void close() {
        webhooks.forEach(Webhook::close);
        client.close();
    }

    private void trim() {
        while (recent.size() > MOST) {
            Notification oldest = recent.removeFirst();
            store.deleteDocument(KIND, key(oldest))
                    .onFailure(fault -> LOG.warn("old notification stays stored id={}", oldest.id(), fault));
        }
    }

    /** Sorts as a text the way the ids sort as numbers. */
    private static String key(Notification notification) {
        return String.format(Locale.ROOT, "%019d", notification.id());
    }
}
