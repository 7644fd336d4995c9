package io.inferencegateway.monitoring.evidence;

import io.inferencegateway.monitoring.stats.Outcome;

/**
 * How much a canary is trusted with at a time. Immutable. Not kept over a restart: then it is earned anew.
 *
 * @param served requests that it answered at all, however slowly; a 4xx is an answer
 * @param badInARow its newest answers that were bad
 */
record Trust(long served, int badInARow) {
    private static final int UNPROVEN = 5;
    private static final int DOUBTFUL = 3;
    static final Trust NONE = new Trust(0, 0);

    Trust after(Outcome outcome) {
        if (outcome.countsAgainstVersion()) {
            return new Trust(served, badInARow + 1);
        }
        return outcome == Outcome.OK || outcome == Outcome.CLIENT_ERROR ? new Trust(served + 1, 0) : this;
    }

    long mostInFlight() {
        return badInARow >= DOUBTFUL ? UNPROVEN : UNPROVEN + served;
    }
}
