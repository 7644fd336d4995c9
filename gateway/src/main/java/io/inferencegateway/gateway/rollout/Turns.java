package io.inferencegateway.gateway.rollout;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * One thing after the other: a decision about a rollout is not taken while the one before it waits for the disk. Owner:
 * the control context.
 */
final class Turns {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;

    boolean idle() {
        return !busy;
    }

    /** Runs {@code work} when everything that was here before has ended. */
    <T> Future<T> take(Supplier<Future<T>> work) {
        Promise<T> promise = Promise.promise();
        waiting.add(() -> {
            Future<T> begun;
            try {
                begun = work.get();
            } catch (RuntimeException e) {
                begun = Future.failedFuture(e);
            }
            begun.onComplete(ended -> {
                busy = false;
                if (ended.succeeded()) {
                    promise.complete(ended.result());
                } else {
                    promise.fail(ended.cause());
                }
                next();
            });
        });
        next();
        return promise.future();
    }

    private void next() {
        if (!busy && !waiting.isEmpty()) {
            busy = true;
            waiting.remove().run();
        }
    }
}
