package io.inferencegateway.canary.rollout;

import java.util.Optional;

/** What a configuration that names a stable version asks for, where a new one is to be rolled out. Pure. */
public enum DeclaredStable {
    /** Nothing: it says what it said before. */
    OBEYED,
    /** Only to be noted: what it names serves already, or is on its way. */
    AGREES,
    /** The rollout that an earlier configuration asked for is to be ended: this one asks for something else. */
    ENDS_ITS_OWN,
    /** To wait: for the end of a rollout, or of a freeze. */
    WAITS,
    /** A rollout to the version it names. */
    STARTS;

    /**
     * @param named the version that the configuration names now
     * @param obeyed the one it named when it was last obeyed
     * @param serving the version that serves, or serves again if the rollout that runs fails
     * @param last the model's current or last rollout
     */
    public static DeclaredStable of(int named, int obeyed, int serving, Optional<RolloutState> last, boolean frozen) {
        if (named == obeyed) {
            return OBEYED;
        }
        Optional<RolloutState> running = last.filter(state -> state.phase().running());
        if (running.isPresent()) {
            RolloutState state = running.get();
            if (state.phase() == RolloutPhase.ROLLING_BACK) {
                return WAITS;
            }
            if (state.canary() == named) {
                return AGREES;
            }
            // What an operator has started by hand is left to its end.
            return state.canary() == obeyed ? ENDS_ITS_OWN : WAITS;
        }
        if (named == serving) {
            return AGREES;
        }
        return frozen ? WAITS : STARTS;
    }
}
