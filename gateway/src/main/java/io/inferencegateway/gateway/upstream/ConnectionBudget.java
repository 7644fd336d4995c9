package io.inferencegateway.gateway.upstream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections all event loops together have open to one address, against the limit. Thread-safe and lock-free.
 * Whoever finds it used up while another loop holds an idle connection gets that one's place: nobody is turned away for the
 * sake of a connection that nobody uses.
 */
public final class ConnectionBudget {
    private final AtomicInteger open = new AtomicInteger();
    private final List<Holder> holders = new CopyOnWriteArrayList<>();
    private volatile int limit;

    /** One event loop's pool. */
    interface Holder {
        /** That loop. */
        Executor loop();

        /** How many of its connections rest, as far as another thread can know. Any thread. */
        int resting();

        /** Called on that loop; completes with whether there was one, once its place is free. */
        Future<Boolean> closeOneIdle();
    }

    /** @param most 0 for any number */
    void limit(int most) {
        if (limit != most) {
            limit = most;
        }
    }

    /** Whether a connection could be opened now, if need be in the place of one that rests. */
    boolean hasRoom() {
        int most = limit;
        return most == 0 || open.get() < most || holders.stream().anyMatch(each -> each.resting() > 0);
    }

    /** Takes a place; exactly one {@link #closed} follows where this returned true. */
    boolean tryOpen() {
        int most = limit;
        int now = open.get();
        while (most == 0 || now < most) {
            if (open.compareAndSet(now, now + 1)) {
                return true;
            }
            now = open.get();
        }
        return false;
    }

    void closed() {
        open.decrementAndGet();
    }

    void add(Holder holder) {
        holders.add(holder);
    }

    void remove(Holder holder) {
        holders.remove(holder);
    }

    /** Whether nothing is connected and nobody would connect. */
    boolean isUnused() {
        return holders.isEmpty() && open.get() == 0;
    }

    int open() {
        return open.get();
    }

    /** Has one idle connection closed, whichever loop holds it; completes on {@code asking} with whether there was one. */
    Future<Boolean> reclaim(ContextInternal asking) {
        Promise<Boolean> freed = asking.promise();
        reclaimFrom(holders.iterator(), freed);
        return freed.future();
    }

    private void reclaimFrom(Iterator<Holder> left, Promise<Boolean> freed) {
        if (!left.hasNext()) {
            freed.complete(false);
            return;
        }
        Holder holder = left.next();
        holder.loop().execute(() -> holder.closeOneIdle().onComplete(done -> {
            if (done.succeeded() && done.result()) {
                freed.complete(true);
            } else {
                reclaimFrom(left, freed);
            }
        }));
    }
}
