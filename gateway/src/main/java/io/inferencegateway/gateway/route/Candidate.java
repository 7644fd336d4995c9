package io.inferencegateway.gateway.route;

/**
 * A replica and its place among the others. Immutable.
 *
 * @param priority the lowest that has a usable replica gets all the traffic
 * @param weight its share among those of its priority, relative to theirs, at least 1
 */
public record Candidate(Upstream upstream, int priority, int weight) {
    /** So that weight 0, which RFC 2782 gives a very small chance, is not none. */
    private static final int STEPS = 100;

    public Candidate {
        if (weight < 1) {
            throw new IllegalArgumentException(upstream.authority() + " has the weight " + weight);
        }
    }

    /** @param srvWeight 0 to 65535, as SRV records have it */
    public static Candidate of(Upstream upstream, int priority, int srvWeight) {
        return new Candidate(upstream, priority, Math.max(1, srvWeight * STEPS));
    }
}
