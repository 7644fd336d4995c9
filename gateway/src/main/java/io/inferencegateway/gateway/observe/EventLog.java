package io.inferencegateway.gateway.observe;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What happened lately, for everyone who watches: health changes, rollout steps, alerts, reloads. Owned by the control
 * context: publish and subscribe from there only. Holds the last {@code capacity} events; older ones are gone.
 */
public final class EventLog {
    private final int capacity;
    private final InstantSource clock;
    private final ArrayDeque<Event> recent = new ArrayDeque<>();
    private final List<Consumer<Event>> subscribers = new ArrayList<>();
    private long lastId;

    /** Numbers start at the clock's milliseconds, so that they go on rising over a restart. */
    public EventLog(int capacity, InstantSource clock) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a log of " + capacity + " events holds nothing");
        }
        this.capacity = capacity;
        this.clock = clock;
        this.lastId = clock.millis();
    }

    /**
     * One thing that happened.
     *
     * @param id rises by one with each event
     * @param type {@code health}, {@code rollout}, {@code alert}, {@code reload}, {@code monitor}
     * @param data one line of JSON
     */
    public record Event(long id, String type, Instant time, String data) {}

    public void publish(String type, JsonObject data) {
        Instant now = clock.instant();
        JsonObject stamped = new JsonObject().put("time", now.toString()).mergeIn(data);
        Event event = new Event(++lastId, type, now, stamped.encode());
        recent.addLast(event);
        if (recent.size() > capacity) {
            recent.removeFirst();
        }
        for (Consumer<Event> subscriber : List.copyOf(subscribers)) {
            subscriber.accept(event);
        }
    }

    /** Events after {@code id}, oldest first: what a watcher missed, as far as it is still held. */
    public List<Event> since(long id) {
        return recent.stream().filter(event -> event.id() > id).toList();
    }

    /** @return ends the subscription when run */
    public Runnable subscribe(Consumer<Event> subscriber) {
        subscribers.add(subscriber);
        return () -> subscribers.remove(subscriber);
    }
}
