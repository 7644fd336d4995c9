package io.inferencegateway.canary.rollout;

import java.util.List;

/**
 * Who changes a rollout, why, and by which figures. Immutable.
 *
 * @param evidence empty where no evidence was asked
 */
record Cause(String actor, String reason, List<Figure> evidence) {
    static Cause gateway(String reason, List<Figure> evidence) {
        return new Cause(Rollout.GATEWAY, reason, evidence);
    }

    static Cause by(String actor, String what, String reason) {
        return new Cause(actor, reason.isBlank() ? what : what + ": " + reason, List.of());
    }
}
