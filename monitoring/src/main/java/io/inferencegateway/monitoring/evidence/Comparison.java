package io.inferencegateway.monitoring.evidence;

/**
 * A {@link RelativeTest} fed with faults as they become known. Immutable; any thread.
 *
 * <p><b>Spells.</b> A fault that is made of waiting, a slow answer or a timeout, rarely comes alone: a server that stalls for a
 * second makes hundreds of requests late at once, and the test would take them for hundreds of coin flips. So all such
 * faults within {@value #SPELL_MILLIS} ms are one observation, with the canary's share of them as its outcome: a bet on the
 * mean of a bounded variable, as fair as one on a coin (Waudby-Smith and Ramdas). Faults that fail at once count each.
 */
final class Comparison {
    private static final long SPELL_MILLIS = 500;
    private static final int ENOUGH = 20;
    private static final double NOT_MUCH = 2;

    private final RelativeTest test;
    private final long spellBegan;
    private final int canaryInSpell;
    private final int stableInSpell;

    private Comparison(RelativeTest test, long spellBegan, int canaryInSpell, int stableInSpell) {
        this.test = test;
        this.spellBegan = spellBegan;
        this.canaryInSpell = canaryInSpell;
        this.stableInSpell = stableInSpell;
    }

    static Comparison of(RelativeTest test) {
        return new Comparison(test, 0, 0, 0);
    }

    /** A fault of either version that says nothing of others. */
    Comparison alone(boolean ofCanary, int canaryBasisPoints) {
        RelativeTest after = test.observed(ofCanary ? 1 : 0, ofCanary ? 0 : 1, canaryBasisPoints);
        return new Comparison(after, spellBegan, canaryInSpell, stableInSpell);
    }

    /** A fault of either version that may be one of many with the same cause. */
    Comparison inSpell(boolean ofCanary, int canaryBasisPoints, long nowMillis) {
        int canary = ofCanary ? 1 : 0;
        int stable = 1 - canary;
        boolean none = canaryInSpell + stableInSpell == 0;
        if (!none && nowMillis - spellBegan < SPELL_MILLIS) {
            return new Comparison(test, spellBegan, canaryInSpell + canary, stableInSpell + stable);
        }
        RelativeTest after = none ? test : test.observed(canaryInSpell, stableInSpell, canaryBasisPoints);
        return new Comparison(after, nowMillis, canary, stable);
    }

    /** What is known of the spells that are over. */
    RelativeTest test() {
        return test;
    }

    /** Whether it is the canary: there is evidence, and it fails much more often than stable in plain numbers too. */
    boolean indicts(int canaryBasisPoints) {
        return test.critical(canaryBasisPoints) && !isMuchAlike(canaryBasisPoints);
    }

    /** Whether there is enough to say that the canary does not fail much more often than stable. */
    boolean acquits(int canaryBasisPoints) {
        return test.n() >= ENOUGH && isMuchAlike(canaryBasisPoints);
    }

    /**
     * Plain numbers, the spell under way included. In an outage that both versions share, the test would in the end be
     * decided by the canary's own few faults, tolerable by themselves; beside the outage they are nothing.
     */
    private boolean isMuchAlike(int canaryBasisPoints) {
        long canary = test.canaryBad() + canaryInSpell;
        long all = test.n() + canaryInSpell + stableInSpell;
        return canary <= all * RelativeTest.canarysShare(canaryBasisPoints, NOT_MUCH);
    }
}
