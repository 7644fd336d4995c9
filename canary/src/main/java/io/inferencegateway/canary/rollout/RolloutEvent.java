package io.inferencegateway.canary.rollout;

import io.inferencegateway.monitoring.evidence.Certification;

/** What can happen to a rollout. The set is closed. */
public sealed interface RolloutEvent {
    /** An operator's wish. {@code reason} may be empty. */
    record Command(Operation operation, String actor, String reason) implements RolloutEvent {}

    enum Operation {
        PAUSE("pause"),
        RESUME("resume"),
        /** To the next step, without waiting for its evidence. */
        PROMOTE("promote"),
        /** To everything, without the steps between. */
        PROMOTE_FULL("promote-full"),
        ABORT("abort"),
        /** A rolled-back rollout once more, with fresh evidence and a fresh α. */
        RETRY("retry");

        private final String label;

        Operation(String label) {
            this.label = label;
        }

        /** The name in the admin API. */
        public String label() {
            return label;
        }
    }

    /**
     * Time has passed: to be reported about once a second.
     *
     * @param canaryReachable whether an upstream of the canary accepts connections
     * @param canaryInFlight requests to the canary that have not ended, 0 or more
     * @param sharedFault whether canary and stable fail alike
     */
    record Tick(boolean canaryReachable, int canaryInFlight, Certification certification, boolean sharedFault)
            implements RolloutEvent {}

    /** The evidence turned critical. The data plane may have taken the canary's traffic away already. */
    record Critical(String test, String words) implements RolloutEvent {}

    /** The gateway started again and has the rollout as it was kept, with its evidence. */
    record Restarted() implements RolloutEvent {}

    /** The gateway started again and could not read what was kept of the evidence. */
    record EvidenceLost(String words) implements RolloutEvent {}
}
