package io.inferencegateway.gateway.check;

import io.inferencegateway.gateway.route.Check;

/**
 * How a replica does in its checks. Immutable. The first answer decides at once, for nothing speaks against it; after that
 * it takes several in a row to change.
 */
record Condition(Verdict verdict, int against) {
    static final Condition UNKNOWN = new Condition(Verdict.UNKNOWN, 0);

    enum Verdict {
        /** Not asked yet: it gets traffic, and no rollout waits on its word. */
        UNKNOWN,
        GOOD,
        FAILING
    }

    Condition after(boolean good, Check check) {
        Verdict said = good ? Verdict.GOOD : Verdict.FAILING;
        if (verdict == Verdict.UNKNOWN || verdict == said) {
            return new Condition(said, 0);
        }
        int needed = good ? check.healthy() : check.unhealthy();
        return against + 1 >= needed ? new Condition(said, 0) : new Condition(verdict, against + 1);
    }
}
