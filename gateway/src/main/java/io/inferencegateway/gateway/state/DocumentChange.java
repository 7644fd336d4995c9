package io.inferencegateway.gateway.state;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of one document. Immutable.
 *
 * @param json what takes its place, or null where it is deleted
 */
public record DocumentChange(String kind, String name, @Nullable String json) {}
