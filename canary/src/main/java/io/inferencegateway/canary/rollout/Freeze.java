package io.inferencegateway.canary.rollout;

import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Whether rollouts stand still just now, and whether somebody wants to go on all the same. Immutable.
 *
 * @param until when it ends, in the zone of its window; null where nothing is frozen
 * @param overridden whether who asks takes it upon themselves
 */
public record Freeze(@Nullable ZonedDateTime until, boolean overridden) {
    public static final Freeze NONE = new Freeze(null, false);

    public static Freeze until(ZonedDateTime end) {
        return new Freeze(end, false);
    }

    public Freeze override() {
        return new Freeze(until, true);
    }

    /** Whether a command that gives the canary traffic is refused. */
    boolean refuses() {
        return until != null && !overridden;
    }

    /** Whether time alone passes no step of this rollout. An operator who overrode a freeze did so for all of it. */
    public boolean holds(RolloutState state) {
        Long allowed = state.freezeOverriddenUntilMillis();
        return until != null && (allowed == null || allowed < until.toInstant().toEpochMilli());
    }

    /** Such as {@code frozen until 2026-11-30T08:00+01:00[Europe/Berlin]}; empty where nothing is frozen. */
    public String words() {
        return until == null ? "" : "frozen until " + until;
    }
}
