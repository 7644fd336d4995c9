package io.inferencegateway.gateway.alert;

import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every alert by monitor and name, in memory and on the disk. Owned by the control context. */
final class AlertBook {
    private static final String KIND = "alert";
    private static final Logger LOG = LoggerFactory.getLogger(AlertBook.class);

    private final WriteBehind stored;
    private final TreeMap<String, Alert> byKey = new TreeMap<>();

    private AlertBook(WriteBehind stored) {
        this.stored = stored;
    }

    /** With what earlier runs stored; a document that cannot be read is logged and left. */
    static Future<AlertBook> load(StateStore store, WriteBehind behind) {
        AlertBook book = new AlertBook(behind);
        return store.documents(KIND).map(documents -> {
            documents.forEach((name, document) -> {
                try {
                    Alert alert = AlertDocument.decode(new JsonObject(document));
                    book.byKey.put(alert.key(), alert);
                } catch (RuntimeException e) {
                    LOG.error("stored alert rule cannot be read name={}", name, e);
                }
            });
            return book;
        });
    }

    /** As they are now; what is done to the book meanwhile does not show. */
    List<Alert> all() {
        return List.copyOf(byKey.values());
    }

    Optional<Alert> find(String monitor, String rule) {
        return Optional.ofNullable(byKey.get(Alert.key(monitor, rule)));
    }

    /** In the place of the one with its names, in memory only. */
    void note(Alert alert) {
        byKey.put(alert.key(), alert);
    }

    /** In memory at once, and soon on the disk. */
    void save(Alert alert) {
        note(alert);
        stored.put(KIND, alert.key(), AlertDocument.encode(alert).encode());
    }

    void remove(Alert alert) {
        byKey.remove(alert.key());
        stored.delete(KIND, alert.key());
    }

    /** Completes when all of it is durable. */
    Future<Void> flush() {
        return stored.flush();
    }
}
