package io.inferencegateway.gateway.admission;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The places of one model: how many requests are in flight over all event loops, against its limit, and who waits for a
 * place, first come, first served, whichever loop they came on. Thread-safe and lock-free.
 *
 * <p><b>No wake-up is lost.</b> Who gives a place back does so first and looks at the queue then; who waits queues first
 * and looks at the places then. Whatever the order, one of the two sees the other. A place that was taken for a waiter
 * who turned out to have left is given back in the same way.
 */
public final class Gate {
    /** Those who have left the queue are cleared out of it when there are this many more of them than of the others. */
    private static final int LEFT_BEHIND_SLACK = 64;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger leftBehind = new AtomicInteger();
    private final ConcurrentLinkedQueue<Waiter> queue;
    private volatile int limit;

    Gate() {
        this(new ConcurrentLinkedQueue<>());
    }

    /** @param queue empty; a test's own decides who overtakes whom */
    Gate(ConcurrentLinkedQueue<Waiter> queue) {
        this.queue = queue;
    }

    /** Who waits for a place: on one gate, once. */
    public abstract static class Waiter {
        private enum State {
            WAITING,
            GRANTED,
            LEFT
        }

        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

        /** A place was taken for it; exactly one {@link Gate#leave} follows. Called on any thread. */
        protected abstract void granted();

        private boolean turn(State next) {
            return state.compareAndSet(State.WAITING, next);
        }

        private boolean hasLeft() {
            return state.get() == State.LEFT;
        }
    }

    /**
     * Takes a place at once; exactly one {@link #leave} follows where this returned true. Nobody gets ahead of those who
     * wait.
     */
    public boolean tryEnter(int newLimit) {
        if (limit != newLimit) {
            limit = newLimit;
        }
        return waiting.get() == 0 && take(inFlight, newLimit);
    }

    /**
     * Waits for a place: {@code waiter} is told when it has one, possibly before this returns.
     *
     * @param queueLimit how many may wait
     * @return whether it waits; if not, it will never be told
     */
    public boolean queue(int queueLimit, Waiter waiter) {
        if (!take(waiting, queueLimit)) {
            return false;
        }
        queue.add(waiter);
        giveOut();
        return true;
    }

    /**
     * A waiter does not want a place any more.
     *
     * @return false where it was given one already: then {@link #leave} is due as ever
     */
    public boolean giveUp(Waiter waiter) {
        if (!waiter.turn(Waiter.State.LEFT)) {
            return false;
        }
        waiting.decrementAndGet();
        if (leftBehind.incrementAndGet() > waiting.get() + LEFT_BEHIND_SLACK) {
            leftBehind.set(0);
            queue.removeIf(Waiter::hasLeft);
        }
        return true;
    }

    /** Gives a place back, to the one who has waited longest if there is one. */
    public void leave() {
        inFlight.decrementAndGet();
        if (waiting.get() > 0) {
            giveOut();
        }
    }

    public int inFlight() {
        return inFlight.get();
    }

    int waiting() {
        return waiting.get();
    }

    /** How much memory the queue holds on to, in waiters: those who wait and those who have left. */
    int held() {
        return queue.size();
    }

    private void giveOut() {
        while (!queue.isEmpty() && take(inFlight, limit)) {
            Waiter next = longestWaiting();
            if (next == null) {
                inFlight.decrementAndGet();
            } else {
                next.granted();
            }
        }
    }

    private @Nullable Waiter longestWaiting() {
        Waiter next = queue.poll();
        while (next != null) {
            if (next.turn(Waiter.State.GRANTED)) {
                waiting.decrementAndGet();
                return next;
            }
            leftBehind.updateAndGet(count -> Math.max(0, count - 1));
            next = queue.poll();
        }
        return null;
    }

    /** Never goes above {@code most}, not even for a moment in which another would be turned away for it. */
    private static boolean take(AtomicInteger count, int most) {
        int now = count.get();
        while (now < most) {
            if (count.compareAndSet(now, now + 1)) {
                return true;
            }
            now = count.get();
        }
        return false;
    }
}
