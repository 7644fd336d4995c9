package io.inferencegateway.gateway.control;

import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * What an operator may see and do of rollouts. Called on the control context only; futures fail with
 * {@link ControlProblem}.
 */
public interface Rollouts {
    /**
     * @param reason may be empty
     */
    Future<RolloutView> start(String model, int version, PlanChoice choice, String actor, String reason);

    Future<RolloutView> apply(String model, Operation operation, String actor, String reason);

    /** The running rollout of a model, or its last one. */
    Optional<RolloutView> current(String model);

    /** Newest first. */
    List<RolloutView> history(String model);
}
