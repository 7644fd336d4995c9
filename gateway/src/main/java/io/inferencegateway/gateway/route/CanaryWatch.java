package io.inferencegateway.gateway.route;

import io.inferencegateway.monitoring.stats.CompletedRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a running rollout hears from the data plane. Called from every event loop, so implementations are lock-free and
 * never block. A call that makes the verdict critical takes the canary's traffic away before it returns.
 */
public interface CanaryWatch {
    /** The version on trial. */
    int canary();

    /**
     * The latency at which a request counts as slow: the exchange that passes it calls {@link #canarySlow} or
     * {@link #stableSlow} once.
     */
    long slowAfterMicros();

    /** What requests are copied to the canary by, or null where none are. */
    default @Nullable ShadowWatch shadow() {
        return null;
    }

    /** Whether the canary may be given one more request now; else stable serves what the split would give it. */
    boolean canaryHasRoom();

    /**
     * The split gave a request to the canary: it counts as good until it is known to be bad.
     *
     * @return its admission number, which the exchange hands back: a late failure is then weighed at the place in the
     *     sequence where it was admitted, not where it became known
     */
    long canaryAdmitted();

    /**
     * An admitted canary request is older than {@link #slowAfterMicros} and has not ended yet.
     *
     * @param caller a hash of who sent it, as for {@link #canaryCompleted}
     */
    void canarySlow(long admission, long caller);

    /**
     * An admitted canary request ended.
     *
     * @param admission what {@link #canaryAdmitted} returned for it
     * @param caller a hash of who sent it: one caller's faults in a row may be its own affair
     * @param slowReported whether {@link #canarySlow} was called for it
     */
    void canaryCompleted(long admission, long caller, CompletedRequest request, boolean slowReported);

    /** A request was given to stable beside the canary; it is reported again only once it is slow or has ended. */
    void stableAdmitted();

    /** A request that the split gave to stable is older than {@link #slowAfterMicros} and has not ended yet. */
    void stableSlow();

    /**
     * A request that the split gave to stable ended; pinned and forced requests are never reported.
     *
     * @param slowReported whether {@link #stableSlow} was called for it
     */
    void stableCompleted(CompletedRequest request, boolean slowReported);
}
