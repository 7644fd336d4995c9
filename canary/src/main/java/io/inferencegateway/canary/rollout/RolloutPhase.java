package io.inferencegateway.canary.rollout;

import java.util.Locale;

/** Where a rollout stands. The set is closed: the admin API and the metrics name these and no others. */
public enum RolloutPhase {
    /** The canary gets nothing from the split until it is known to be reachable. */
    PENDING(true),
    /** The canary gets its step's share. */
    PROGRESSING(true),
    /** The share is frozen; analysis and rollback go on. */
    PAUSED(true),
    /** The canary gets everything; the old stable is kept warm for the bake time. */
    PROMOTING(true),
    /** The canary is the new stable. */
    PROMOTED(false),
    /** The canary gets nothing any more; exchanges in flight finish. */
    ROLLING_BACK(true),
    /** The canary gets nothing until an operator starts anew. */
    ROLLED_BACK(false);

    private final boolean running;
    private final String label = name().toLowerCase(Locale.ROOT);

    RolloutPhase(boolean running) {
        this.running = running;
    }

    /** Whether another rollout of the model would be in its way. */
    public boolean running() {
        return running;
    }

    /** The name in the admin API and in metrics, such as {@code rolling_back}. */
    public String label() {
        return label;
    }
}
