package io.inferencegateway.gateway.state;

/**
 * The whole truth about one rollout at one moment, replaced as a whole. Immutable.
 *
 * @param epoch which rollout of the model this is, from 1 upwards
 * @param revision which version of the record this is; a higher one replaces a lower one, never the other way round
 * @param body a JSON object, opaque to the store
 */
public record RolloutRecord(String model, long epoch, long revision, String body) {
    public RolloutRecord {
        if (epoch < 1 || revision < 1) {
            throw new IllegalArgumentException("epoch " + epoch + " and revision " + revision + " count from 1");
        }
    }
}
