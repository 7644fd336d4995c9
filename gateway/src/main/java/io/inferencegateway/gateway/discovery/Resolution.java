package io.inferencegateway.gateway.discovery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one name: its last good endpoints, whatever came after them, and when it is to be looked up again.
 * Immutable; time is an argument, in nanoseconds of any monotonic clock.
 *
 * @param endpoints the last good ones; empty only where there never were any
 * @param failure what the latest lookup failed with, or null where it succeeded or none has ended
 * @param endedNanos when the latest lookup ended
 * @param dueNanos when the next one is due
 */
public record Resolution(List<Endpoint> endpoints, Answer.@Nullable Failure failure, long endedNanos, long dueNanos) {
    public Resolution {
        endpoints = List.copyOf(endpoints);
    }

    /**
     * How often a name is looked up.
     *
     * @param least at least this long after an answer or a failure, however short its time to live
     * @param most at most this long after an answer, however long its time to live
     */
    public record Refresh(Duration least, Duration most) {
        public Refresh {
            if (least.isZero() || least.isNegative() || least.compareTo(most) > 0) {
                throw new IllegalArgumentException("not from " + least + " to " + most);
            }
        }
    }

    /** Of a name that was never looked up. */
    public static Resolution unknown(long nowNanos) {
        return new Resolution(List.of(), null, nowNanos, nowNanos);
    }

    /** A failure, of whatever kind, keeps the endpoints. */
    public Resolution after(Answer answer, long nowNanos, Refresh refresh) {
        if (answer instanceof Answer.Found found) {
            long ttlNanos = TimeUnit.SECONDS.toNanos(found.ttlSeconds());
            long waitNanos =
                    Math.min(refresh.most().toNanos(), Math.max(refresh.least().toNanos(), ttlNanos));
            return new Resolution(found.endpoints(), null, nowNanos, nowNanos + waitNanos);
        }
        Answer.Failure why = ((Answer.Failed) answer).why();
        return new Resolution(
                endpoints, why, nowNanos, nowNanos + refresh.least().toNanos());
    }

    /** Whether traffic has to take other ways than before. */
    public boolean movedFrom(Resolution before) {
        return !endpoints.equals(before.endpoints);
    }

    /** Whether somebody is to be told: it began to fail, fails otherwise, or is well again. */
    public boolean turnedFrom(Resolution before) {
        return failure != before.failure;
    }

    public boolean isKnown() {
        return !endpoints.isEmpty();
    }
}
