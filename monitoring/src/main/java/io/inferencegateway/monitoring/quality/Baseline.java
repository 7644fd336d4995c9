package io.inferencegateway.monitoring.quality;

/** A reference profile, and where it comes from. */
public record Baseline(QualityReport.Reference origin, ReferenceProfile profile) {}
