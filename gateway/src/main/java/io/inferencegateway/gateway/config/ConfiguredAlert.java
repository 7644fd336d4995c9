package io.inferencegateway.gateway.config;

import io.inferencegateway.monitoring.alert.AlertRule;

/** An alert rule of the file, on one monitor of the file; presets filled in. Immutable. */
public record ConfiguredAlert(String monitor, AlertRule rule) {}
