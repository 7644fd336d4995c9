package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * What an operator may see and do of rollouts. Called on the control context only; futures fail with
 * {@link RolloutProblem}.
 */
public interface Rollouts {
    /**
     * Who asks, and why.
     *
     * @param reason may be empty
     */
    record Note(String actor, String reason) {}

    /**
     * A rollout to be started.
     *
     * @param overrideFreeze whether it starts even in a freeze
     */
    record Start(int version, PlanChoice choice, boolean overrideFreeze, Note note) {}

    /**
     * Something to be done with the rollout there is.
     *
     * @param ifMatch which state of it the operator has seen
     * @param overrideFreeze whether it is done even in a freeze
     */
    record Wish(Operation operation, Precondition ifMatch, boolean overrideFreeze, Note note) {}

    Future<RolloutView> start(String model, Start start);

    Future<RolloutView> apply(String model, Wish wish);

    /** The running rollout of a model, or its last one. */
    Optional<RolloutView> current(String model);

    /** The rollout that the configuration asks for and that something keeps from beginning. */
    Optional<WaitingRollout> waiting(String model);

    /** Newest first. */
    List<RolloutView> history(String model);
}
