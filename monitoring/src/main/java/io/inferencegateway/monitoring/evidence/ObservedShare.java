package io.inferencegateway.monitoring.evidence;

/**
 * The canary's share of the newest requests as they came, for where the split's own share does not say it. Immutable; any
 * thread.
 *
 * <p>Two cases ask for it. All of a cohort is the canary's, and everybody else is stable's: the split says 100 %, yet stable
 * serves beside it, and an outage that both share must not be blamed on the canary. And callers stick to a version, and one
 * that sends a large part of all requests sticks to the canary. What {@link RelativeTest} is told has to be known before
 * the bad request that it judges, so it is last looked at before; and it errs in the canary's favour, by
 * {@value #STANDARD_ERRORS} standard errors of a share of that many requests.
 *
 * @param canary requests that the canary got, of the newest {@value #MOST}, fading
 * @param stable those that stable got
 */
public record ObservedShare(double canary, double stable) {
    public static final ObservedShare NONE = new ObservedShare(0, 0);

    private static final int MOST = 1_000;
    private static final int ENOUGH = 20;
    private static final int STANDARD_ERRORS = 3;
    /** As much as a share can be while somebody else is served: at this one hardly a fault speaks against the canary. */
    private static final int HIGHEST = 9_900;

    /** So many more were admitted since the last look. */
    public ObservedShare after(long ofCanary, long ofStable) {
        double total = canary + stable + ofCanary + ofStable;
        double kept = total <= MOST ? 1 : MOST / total;
        return new ObservedShare((canary + ofCanary) * kept, (stable + ofStable) * kept);
    }

    /**
     * What to compare bad requests by where all of a cohort is the canary's and all others are stable's.
     *
     * @return basis points; the whole if nobody but the cohort asks
     */
    public int besideOthers() {
        if (total() < ENOUGH) {
            return HIGHEST;
        }
        return stable < 1 ? RelativeTest.WHOLE : Math.min(HIGHEST, basisPoints(seen() + margin()));
    }

    /**
     * What to compare bad requests by where the split gives the canary {@code weightBasisPoints}: that, unless clearly more is
     * seen. Where stable gets nothing at all there is nothing to see.
     */
    public int ofSplit(int weightBasisPoints) {
        boolean compares =
                weightBasisPoints > 0 && weightBasisPoints < RelativeTest.WHOLE && total() >= ENOUGH && stable >= 1;
        return compares && basisPoints(seen() - margin()) > weightBasisPoints
                ? Math.min(HIGHEST, basisPoints(seen() + margin()))
                : weightBasisPoints;
    }

    private double total() {
        return canary + stable;
    }

    private double seen() {
        return canary / total();
    }

    private double margin() {
        return STANDARD_ERRORS * Math.sqrt(seen() * (1 - seen()) / total());
    }

    /** At least one: at none there would be nothing to compare. */
    private static int basisPoints(double share) {
        return Math.max(1, (int) Math.ceil(share * RelativeTest.WHOLE));
    }
}
