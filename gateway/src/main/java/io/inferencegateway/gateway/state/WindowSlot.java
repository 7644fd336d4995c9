package io.inferencegateway.gateway.state;

import io.inferencegateway.monitoring.stats.ModelVersion;

/**
 * The counts of one stretch of time of one version's rolling window. The bytes are shared, not copied: whoever holds
 * one leaves them alone.
 *
 * @param window the window's name, such as {@code 15m}
 * @param startMillis where the stretch begins, in milliseconds since the epoch
 * @param encoded the counts in the encoding of {@code monitoring.stats}
 */
@SuppressWarnings("ArrayRecordComponent") // carried from the encoder to the disk and back, never compared
public record WindowSlot(ModelVersion version, String window, long startMillis, byte[] encoded) {}
