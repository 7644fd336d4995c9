package io.inferencegateway.canary.rollout;

import io.inferencegateway.monitoring.evidence.Certification;
import java.util.List;

/** What can happen to a rollout. The set is closed. */
public sealed interface RolloutEvent {
    /**
     * An operator's wish.
     *
     * @param reason may be empty
     * @param freeze whether rollouts are frozen now, and whether the operator overrides that
     */
    record Command(Operation operation, String actor, String reason, Freeze freeze) implements RolloutEvent {
        public Command(Operation operation, String actor, String reason) {
            this(operation, actor, reason, Freeze.NONE);
        }
    }

    enum Operation {
        PAUSE("pause"),
        RESUME("resume"),
        /** To the next step, without waiting for its evidence. */
        PROMOTE("promote"),
        /** To everything, without the steps between. */
        PROMOTE_FULL("promote-full"),
        ABORT("abort"),
        /** A rolled-back rollout once more, with fresh evidence and a fresh α. */
        RETRY("retry"),
        /** Back from a promoted version to the one before it, without the steps. */
        UNDO("undo");

        private final String label;

        Operation(String label) {
            this.label = label;
        }

        /** The name in the admin API. */
        public String label() {
            return label;
        }

        /** Whether it may raise the canary's share, which a freeze forbids. */
        boolean givesTraffic() {
            return switch (this) {
                case RESUME, PROMOTE, PROMOTE_FULL, RETRY -> true;
                case PAUSE, ABORT, UNDO -> false;
            };
        }

        boolean allowedIn(RolloutPhase phase) {
            return switch (this) {
                case PAUSE -> phase == RolloutPhase.PROGRESSING;
                case RESUME -> phase == RolloutPhase.PAUSED;
                case PROMOTE, PROMOTE_FULL -> phase == RolloutPhase.PROGRESSING || phase == RolloutPhase.PAUSED;
                case ABORT -> phase != RolloutPhase.PROMOTED;
                case RETRY -> phase == RolloutPhase.ROLLED_BACK;
                case UNDO -> phase == RolloutPhase.PROMOTED;
            };
        }
    }

    /**
     * Time has passed: to be reported about once a second.
     *
     * @param canaryReachable whether an upstream of the canary accepts connections
     * @param canaryInFlight requests to the canary that have not ended, 0 or more
     * @param sharedFault whether canary and stable fail alike
     * @param freeze whether rollouts are frozen now
     * @param evidence the figures of this moment
     * @param shadow what copies of requests have shown of the canary
     */
    record Tick(
            boolean canaryReachable,
            int canaryInFlight,
            Certification certification,
            boolean sharedFault,
            Freeze freeze,
            List<Figure> evidence,
            ShadowFindings shadow)
            implements RolloutEvent {
        public Tick {
            evidence = List.copyOf(evidence);
        }

        /** Without copies. */
        public Tick(
                boolean canaryReachable,
                int canaryInFlight,
                Certification certification,
                boolean sharedFault,
                Freeze freeze,
                List<Figure> evidence) {
            this(canaryReachable, canaryInFlight, certification, sharedFault, freeze, evidence, ShadowFindings.NONE);
        }
    }

    /**
     * The evidence of the trial turned critical. The data plane may have taken the canary's traffic away already.
     *
     * @param evidence the deciding figures
     */
    record Critical(String test, String words, List<Figure> evidence) implements RolloutEvent {
        public Critical {
            evidence = List.copyOf(evidence);
        }
    }

    /** What was gathered after the promotion turned critical: the new stable version is worse than a canary may be. */
    record Regressed(String test, String words, List<Figure> evidence) implements RolloutEvent {
        public Regressed {
            evidence = List.copyOf(evidence);
        }
    }

    /** The gateway started again and has the rollout as it was kept, with its evidence. */
    record Restarted() implements RolloutEvent {}

    /** The gateway started again and could not read what was kept of the evidence. */
    record EvidenceLost(String words) implements RolloutEvent {}
}
