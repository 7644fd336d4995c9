package io.inferencegateway.gateway.rollout;

import io.vertx.core.json.JsonObject;

/**
 * A rollout that the configuration asks for and that has not begun. Immutable.
 *
 * @param version which it would lead to
 * @param reason what it waits for, in words that follow the version's name
 */
public record WaitingRollout(int version, String reason) {
    public JsonObject toJson() {
        return new JsonObject().put("version", version).put("reason", reason);
    }
}
