package io.inferencegateway.gateway.time;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The coarse timers of one event loop: a hashed wheel (Varghese and Lauck, Hashed and Hierarchical Timing Wheels, 1987)
 * that is turned by one periodic tick. Owner: that event loop. Setting and cancelling cost a few writes and no
 * allocation, which four timers for each request would not; the price is that a deadline is met up to one tick late.
 * Time is an argument: nanoseconds of any monotonic clock.
 */
public final class Deadlines {
    public static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int SLOTS = 512;

    private final Slot[] slots = new Slot[SLOTS];
    private final Slot expired = new Slot();
    private final long startNanos;
    private long tick;

    public Deadlines(long nowNanos) {
        this.startNanos = nowNanos;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot();
        }
    }

    /** Something that has to happen at a time. Belongs to at most one wheel. */
    public abstract static class Deadline {
        private @Nullable Deadline previous;
        private @Nullable Deadline next;
        private long dueNanos;

        /** The time has come; the deadline is no longer set. May set and cancel any deadline. */
        protected abstract void due(long nowNanos);

        public final boolean isSet() {
            return previous != null;
        }

        /** When it is due, if it is set. */
        public final long dueNanos() {
            return dueNanos;
        }
    }

    private static final class Slot extends Deadline {
        Slot() {
            super.previous = this;
            super.next = this;
        }

        @Override
        protected void due(long nowNanos) {
            throw new IllegalStateException("a slot is never due");
        }
    }

    /** Sets or moves a deadline. One in the past is met at the next tick. */
    public void set(Deadline deadline, long dueNanos) {
        cancel(deadline);
        deadline.dueNanos = dueNanos;
        // Rounded up, so that the tick that visits the slot is never early.
        long due = Math.max(tick + 1, (dueNanos - startNanos + TICK_NANOS - 1) / TICK_NANOS);
        append(slots[(int) (due & (SLOTS - 1))], deadline);
    }

    /** Does nothing where it is not set. */
    public void cancel(Deadline deadline) {
        Deadline previous = deadline.previous;
        Deadline next = deadline.next;
        if (previous == null || next == null) {
            return;
        }
        previous.next = next;
        next.previous = previous;
        deadline.previous = null;
        deadline.next = null;
    }

    /** Meets every deadline that is due by now. */
    public void advance(long nowNanos) {
        long target = (nowNanos - startNanos) / TICK_NANOS;
        // After a long pause of the process one whole turn finds everything.
        long from = Math.max(tick + 1, target - SLOTS + 1);
        for (long turned = from; turned <= target; turned++) {
            collectDue(slots[(int) (turned & (SLOTS - 1))], nowNanos);
        }
        tick = Math.max(tick, target);
        Deadline first = nextOf(expired);
        while (first != expired) {
            cancel(first);
            first.due(nowNanos);
            first = nextOf(expired);
        }
    }

    private void collectDue(Slot slot, long nowNanos) {
        Deadline each = nextOf(slot);
        while (each != slot) {
            Deadline following = nextOf(each);
            if (nowNanos - each.dueNanos >= 0) {
                cancel(each);
                append(expired, each);
            }
            each = following;
        }
    }

    private static void append(Slot slot, Deadline deadline) {
        Deadline last = ((Deadline) slot).previous;
        deadline.previous = last;
        deadline.next = slot;
        ((Deadline) slot).previous = deadline;
        if (last != null) {
            last.next = deadline;
        }
    }

    private static Deadline nextOf(Deadline deadline) {
        Deadline next = deadline.next;
        if (next == null) {
            throw new IllegalStateException("not in a slot");
        }
        return next;
    }
}
