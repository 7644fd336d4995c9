package io.inferencegateway.gateway.state;

/**
 * Something that happened to the gateway as a whole, kept for later. Immutable.
 *
 * @param body JSON
 */
public record EventRecord(long atMillis, String type, String body) {}
