package io.inferencegateway.gateway.alert;

import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is not to be told of what, for how long. Owned by the control context; kept over a restart. */
public final class Silences {
    /** More than this are refused: each alert is held against all of them. */
    public static final int MOST = 500;

    private static final String KIND = "silence";
    private static final Logger LOG = LoggerFactory.getLogger(Silences.class);

    private final WriteBehind stored;
    private final Map<String, Silence> byId = new LinkedHashMap<>();

    private Silences(WriteBehind stored) {
        this.stored = stored;
    }

    /** With what earlier runs stored; a document that cannot be read is logged and left. */
    public static Future<Silences> load(StateStore store, WriteBehind behind) {
        Silences silences = new Silences(behind);
        return store.documents(KIND).map(documents -> {
            documents.forEach((id, document) -> {
                try {
                    silences.byId.put(id, Silence.decode(new JsonObject(document)));
                } catch (RuntimeException e) {
                    LOG.error("stored silence cannot be read name={}", id, e);
                }
            });
            return silences;
        });
    }

    /** Active ones and those to come, the oldest first. */
    public Collection<Silence> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    public Optional<Silence> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Completes when it is durable. */
    public Future<Silence> add(Silence silence) {
        byId.put(silence.id(), silence);
        LOG.info(
                "silence begins id={} matchers={} until={} actor=\"{}\" reason=\"{}\"",
                silence.id(),
                silence.matchers(),
                silence.until(),
                silence.actor(),
                silence.reason());
        stored.add(KIND, silence.id(), silence.encode().encode());
        return stored.flush().map(silence);
    }

    /** Ends it before its time. */
    public Future<Void> remove(String id) {
        forget(id);
        return stored.flush();
    }

    /** Which silence an alert with these labels is under, if any. */
    public Optional<Silence> over(Alert alert, Instant now) {
        if (byId.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> labels = alert.labels();
        return byId.values().stream()
                .filter(silence -> silence.isActive(now) && silence.matches(labels))
                .findFirst();
    }

    /** Forgets what is over. */
    void expire(Instant now) {
        List<String> over = byId.values().stream()
                .filter(silence -> silence.isOver(now))
                .map(Silence::id)
                .toList();
        for (String id : over) {
            LOG.info("silence is over id={}", id);
            forget(id);
        }
    }

    private void forget(String id) {
        byId.remove(id);
        stored.delete(KIND, id);
    }
}
