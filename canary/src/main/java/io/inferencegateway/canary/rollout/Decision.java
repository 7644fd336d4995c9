package io.inferencegateway.canary.rollout;

import java.util.List;

/** What {@link Rollout} makes of an event. */
public sealed interface Decision {
    /**
     * The state to hold from now on and what to do, in this order. Without effects nothing changed.
     *
     * @param state equal to the state before if nothing changed
     */
    record Next(RolloutState state, List<Effect> effects) implements Decision {
        public Next {
            effects = List.copyOf(effects);
        }

        public boolean changesNothing() {
            return effects.isEmpty();
        }
    }

    /** An operator asked for what the phase does not allow; {@code reason} tells why, in words for the operator. */
    record Refused(String reason) implements Decision {}
}
