package io.inferencegateway.gateway.observe;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What happened lately, for everyone who watches: health changes, rollout steps, alerts, reloads. Owned by the control
 * context: publish and subscribe from there only. Holds the last {@code capacity} events, fewer where they are large;
 * older ones are gone.
 */
public final class EventLog {
    /** A rollout's event holds its whole history: so many characters in all are held. */
    static final long MOST_CHARACTERS = 4L << 20;

    private final int capacity;
    private final InstantSource clock;
    private final ArrayDeque<Event> recent = new ArrayDeque<>();
    private final List<Consumer<Event>> subscribers = new ArrayList<>();
    private long characters;
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
     * @param model whom it concerns, or null where it concerns all
     * @param data one line of JSON
     */
    public record Event(long id, String type, @Nullable String model, Instant time, String data) {
        /** Whether someone who looks at one model wants to know. */
        public boolean concerns(String watched) {
            return model == null || model.equals(watched);
        }
    }

    /** Something that concerns every model. */
    public void publish(String type, JsonObject data) {
        publish(type, null, data);
    }

    public void publish(String type, @Nullable String model, JsonObject data) {
        Instant now = clock.instant();
        JsonObject stamped = new JsonObject().put("time", now.toString()).mergeIn(data);
        Event event = new Event(++lastId, type, model, now, stamped.encode());
        recent.addLast(event);
        characters += event.data().length();
        while (recent.size() > capacity || (characters > MOST_CHARACTERS && recent.size() > 1)) {
            characters -= recent.removeFirst().data().length();
        }
        for (Consumer<Event> subscriber : List.copyOf(subscribers)) {
            subscriber.accept(event);
        }
    }

    /** Events after {@code id}, oldest first: what a watcher missed, as far as it is still held. */
    public List<Event> since(long id) {
        return recent.stream().filter(event -> event.id() > id).toList();
    }

    /** Whether {@link #since} tells all that happened after {@code id}; an id that was never given tells nothing. */
    public boolean holdsAllSince(long id) {
        return id <= lastId && id >= beforeAll();
    }

    /** An id after which everything that is held has happened. */
    public long beforeAll() {
        return lastId - recent.size();
    }

    /** The newest event's; where nothing has happened yet, what its predecessor would have had. */
    public long lastId() {
        return lastId;
    }

    /** @return ends the subscription when run */
    public Runnable subscribe(Consumer<Event> subscriber) {
        subscribers.add(subscriber);
        return () -> subscribers.remove(subscriber);
    }
}
