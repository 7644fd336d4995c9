package io.inferencegateway.loadtest.simulation;

/**
 * A controller that asks a metrics store once a minute for the minute before and tolerates one failed check: the shape of
 * the common ones' defaults. An interval without requests is neither failed nor passed.
 */
final class PollingController implements Judge {
    private static final double INTERVAL_SECONDS = 60;
    private static final int TOLERATED_FAILURES = 1;
    private static final double CRITICAL_SHARE = 0.10;
    private static final double SLOW_SHARE = 0.01;

    private double nextCheck = INTERVAL_SECONDS;
    private long finished;
    private long bad;
    private long slow;
    private int failures;

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
            boolean failed = finished > 0 && (bad >= CRITICAL_SHARE * finished || slow >= SLOW_SHARE * finished);
            failures += failed ? 1 : 0;
            finished = 0;
            bad = 0;
            slow = 0;
            nextCheck += INTERVAL_SECONDS;
        }
    }

    @Override
    public boolean critical() {
        return failures > TOLERATED_FAILURES;
    }
}
