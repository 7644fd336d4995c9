package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Outcome;

/** How a request ended for which no version was chosen. */
public record Unroutable(int status, Outcome outcome) {}
