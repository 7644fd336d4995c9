package io.inferencegateway.gateway.state;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Documents that nobody waits for: what is written in one turn of the event loop is stored in one transaction, soon after it. Owner: the
 * control context.
 *
 * <p>One transaction is under way at a time; what comes meanwhile makes the next one, the latest word for each document.
 * So a thousand changes at once cost the store two places in its queue, and one that can't be stored is offered
 * again every {@value #AGAIN_MILLIS} ms. What was added and removed in between leaves nothing to store: no more waits here
 * than its writers hold, and the names of what they have let go since the disk failed.
 */
public final class WriteBehind {
    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);
    static final long AGAIN_MILLIS = 1_000;

    private record Key(String kind, String name) {}

    /** @param added whether nothing of this name is stored */
    private record Word(@Nullable String json, boolean added) {}

    private final Vertx vertx;
    private final StateStore store;
    private Map<Key, Word> waiting = new LinkedHashMap<>();
    private List<Promise<Void>> flushes = new ArrayList<>();
    /** Whether the waiting changes will be offered without anybody's doing. */
    private boolean due;

    private boolean underWay;
    private boolean failing;

    public WriteBehind(Vertx vertx, StateStore store) {
        this.vertx = vertx;
        this.store = store;
    }

    /** Stores a document whose name was never used. */
    public void add(String kind, String name, String json) {
        change(new Key(kind, name), new Word(json, true));
    }

    /** Stores a document in place of the one with the same kind and name. */
    public void put(String kind, String name, String json) {
        change(new Key(kind, name), new Word(json, false));
    }

    public void delete(String kind, String name) {
        Key key = new Key(kind, name);
        Word before = waiting.get(key);
        if (before != null && before.added()) {
            waiting.remove(key);
        } else {
            change(key, new Word(null, false));
        }
    }

    /** Completes when everything so far is stored; fails where the next attempt does. */
    public Future<Void> flush() {
        Promise<Void> flushed = Promise.promise();
        flushes.add(flushed);
        store();
        return flushed.future();
    }

    private void change(Key key, Word word) {
        waiting.put(key, word);
        if (!due) {
            due = true;
            vertx.getOrCreateContext().runOnContext(endOfTurn -> due());
        }
    }

    private void due() {
        due = false;
        store();
    }

    private void store() {
        if (underWay) {
            return;
        }
        Map<Key, Word> batch = waiting;
        List<Promise<Void>> told = flushes;
        waiting = new LinkedHashMap<>();
        flushes = new ArrayList<>();
        if (batch.isEmpty()) {
            told.forEach(Promise::complete);
            return;
        }
        underWay = true;
        store.changeDocuments(changes(batch)).onComplete(stored -> {
            underWay = false;
            if (stored.succeeded()) {
                failing = false;
                told.forEach(Promise::complete);
                if (!due) {
                    store();
                }
            } else {
                takeBack(batch);
                failed(stored.cause());
                told.forEach(flushed -> flushed.fail(stored.cause()));
            }
        });
    }

    private void failed(Throwable fault) {
        if (!failing) {
            failing = true;
            LOG.warn("documents wait for the store waiting={} cause=\"{}\"", waiting.size(), fault.getMessage());
        }
        if (!due) {
            due = true;
            vertx.setTimer(AGAIN_MILLIS, elapsed -> due());
        }
    }

    /** What was to be stored waits again, behind the word that came since. */
    private void takeBack(Map<Key, Word> batch) {
        batch.forEach((key, word) -> {
            Word since = waiting.get(key);
            if (since == null) {
                waiting.put(key, word);
            } else if (word.added() && since.json() == null) {
                waiting.remove(key);
            } else if (word.added()) {
                waiting.put(key, new Word(since.json(), true));
            }
        });
    }

    private static List<DocumentChange> changes(Map<Key, Word> batch) {
        List<DocumentChange> changes = new ArrayList<>(batch.size());
        batch.forEach((key, word) -> changes.add(new DocumentChange(key.kind(), key.name(), word.json())));
        return changes;
    }
}
