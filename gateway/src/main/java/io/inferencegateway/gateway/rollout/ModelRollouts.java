package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.RolloutState;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One model's rollouts. Owner: the control context. */
final class ModelRollouts {
    private static final Logger LOG = LoggerFactory.getLogger(ModelRollouts.class);

    final String model;
    final Turns turns = new Turns();

    /** Those before the current one, newest first. */
    final List<RolloutView> past = new ArrayList<>();

    @Nullable
    ManagedRollout current;

    ModelRollouts(String model) {
        this.model = model;
    }

    /** Where the current or last one stands. */
    Optional<RolloutState> last() {
        return Optional.ofNullable(current).map(rollout -> rollout.state);
    }

    /** Does something nobody waits for: a failure that is no refusal is a fault of ours. */
    Future<Void> turn(Supplier<Future<Void>> work) {
        return turns.take(work).onFailure(failure -> {
            if (!(failure instanceof RolloutProblem)) {
                LOG.error("rollout turn failed model={}", model, failure);
            }
        });
    }
}
