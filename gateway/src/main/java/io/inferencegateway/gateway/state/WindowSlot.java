package io.inferencegateway.gateway.state;

import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Slot;

/** A stretch of one version's history, as it is stored or, where the slot says so, to be deleted. */
public record WindowSlot(ModelVersion version, Slot slot) {}
