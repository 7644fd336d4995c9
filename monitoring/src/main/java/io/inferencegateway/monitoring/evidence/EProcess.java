package io.inferencegateway.monitoring.evidence;

import java.util.Arrays;
import java.util.List;

/**
 * The running evidence of one {@link SequentialTest}, in its any-start form: R ← (R + w<sub>n</sub>) L with
 * w<sub>n</sub> = 1/(n(n+1)), E = mean R + 1/(n+1). It bets on a change at every request, so a version that was good for
 * hours and then breaks is seen about as soon as one that never worked. Immutable; any thread. L<sub>k</sub> is 1 in expectation at the null
 * rate and less below it; the weights w<sub>1</sub> to w<sub>n</sub> are 1 - 1/(n+1) together, so E is a non-negative supermartingale that begins at 1, and
 * reaches 1/α with a chance of at most α (Ville 1939). See Shin, Ramdas and Rinaldo, <i>E-detectors</i> (2024), for sums over starts, and
 * Robbins (1970) for mixtures.
 *
 * <p><b>Requests are weighed where they were admitted.</b> A request counts as good when it is admitted; when it turns
 * out bad, its factor is corrected in every bet that began at or before its admission, and in no other. The evidence
 * at any moment is therefore what the test would show if all requests in flight ended well. A bad request weighs more
 * than a good one in every bet, so this is never more than the evidence of the finished sequence: wherever it reaches
 * 1/α, the finished sequence, a plain test in the order of admission, reaches it too. So α holds whatever the order of
 * answers; failures that come faster than successes, or much slower, cannot indict a version that respects the null.
 *
 * <p>Bets are kept in at most {@value #POOLS} pools by the admission they began at, since only those begun before a
 * failed request may profit from it. A pool that began partly later is left uncorrected, which can only lower the
 * evidence. Without requests in flight one pool is enough and the form is exact.
 *
 * <p>Sums are plain doubles: a bet is never below its last start weight, 10<sup>-18</sup> after 10<sup>9</sup> requests,
 * and is clipped at {@value #HIGHEST}, again downwards.
 */
public final class EProcess {
    /** How many of the newest requests the guard looks at. */
    public static final int WINDOW = 100;

    private static final int POOLS = 8;
    /** A pool takes a quarter of the requests in flight, so the newest pools see them all. */
    private static final int POOLS_OF_THOSE_IN_FLIGHT = 4;

    /** Far above every threshold, and near enough that a fault that has passed is forgotten within some thousand requests. */
    private static final double HIGHEST = 1e9;

    private static final long HIGH_BITS = (1L << (WINDOW - Long.SIZE)) - 1;

    private final SequentialTest test;
    private final long n;
    private final long bad;
    /** The newest requests, newest in bit 0 of {@code recentLow}; 1 is bad. */
    private final long recentLow;

    private final long recentHigh;
    /** The admission at which the newest bet of each pool began; the last pool is open and ends at {@code n}. */
    private final long[] poolEnds;
    /** By pool, then by alternative. */
    private final double[] bets;

    private EProcess(
            SequentialTest test, long n, long bad, long recentLow, long recentHigh, long[] poolEnds, double[] bets) {
        this.test = test;
        this.n = n;
        this.bad = bad;
        this.recentLow = recentLow;
        this.recentHigh = recentHigh;
        this.poolEnds = poolEnds;
        this.bets = bets;
    }

    /** No request weighed yet. */
    public static EProcess of(SequentialTest test) {
        return new EProcess(test, 0, 0, 0, 0, new long[1], new double[test.goodFactors.length]);
    }

    /** Requests admitted. The newest one's admission number. */
    public long n() {
        return n;
    }

    /** How many of them are known to be bad. */
    public long bad() {
        return bad;
    }

    /**
     * One more request, good for now.
     *
     * @param inFlight how many requests admitted earlier have not ended
     */
    public EProcess admitted(int inFlight) {
        int pools = poolEnds.length;
        int alternatives = test.goodFactors.length;
        boolean opens = inFlight > 0 && openPoolLength() >= Math.max(1, inFlight / POOLS_OF_THOSE_IN_FLIGHT);
        int merged = oldestToMerge(inFlight, opens);
        int kept = pools - merged + 1;
        long next = n + 1;

        long[] ends = new long[opens ? kept + 1 : kept];
        System.arraycopy(poolEnds, merged - 1, ends, 0, kept);
        ends[ends.length - 1] = next;

        double[] stakes = new double[ends.length * alternatives];
        for (int pool = 0; pool < pools; pool++) {
            int to = Math.max(0, pool - merged + 1) * alternatives;
            for (int k = 0; k < alternatives; k++) {
                stakes[to + k] += bets[pool * alternatives + k];
            }
        }
        double startWeight = 1.0 / ((double) next * (next + 1));
        int open = stakes.length - alternatives;
        for (int k = 0; k < alternatives; k++) {
            stakes[open + k] += startWeight;
        }
        for (int pool = 0; pool < stakes.length; pool += alternatives) {
            for (int k = 0; k < alternatives; k++) {
                stakes[pool + k] *= test.goodFactors[k];
            }
        }
        long high = ((recentHigh << 1) | (recentLow >>> (Long.SIZE - 1))) & HIGH_BITS;
        return new EProcess(test, next, bad, recentLow << 1, high, ends, stakes);
    }

    /** How many of the oldest pools become one; 1 leaves them as they are. */
    private int oldestToMerge(int inFlight, boolean opens) {
        if (inFlight == 0) {
            return poolEnds.length;
        }
        return opens && poolEnds.length == POOLS ? 2 : 1;
    }

    private long openPoolLength() {
        return poolEnds.length == 1 ? n : n - poolEnds[poolEnds.length - 2];
    }

    /**
     * The request with this admission number, counted good so far, is bad.
     *
     * @param admission 1 to {@link #n}; to be called once for it
     */
    public EProcess turnedBad(long admission) {
        if (admission < 1 || admission > n) {
            throw new IllegalArgumentException("admission " + admission + " of " + n);
        }
        int alternatives = test.conversions.length;
        double[] corrected = bets.clone();
        for (int pool = 0; pool < poolEnds.length && poolEnds[pool] <= admission; pool++) {
            for (int k = 0; k < alternatives; k++) {
                int i = pool * alternatives + k;
                corrected[i] = Math.min(corrected[i] * test.conversions[k], HIGHEST);
            }
        }
        long age = n - admission;
        long low = age < Long.SIZE ? recentLow | (1L << age) : recentLow;
        long high = age >= Long.SIZE && age < WINDOW ? recentHigh | (1L << (age - Long.SIZE)) : recentHigh;
        return new EProcess(test, n, bad + 1, low, high, poolEnds, corrected);
    }

    /** The evidence against the null, finite. */
    public double eValue() {
        double sum = 0;
        for (double bet : bets) {
            sum += bet;
        }
        return sum / test.goodFactors.length + 1.0 / (n + 1);
    }

    /** The share of bad ones among the newest {@value #WINDOW} requests, 0 before the first. */
    public double recentShare() {
        return n == 0 ? 0 : (Long.bitCount(recentLow) + Long.bitCount(recentHigh)) / (double) Math.min(n, WINDOW);
    }

    /** What is worth keeping of it: requests in flight are forgotten, so they stay good. */
    Saved saved() {
        double[] sums = new double[test.goodFactors.length];
        for (int i = 0; i < bets.length; i++) {
            sums[i % sums.length] += bets[i];
        }
        return new Saved(
                n, bad, recentLow, recentHigh, Arrays.stream(sums).boxed().toList());
    }

    static EProcess restore(SequentialTest test, Saved saved) {
        if (saved.bets.size() != test.goodFactors.length) {
            throw new IllegalArgumentException(
                    saved.bets.size() + " bets were kept for a test of " + test.goodFactors.length);
        }
        return new EProcess(
                test,
                saved.n,
                saved.bad,
                saved.recentLow,
                saved.recentHigh & HIGH_BITS,
                new long[] {saved.n},
                saved.bets.stream().mapToDouble(bet -> Math.min(bet, HIGHEST)).toArray());
    }

    /**
     * An {@link EProcess} to keep. Plain numbers.
     *
     * @param recentLow the newest 64 requests as bits, newest lowest; 1 is bad
     * @param recentHigh the 36 before them
     * @param bets one for each alternative
     */
    public record Saved(long n, long bad, long recentLow, long recentHigh, List<Double> bets) {
        public Saved {
            bets = List.copyOf(bets);
            if (n < 0 || bad < 0 || bad > n) {
                throw new IllegalArgumentException(bad + " bad of " + n);
            }
            for (double bet : bets) {
                if (!(bet >= 0 && Double.isFinite(bet))) {
                    throw new IllegalArgumentException("a bet of " + bet);
                }
            }
        }
    }
}
