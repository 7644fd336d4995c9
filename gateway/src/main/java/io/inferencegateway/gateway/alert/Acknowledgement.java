package io.inferencegateway.gateway.alert;

import java.time.Instant;

/**
 * Somebody has taken a firing alert on. Immutable.
 *
 * @param reason may be empty
 */
public record Acknowledgement(String by, String reason, Instant at) {}
