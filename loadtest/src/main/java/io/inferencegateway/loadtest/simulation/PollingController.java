package io.inferencegateway.loadtest.simulation;

/**
 * A controller that asks a metrics store at an interval for the interval before, and ends the rollout at so many failed
 * checks: the shape of the common ones. An interval without requests is neither failed nor passed, and the store answers at
 * once, which flatters them.
 */
final class PollingController implements Judge {
    private final double intervalSeconds;
    private final int failuresThatEnd;
    private final double toleratedErrors;
    private final double toleratedSlow;

    private double nextCheck;
    private long finished;
    private long bad;
    private long slow;
    private int failures;

    /**
     * @param failuresThatEnd failed checks in all, in a row or not
     * @param toleratedErrors a check fails at this share of bad answers
     * @param toleratedSlow or at this one of slow answers; above 1 where latency is not looked at
     */
    PollingController(double intervalSeconds, int failuresThatEnd, double toleratedErrors, double toleratedSlow) {
        this.intervalSeconds = intervalSeconds;
        this.failuresThatEnd = failuresThatEnd;
        this.toleratedErrors = toleratedErrors;
        this.toleratedSlow = toleratedSlow;
        this.nextCheck = intervalSeconds;
    }

    @Override
    public void admitted(long request) {}

    @Override
    public void slow(long request, long caller) {}

    @Override
    public void completed(long request, long caller, boolean isBad, boolean isSlow) {
        finished++;
        bad += isBad ? 1 : 0;
        slow += isSlow ? 1 : 0;
    }

    @Override
    public void stableBad() {}

    @Override
    public void timeIs(double seconds) {
        while (seconds >= nextCheck) {
            boolean failed = finished > 0 && (bad >= toleratedErrors * finished || slow >= toleratedSlow * finished);
            failures += failed ? 1 : 0;
            finished = 0;
            bad = 0;
            slow = 0;
            nextCheck += intervalSeconds;
        }
    }

    @Override
    public boolean critical() {
        return failures >= failuresThatEnd;
    }
}
