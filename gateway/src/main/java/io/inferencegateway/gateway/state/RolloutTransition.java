package io.inferencegateway.gateway.state;

/**
 * One change of a rollout, for the audit: appended, never altered. Immutable.
 *
 * @param ordinal which change of its rollout this is, from 1 upwards
 * @param actor who asked for it; {@code gateway} where it decided itself
 * @param evidence a JSON array of the figures it was decided on, opaque to the store; empty where there were none
 * @param step the index of the step in force afterwards
 * @param weightBasisPoints the canary's share afterwards
 */
public record RolloutTransition(
        long ordinal,
        long atMillis,
        String fromPhase,
        String toPhase,
        int step,
        int weightBasisPoints,
        String actor,
        String reason,
        String evidence) {}
