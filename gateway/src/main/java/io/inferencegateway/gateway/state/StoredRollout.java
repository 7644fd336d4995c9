package io.inferencegateway.gateway.state;

import java.util.List;

/** A rollout as the storage gave it back. */
public sealed interface StoredRollout {
    String model();

    long epoch();

    /** Every stored change of it, oldest first. */
    List<RolloutTransition> transitions();

    record Intact(RolloutRecord record, List<RolloutTransition> transitions) implements StoredRollout {
        public Intact {
            transitions = List.copyOf(transitions);
        }

        @Override
        public String model() {
            return record.model();
        }

        @Override
        public long epoch() {
            return record.epoch();
        }
    }

    /**
     * A record whose bytes are not the ones that were written. They stay where they are: a later rollout of the model
     * gets an epoch, and so a row, of its own.
     *
     * @param body what was found instead, for a person to look at
     */
    record Damaged(String model, long epoch, String body, List<RolloutTransition> transitions)
            implements StoredRollout {
        public Damaged {
            transitions = List.copyOf(transitions);
        }
    }
}
