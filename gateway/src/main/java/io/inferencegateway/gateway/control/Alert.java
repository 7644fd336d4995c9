package io.inferencegateway.gateway.control;

import io.inferencegateway.monitoring.alert.AlertRule;
import io.inferencegateway.monitoring.alert.AlertState;
import java.util.OptionalDouble;

/**
 * A rule of a monitor and where it stands. Immutable.
 *
 * @param value what the last evaluation saw, empty before the first and where there is no data
 */
public record Alert(String monitor, AlertRule rule, AlertState state, OptionalDouble value) {}
