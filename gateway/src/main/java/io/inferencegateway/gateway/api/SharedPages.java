package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.api.MetricsPage.Rendered;
import io.inferencegateway.gateway.api.MetricsPage.Wanted;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Metrics pages for however many ask at once: one is rendered at a time, and compressed once, and all who came before it was
 * begun and want the same share it; then there is a rest. So a storm of scrapes takes one worker and the memory of a page, and each answer is no
 * older than its question. Owner: the control context.
 */
final class SharedPages {
    /** Selections of families that may wait at once. Whole pages differ in form and coding only: they always may. */
    private static final int MOST_SELECTIONS = 8;

    /** After a rendering: a storm that takes a while to arrive shares a few pages instead of keeping a core busy. */
    private static final long REST_MILLIS = 100;

    private final Vertx vertx;
    private final MetricsPage metrics;
    private final Map<Kind, Promise<Page>> asked = new LinkedHashMap<>();
    private boolean rendering;

    /** @param gzip whether the page is to be compressed */
    record Kind(Wanted wanted, boolean gzip) {}

    /** @param body whoever is told of a page has to hold it in the turn in which he asked, or is told, if he wants to send it */
    record Page(String contentType, boolean gzip, SharedBody body) {}

    SharedPages(Vertx vertx, MetricsPage metrics) {
        this.vertx = vertx;
        this.metrics = metrics;
    }

    Future<Page> get(Kind kind) {
        boolean selection = !kind.wanted.families().isEmpty();
        if (selection && asked.size() >= MOST_SELECTIONS && !asked.containsKey(kind)) {
            return Future.failedFuture(
                    Problem.of(503, "too many different selections of families are asked for at once; try again")
                            .asException());
        }
        Future<Page> page =
                asked.computeIfAbsent(kind, first -> Promise.promise()).future();
        renderNext();
        return page;
    }

    private void renderNext() {
        if (rendering || asked.isEmpty()) {
            return;
        }
        Iterator<Map.Entry<Kind, Promise<Page>>> oldestFirst = asked.entrySet().iterator();
        Map.Entry<Kind, Promise<Page>> next = oldestFirst.next();
        oldestFirst.remove();
        Kind kind = next.getKey();
        Promise<Page> page = next.getValue();
        rendering = true;
        // Rendering every family takes milliseconds that an event loop doesn't have. The page collects for itself.
        vertx.executeBlocking(() -> render(kind), false).onComplete(rendered -> {
            vertx.setTimer(REST_MILLIS, rested -> {
                rendering = false;
                renderNext();
            });
            if (rendered.succeeded()) {
                page.complete(rendered.result());
                // A page that was ready at once is told of before whoever asked could hold it, which he does in this
                // turn.
                SharedBody body = rendered.result().body();
                vertx.runOnContext(turn -> body.letGo());
            } else {
                page.fail(rendered.cause());
            }
        });
    }

    private Page render(Kind kind) {
        Rendered rendered = metrics.render(kind.wanted);
        byte[] body = kind.gzip ? compressed(rendered.body()) : rendered.body();
        return new Page(rendered.contentType(), kind.gzip, new SharedBody(body));
    }

    private static byte[] compressed(byte[] body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length / 8 + 64);
        try (OutputStream gzip = new FastGzip(compressed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes everything", e);
        }
        return compressed.toByteArray();
    }

    /** Series repeat themselves so much that more effort saves next to nothing. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 8 * 1024);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
