package io.inferencegateway.canary.rollout;

import java.util.Locale;

/** Why a rollout is paused. */
public enum PauseReason {
    /** An operator paused it. */
    MANUAL,
    /** The step asks for an operator before the next one. */
    STEP,
    /** The hold is over and there is too little evidence to go on: silence never promotes. */
    INCONCLUSIVE,
    /** The hold is over and a warning stands. */
    WARNING,
    /** Canary and stable fail alike: it is not the canary's fault, but no time to raise its share. */
    SHARED_FAULT,
    /** The canary is critical and the plan says to pause instead of rolling back. */
    CRITICAL,
    /** The canary is critical and the rollout is a dry run: its step is held until an operator acts. */
    DRY_RUN,
    /** What was kept of the rollout could not be read: the canary gets nothing until an operator decides. */
    UNREADABLE;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name in reasons and the admin API, such as {@code shared-fault}. */
    public String label() {
        return label;
    }
}
