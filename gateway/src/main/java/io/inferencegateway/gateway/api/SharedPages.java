package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.api.MetricsPage.Rendered;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Metrics pages for however many ask at once: one is rendered at a time, and all who came before it was begun and want the
 * same share it. So a storm of scrapes takes one worker, and each answer is no older than its question. Owner: the control
 * context.
 */
final class SharedPages {
    /** Beyond this many different Accept fields at once, the rest get the usual format. */
    private static final int MOST_KINDS = 8;

    private final Vertx vertx;
    private final MetricsPage metrics;
    private final Map<String, Promise<Rendered>> asked = new LinkedHashMap<>();
    private boolean rendering;

    SharedPages(Vertx vertx, MetricsPage metrics) {
        this.vertx = vertx;
        this.metrics = metrics;
    }

    /** @param accept the field as it came; the empty text where there was none */
    Future<Rendered> get(String accept) {
        if (!accept.isEmpty() && asked.size() >= MOST_KINDS && !asked.containsKey(accept)) {
            return get("");
        }
        Future<Rendered> page =
                asked.computeIfAbsent(accept, kind -> Promise.promise()).future();
        renderNext();
        return page;
    }

    private void renderNext() {
        if (rendering || asked.isEmpty()) {
            return;
        }
        Iterator<Map.Entry<String, Promise<Rendered>>> oldestFirst =
                asked.entrySet().iterator();
        Map.Entry<String, Promise<Rendered>> next = oldestFirst.next();
        oldestFirst.remove();
        String accept = next.getKey();
        Promise<Rendered> page = next.getValue();
        rendering = true;
        // Rendering every family takes milliseconds that an event loop doesn't have. The page collects for itself.
        vertx.executeBlocking(() -> metrics.render(accept), false).onComplete(rendered -> {
            rendering = false;
            if (rendered.succeeded()) {
                page.complete(rendered.result());
            } else {
                page.fail(rendered.cause());
            }
            renderNext();
        });
    }
}
