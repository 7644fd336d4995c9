package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.route.CanaryWatch;
import io.inferencegateway.monitoring.stats.CompletedRequest;
import io.inferencegateway.monitoring.stats.Track;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a running rollout hears of one request that the split placed. Owner: the exchange's event loop. Where no rollout
 * runs there is none.
 */
final class Trial {
    private final CanaryWatch rollout;
    private final boolean ofCanary;
    private final long admission;
    private final long caller;
    private boolean slowReported;

    private Trial(CanaryWatch rollout, boolean ofCanary, long admission, long caller) {
        this.rollout = rollout;
        this.ofCanary = ofCanary;
        this.admission = admission;
        this.caller = caller;
    }

    /**
     * The request was admitted.
     *
     * @param rollout the model's, or null where none runs
     * @param caller a hash of who sent it; only the canary's is looked at
     * @return null where the rollout is not to hear of it
     */
    static @Nullable Trial begin(@Nullable CanaryWatch rollout, Track track, int version, long caller) {
        if (rollout == null) {
            return null;
        }
        // Once promoted, the canary is what the split calls stable, and is judged as that.
        if ((track == Track.CANARY || track == Track.STABLE) && version == rollout.canary()) {
            return new Trial(rollout, true, rollout.canaryAdmitted(), caller);
        }
        if (track != Track.STABLE) {
            return null;
        }
        rollout.stableAdmitted();
        return new Trial(rollout, false, 0, 0);
    }

    /** After how many microseconds {@link #slow} is to be called. */
    long slowAfterMicros() {
        return rollout.slowAfterMicros();
    }

    /**
     * Its answer is due.
     *
     * @param servedNanos how long its version has had it
     * @return 0, or how many nanoseconds it still has
     */
    long slow(long servedNanos) {
        if (slowReported) {
            return 0;
        }
        long leftNanos = TimeUnit.MICROSECONDS.toNanos(rollout.slowAfterMicros()) - servedNanos;
        if (leftNanos > 0) {
            return leftNanos;
        }
        slowReported = true;
        if (ofCanary) {
            rollout.canarySlow(admission, caller);
        } else {
            rollout.stableSlow();
        }
        return 0;
    }

    /** It ended; nothing may follow. */
    void completed(CompletedRequest asServed) {
        if (ofCanary) {
            rollout.canaryCompleted(admission, caller, asServed, slowReported);
        } else {
            rollout.stableCompleted(asServed, slowReported);
        }
    }
}
