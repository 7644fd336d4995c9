package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.time.Deadlines;
import java.util.concurrent.TimeUnit;

/**
 * Every deadline of one exchange, folded into one entry of the wheel. Owner: the exchange's event loop. Moving a deadline
 * away, as each chunk does with the idle one, only writes a field: the wheel's entry then wakes early once and sets itself
 * anew.
 */
@SuppressWarnings("EnumOrdinal") // an array by kind never leaves this object, and a map would cost each chunk a lookup
final class Timeouts extends Deadlines.Deadline {
    /** What can be overdue. */
    enum Kind {
        TOTAL,
        CONNECT,
        FIRST_BYTE,
        /** It is time to see whether the upstream has taken more of a body that is held back; before the next, which that moves. */
        UPLOAD_LOOK,
        /** The upstream neither reads nor writes. */
        UPSTREAM_IDLE,
        /** The caller's body stopped arriving. */
        REQUEST_BODY,
        /** The caller stopped reading the answer. */
        ANSWER_STALLED,
        /** A request that a rollout watches counts as slow from here on. */
        SLOW,
        /** Nobody told a caller who asked for it to go on with its body. */
        CONTINUE,
        /** Another replica is to be asked as well. */
        HEDGE
    }

    private static final long NEVER = Long.MAX_VALUE;
    private static final Kind[] KINDS = Kind.values();

    /** Who is told. */
    interface Listener {
        void onOverdue(Kind kind);
    }

    private final Deadlines deadlines;
    private final Listener listener;
    private final long startNanos;
    /** By {@link Kind}: nanoseconds after the start. */
    private final long[] due = {NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER};

    Timeouts(Deadlines deadlines, Listener listener, long startNanos) {
        this.deadlines = deadlines;
        this.listener = listener;
        this.startNanos = startNanos;
    }

    /** Sets or moves one deadline. */
    void setMillis(Kind kind, long nowNanos, long afterMillis) {
        setNanos(kind, nowNanos, TimeUnit.MILLISECONDS.toNanos(afterMillis));
    }

    void setNanos(Kind kind, long nowNanos, long afterNanos) {
        long at = nowNanos - startNanos + afterNanos;
        due[kind.ordinal()] = at;
        if (!isSet() || startNanos + at - dueNanos() < 0) {
            deadlines.set(this, startNanos + at);
        }
    }

    void clear(Kind kind) {
        due[kind.ordinal()] = NEVER;
    }

    boolean isPending(Kind kind) {
        return due[kind.ordinal()] != NEVER;
    }

    void cancelAll() {
        java.util.Arrays.fill(due, NEVER);
        deadlines.cancel(this);
    }

    @Override
    protected void due(long nowNanos) {
        long elapsed = nowNanos - startNanos;
        for (Kind kind : KINDS) {
            if (due[kind.ordinal()] <= elapsed) {
                due[kind.ordinal()] = NEVER;
                listener.onOverdue(kind);
            }
        }
        long next = NEVER;
        for (long each : due) {
            next = Math.min(next, each);
        }
        if (next != NEVER) {
            deadlines.set(this, startNanos + next);
        }
    }
}
