package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.wire.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * Writes an upstream's answer to the caller as it comes. Owner: the exchange's event loop.
 *
 * <p>What one read of the upstream's socket brought is held back until the end of that read, never longer: a small answer
 * then leaves in one write, and an event of a stream leaves as soon as it came.
 */
final class ResponsePump {
    /** Beyond this, what came in one read is not held back until its end; as much as a socket's queue takes. */
    private static final int MOST_HELD_BYTES = 64 * 1024;

    private final HttpServerResponse response;
    private @Nullable Onlooker onlooker;
    private @Nullable ByteBuf held;
    private boolean headWaits;
    private boolean bodiless;
    private boolean delimitedByClose;
    private boolean relaysTrailers;
    private boolean committed;
    private boolean ended;

    ResponsePump(HttpServerResponse response) {
        this.response = response;
    }

    /**
     * The status and the fields are set.
     *
     * @param withoutBody whether no body may follow, whatever the fields say
     * @param untilClose whether only closing the connection can end the body
     * @param mayHaveTrailers whether what follows the body has a place there: over HTTP/1.1 only behind chunks
     */
    void head(boolean withoutBody, boolean untilClose, boolean mayHaveTrailers) {
        headWaits = true;
        bodiless = withoutBody;
        delimitedByClose = untilClose;
        relaysTrailers = mayHaveTrailers;
    }

    /** @param looking sees the body before it goes on */
    void show(Onlooker looking) {
        onlooker = looking;
    }

    /** Whether the head of an answer was set, to be written soon if it was not yet. */
    boolean hasHead() {
        return headWaits || committed;
    }

    /** Whether bytes of the answer may have reached the caller: from then on there is no other answer. */
    boolean isCommitted() {
        return committed;
    }

    /** Whether the caller would take the closing of its connection for the end of the body. */
    boolean isDelimitedByClose() {
        return delimitedByClose;
    }

    boolean isFull() {
        return !ended && response.writeQueueFull();
    }

    void body(ByteBuf chunk) {
        if (bodiless) {
            chunk.release();
            return;
        }
        if (onlooker != null) {
            onlooker.onAnswerBody(chunk);
        }
        if (committed) {
            write(chunk);
        } else {
            hold(chunk);
            ByteBuf waiting = held;
            if (waiting != null && waiting.readableBytes() >= MOST_HELD_BYTES) {
                // One read of the upstream goes on as long as there is something, and what is held makes nobody wait.
                flush();
            }
        }
    }

    /** The end of one read: what was held back goes out. */
    void flush() {
        if (!headWaits || ended || bodiless) {
            return;
        }
        ByteBuf waiting = held;
        if (waiting != null) {
            held = null;
            commit();
            write(waiting);
        } else if (!delimitedByClose) {
            commit();
            CallerWrites.head(response);
        }
    }

    /** The answer is whole. The result completes when its last byte was written and fails if the caller left before. */
    Future<Void> end(HttpHeaders trailers) {
        ended = true;
        if (relaysTrailers && !trailers.isEmpty()) {
            Trailers.endToEnd(trailers)
                    .forEach(trailer -> response.trailers().add(trailer.getKey(), trailer.getValue()));
        }
        ByteBuf waiting = held;
        held = null;
        commit();
        if (waiting == null) {
            return CallerWrites.end(response, null);
        }
        Future<Void> written = CallerWrites.end(response, BufferInternal.buffer(waiting));
        written.onComplete(done -> waiting.release());
        return written;
    }

    /** What was held back will not be sent. */
    void discard() {
        ByteBuf waiting = held;
        held = null;
        headWaits = false;
        if (waiting != null) {
            waiting.release();
        }
    }

    private void commit() {
        headWaits = false;
        committed = true;
    }

    private void hold(ByteBuf chunk) {
        ByteBuf before = held;
        if (before == null) {
            held = chunk;
        } else if (before instanceof CompositeByteBuf several) {
            several.addComponent(true, chunk);
        } else {
            held = chunk.alloc().compositeBuffer(64).addComponent(true, before).addComponent(true, chunk);
        }
    }

    private void write(ByteBuf chunk) {
        // Vert.x never releases a buffer that it did not allocate.
        CallerWrites.write(response, BufferInternal.buffer(chunk)).onComplete(done -> chunk.release());
    }
}
