package io.inferencegateway.canary.split;

import java.util.OptionalInt;

/**
 * Which of two versions a model's next request goes to. Immutable. Shares are basis points, so the two always sum to
 * {@value #WHOLE}; a caller's point is fixed by the salt and its key, so raising the canary's share never moves a
 * caller that is on the canary back to stable.
 *
 * @param stable the version that serves everything the canary does not
 * @param canary the version under trial; equal to {@code stable} where there is none
 * @param canaryBasisPoints the canary's share, 0 to {@value #WHOLE}; 0 where there is no canary
 * @param salt fresh for each rollout, so that the same callers are not always the first to try a canary
 */
public record TrafficSplit(int stable, int canary, int canaryBasisPoints, long salt) {
    /** All traffic, in basis points. */
    public static final int WHOLE = 10_000;

    public TrafficSplit {
        if (canaryBasisPoints < 0 || canaryBasisPoints > WHOLE) {
            throw new IllegalArgumentException("a share of " + canaryBasisPoints + " is not within 0.." + WHOLE);
        }
        if (canary == stable && canaryBasisPoints != 0) {
            throw new IllegalArgumentException("version " + stable + " can't be the canary of itself");
        }
    }

    public static TrafficSplit allTo(int stable) {
        return new TrafficSplit(stable, stable, 0, 0);
    }

    public boolean hasCanary() {
        return canary != stable;
    }

    /** @param point 0 to 9,999: random, or {@link #pointOf} for a caller that must stay where it is */
    public int versionAt(int point) {
        return point < canaryBasisPoints ? canary : stable;
    }

    /** The share of a version in basis points; empty for one that has no part in the split. */
    public OptionalInt basisPointsOf(int version) {
        if (version == stable) {
            return OptionalInt.of(WHOLE - canaryBasisPoints);
        }
        return version == canary ? OptionalInt.of(canaryBasisPoints) : OptionalInt.empty();
    }

    public TrafficSplit withCanaryShare(int basisPoints) {
        return new TrafficSplit(stable, canary, basisPoints, salt);
    }

    /** Where a caller stands under this split's salt: uniform over 0 to 9,999, the same for the same key. */
    public int pointOf(CharSequence key) {
        long hash = salt ^ 0x9E3779B97F4A7C15L;
        for (int i = 0; i < key.length(); i++) {
            hash = mix(hash ^ key.charAt(i));
        }
        return (int) Long.remainderUnsigned(mix(hash), WHOLE);
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
