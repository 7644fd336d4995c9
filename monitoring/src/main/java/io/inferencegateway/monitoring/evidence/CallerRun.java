package io.inferencegateway.monitoring.evidence;

/**
 * Whether the faults that come now are one caller's own affair: its run of bad answers while everybody else is served
 * well. Immutable and of fixed size; any thread.
 *
 * <p>The tests take requests for independent. One caller's retries are not: twenty of them may fail for one reason, which is not
 * that the canary is broken. A run is what one caller gets without a good answer in between. Its bad answer is
 * <i>excused</i>, that is left good as it was admitted, if three things hold:
 *
 * <ul>
 *   <li>it is no coincidence: if the canary failed for everybody, the k-th fault in a row would be this caller's with a chance of
 *       s<sup>k</sup> (s its share of the canary's newest answers), and that is below {@value #COINCIDENCE}. So with a single
 *       caller, or one proxy that all of them are behind, s is 1 and nothing is ever excused;
 *   <li>others are served well: of their last {@value #OTHERS} answers at most {@value #OTHERS_BAD} were bad;
 *   <li>the run is a burst: it began less than {@value #BURST_MILLIS} ms ago. What lasts longer is a condition, and counts.
 * </ul>
 *
 * <p>An excuse only ever leaves evidence out, so it costs nothing of α; it costs time where a canary fails for one caller of
 * many and for nobody else. Shares are kept in {@value #BUCKETS} buckets of eight bits by the caller's hash, all halved when one is
 * full; callers that share a bucket look like one larger caller, which is excused less.
 *
 * @param caller whose run it is, if {@code length} is above 0
 * @param others the newest answers to others, newest in bit 0; 1 is bad
 * @param excused whether the newest fault was this caller's own affair
 */
record CallerRun(
        long sharesLow,
        long sharesHigh,
        long caller,
        int length,
        long beganMillis,
        long newestMillis,
        int others,
        int othersKnown,
        boolean excused) {
    static final CallerRun NONE = new CallerRun(0, 0, 0, 0, 0, 0, 0, 0, false);

    private static final int BUCKETS = 16;
    private static final int OTHERS = 8;
    private static final int OTHERS_BAD = 2;
    private static final long BURST_MILLIS = 5_000;
    private static final double COINCIDENCE = 0.001;

    private static final int BUCKETS_A_LONG = BUCKETS / 2;
    private static final int BUCKET_BITS = 8;
    private static final long FULL = (1 << BUCKET_BITS) - 1;
    private static final long HALVES = 0x7f7f_7f7f_7f7f_7f7fL;
    private static final int OTHERS_MASK = (1 << OTHERS) - 1;

    /** A good answer to this caller became known. */
    CallerRun wentWell(long toCaller, long nowMillis) {
        CallerRun seen = seen(toCaller).withoutStale(nowMillis);
        boolean ownRun = seen.length > 0 && seen.caller == toCaller;
        CallerRun before = ownRun ? seen.closed() : seen;
        return before.ofAnother(0, 1);
    }

    /** A bad answer to this caller became known; {@link #excused} of the result says whether it is to count. */
    CallerRun failed(long toCaller, long nowMillis) {
        CallerRun seen = seen(toCaller).withoutStale(nowMillis);
        if (seen.length > 0 && seen.caller == toCaller) {
            CallerRun longer = seen.ofLength(seen.length + 1, seen.beganMillis, nowMillis, false);
            return longer.isOwnAffair() ? longer.ofLength(longer.length, longer.beganMillis, nowMillis, true) : longer;
        }
        if (seen.length > 1) {
            // Somebody else's fault in the middle of a run: it counts, and speaks against the excuse.
            return seen.ofAnother(1, 1);
        }
        CallerRun before = seen.closed();
        return new CallerRun(
                before.sharesLow,
                before.sharesHigh,
                toCaller,
                1,
                nowMillis,
                nowMillis,
                before.others,
                before.othersKnown,
                false);
    }

    private boolean isOwnAffair() {
        boolean othersFine = othersKnown == OTHERS && Integer.bitCount(others) <= OTHERS_BAD;
        return othersFine
                && newestMillis - beganMillis < BURST_MILLIS
                && Math.pow(shareOf(caller), length) < COINCIDENCE;
    }

    private CallerRun ofLength(int newLength, long began, long newest, boolean isExcused) {
        return new CallerRun(sharesLow, sharesHigh, caller, newLength, began, newest, others, othersKnown, isExcused);
    }

    private CallerRun withoutStale(long nowMillis) {
        return length > 0 && nowMillis - newestMillis >= BURST_MILLIS ? closed() : this;
    }

    /** The run is over: from now on it is what happened to somebody else. */
    private CallerRun closed() {
        int bad = Math.min(length, OTHERS);
        return ofAnother((1 << bad) - 1, bad).ofLength(0, 0, 0, false);
    }

    private CallerRun ofAnother(int answers, int count) {
        int shifted = ((others << count) | answers) & OTHERS_MASK;
        int known = Math.min(OTHERS, othersKnown + count);
        return new CallerRun(sharesLow, sharesHigh, caller, length, beganMillis, newestMillis, shifted, known, false);
    }

    private CallerRun seen(long aCaller) {
        int bucket = bucketOf(aCaller);
        boolean low = bucket < BUCKETS_A_LONG;
        int shift = bucket % BUCKETS_A_LONG * BUCKET_BITS;
        long newLow = sharesLow;
        long newHigh = sharesHigh;
        if ((((low ? newLow : newHigh) >>> shift) & FULL) == FULL) {
            newLow = (newLow >>> 1) & HALVES;
            newHigh = (newHigh >>> 1) & HALVES;
        }
        long one = 1L << shift;
        return new CallerRun(
                low ? newLow + one : newLow,
                low ? newHigh : newHigh + one,
                caller,
                length,
                beganMillis,
                newestMillis,
                others,
                othersKnown,
                false);
    }

    /** 0 to 1: of the canary's newest answers, the caller's and those of callers in the same bucket. */
    double shareOf(long aCaller) {
        int bucket = bucketOf(aCaller);
        long counts = bucket < BUCKETS_A_LONG ? sharesLow : sharesHigh;
        long own = (counts >>> (bucket % BUCKETS_A_LONG * BUCKET_BITS)) & FULL;
        long all = sum(sharesLow) + sum(sharesHigh);
        return all == 0 ? 1 : own / (double) all;
    }

    private static long sum(long counts) {
        long sum = 0;
        for (int shift = 0; shift < Long.SIZE; shift += BUCKET_BITS) {
            sum += (counts >>> shift) & FULL;
        }
        return sum;
    }

    /** Fibonacci hashing: callers' hashes may be anything, addresses in a row among them. */
    private static int bucketOf(long aCaller) {
        return (int) ((aCaller * 0x9e37_79b9_7f4a_7c15L) >>> (Long.SIZE - 4));
    }
}
