package io.inferencegateway.gateway.rollout;

import java.util.Set;

/**
 * Which states a command is meant for (RFC 9110, section 13.1.1). Immutable.
 *
 * @param tags entity tags with their quotes; empty for any state
 */
public record Precondition(Set<String> tags) {
    public static final Precondition NONE = new Precondition(Set.of());

    public Precondition {
        tags = Set.copyOf(tags);
    }

    boolean holds(String tag) {
        return tags.isEmpty() || tags.contains(tag);
    }
}
