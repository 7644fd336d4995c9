package io.inferencegateway.canary.rollout;

/** What the shell has to do about a decision. The set is closed; a list of effects is carried out in its order. */
public sealed interface Effect {
    /**
     * Publish this share in the routing table.
     *
     * <p>A share that falls or stays comes before {@link Persist}, because safety must not wait for a disk; one that rises
     * comes after it, because a share that nobody remembers would be given again after a crash.
     *
     * @param basisPoints the canary's share, 0 to 10,000
     */
    record SetWeight(int basisPoints) implements Effect {}

    /** Make the new state durable. What follows waits until it is; if it fails, what follows is not done. */
    record Persist() implements Effect {}

    /** Begin with no evidence and the whole of α. */
    record ResetEvidence() implements Effect {}

    /** From now on this version is the model's stable one and gets everything. */
    record MakeStable(int version) implements Effect {}

    /** Tell the log, the event stream and whoever is to be notified. */
    record Announce(RolloutState.Transition transition) implements Effect {}
}
