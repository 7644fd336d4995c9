package io.inferencegateway.loadtest.demo;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A canary of the story and what became of it. Owner: the story's event loop. */
final class Act {
    /** Which answers of the canary hurt its callers. */
    enum Harm {
        BAD,
        SLOW
    }

    private final int version;
    private final Harm harm;
    private boolean requested;
    private boolean started;
    private @Nullable Duration rolledBackAt;
    private @Nullable RolloutStatus verdict;
    private long harmfulWhenSeen;

    Act(int version, Harm harm) {
        this.version = version;
        this.harm = harm;
    }

    int version() {
        return version;
    }

    Harm harm() {
        return harm;
    }

    /** Whether the gateway has been asked for this rollout and has not refused. */
    boolean isRequested() {
        return requested;
    }

    void request() {
        requested = true;
    }

    void refused() {
        requested = false;
    }

    void start() {
        started = true;
    }

    boolean isStarted() {
        return started;
    }

    void rolledBack(Duration at, RolloutStatus status, long harmfulSoFar) {
        rolledBackAt = at;
        verdict = status;
        harmfulWhenSeen = harmfulSoFar;
    }

    boolean isRolledBack() {
        return rolledBackAt != null;
    }

    /** Null before the rollback. */
    @Nullable
    Duration rolledBackAt() {
        return rolledBackAt;
    }

    /** The rollout as it stood when the rollback was seen; null before. */
    @Nullable
    RolloutStatus verdict() {
        return verdict;
    }

    /** Harmful answers that clients had got when the rollback was seen. */
    long harmfulWhenSeen() {
        return harmfulWhenSeen;
    }

    long harmful(VersionTally tally) {
        return harm == Harm.BAD ? tally.bad() : tally.slow();
    }

    long harmfulSpanMillis(VersionTally tally) {
        return harm == Harm.BAD ? tally.badSpanMillis() : tally.slowSpanMillis();
    }
}
