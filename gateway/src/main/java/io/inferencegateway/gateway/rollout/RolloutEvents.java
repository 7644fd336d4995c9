package io.inferencegateway.gateway.rollout;

/** Hears of every change of every rollout, once, after it is in force. Called on the control context; must not block. */
public interface RolloutEvents {
    /** @param change the newest entry of the view's history */
    void changed(RolloutView rollout, RolloutView.Change change);
}
