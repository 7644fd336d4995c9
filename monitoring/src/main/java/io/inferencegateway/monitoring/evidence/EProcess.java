package io.inferencegateway.monitoring.evidence;

import java.util.Arrays;
import java.util.List;

/**
 * The running evidence of one {@link SequentialTest}, in its any-start form: R ← (R + w<sub>n</sub>) L with
 * w<sub>n</sub> = 1/(n(n+1)), E = mean R + 1/(n+1). It bets on a change at every request, so a version that was good for
 * hours and then breaks is seen about as soon as one that never worked. Immutable; any thread.
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
    private static final double HIGHEST = 1e150;
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
        int alternatives = test.goodFactors.length;
        Pools pools = inFlight == 0 ? merged(poolEnds.length) : opened(inFlight);
        long next = n + 1;
        double startWeight = 1.0 / ((double) next * (next + 1));
        int open = pools.bets.length - alternatives;
        for (int i = 0; i < pools.bets.length; i++) {
            double stake = i >= open ? pools.bets[i] + startWeight : pools.bets[i];
            pools.bets[i] = stake * test.goodFactors[i % alternatives];
        }
        pools.ends[pools.ends.length - 1] = next;
        long high = ((recentHigh << 1) | (recentLow >>> (Long.SIZE - 1))) & HIGH_BITS;
        return new EProcess(test, next, bad, recentLow << 1, high, pools.ends, pools.bets);
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

    /** The pools of the next state, before it exists. */
    private static final class Pools {
        final long[] ends;
        final double[] bets;

        Pools(long[] ends, double[] bets) {
            this.ends = ends;
            this.bets = bets;
        }
    }

    /** The oldest {@code count} pools as one: its bets profit only from failures admitted after all of them began. */
    private Pools merged(int count) {
        int alternatives = test.goodFactors.length;
        long[] ends = Arrays.copyOfRange(poolEnds, count - 1, poolEnds.length);
        double[] kept = Arrays.copyOfRange(bets, (count - 1) * alternatives, bets.length);
        for (int i = 0; i < (count - 1) * alternatives; i++) {
            kept[i % alternatives] += bets[i];
        }
        return new Pools(ends, kept);
    }

    /** Room for the next bet: in the open pool while that is short beside the requests in flight, else in a new one. */
    private Pools opened(int inFlight) {
        int last = poolEnds.length - 1;
        long openLength = n - (last == 0 ? 0 : poolEnds[last - 1]);
        if (openLength < Math.max(1, inFlight / 4)) {
            return new Pools(poolEnds.clone(), bets.clone());
        }
        Pools room = poolEnds.length < POOLS ? new Pools(poolEnds, bets) : merged(2);
        return new Pools(
                Arrays.copyOf(room.ends, room.ends.length + 1),
                Arrays.copyOf(room.bets, room.bets.length + test.goodFactors.length));
    }

    /** What is worth keeping of it: requests in flight are forgotten, so they stay good. */
    Saved saved() {
        return new Saved(
                n,
                bad,
                recentLow,
                recentHigh,
                Arrays.stream(merged(poolEnds.length).bets).boxed().toList());
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
                saved.bets.stream().mapToDouble(Double::doubleValue).toArray());
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
                if (!(bet >= 0 && bet <= HIGHEST)) {
                    throw new IllegalArgumentException("a bet of " + bet);
                }
            }
        }
    }
}
