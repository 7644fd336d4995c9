package io.inferencegateway.loadtest.simulation;

/**
 * The rule most people write first: at least so many finished requests, and at least 10 % of them bad (or 1 % of them
 * slow). With a window it looks at the newest ones only.
 */
final class FinishedShare implements Judge {
    private static final double CRITICAL_SHARE = 0.10;
    private static final double SLOW_SHARE = 0.01;

    private final int fewest;
    private final boolean[] badWindow;
    private final boolean[] slowWindow;
    private long finished;
    private long bad;
    private long slow;

    private FinishedShare(int fewest, int window) {
        this.fewest = fewest;
        this.badWindow = new boolean[window];
        this.slowWindow = new boolean[window];
    }

    static FinishedShare sinceTheStart(int fewest) {
        return new FinishedShare(fewest, 0);
    }

    static FinishedShare ofTheLast(int window) {
        return new FinishedShare(window, window);
    }

    @Override
    public void admitted(long request) {}

    @Override
    public void slow(long request, long caller) {}

    @Override
    public void completed(long request, long caller, boolean isBad, boolean isSlow) {
        if (badWindow.length > 0) {
            int place = (int) (finished % badWindow.length);
            bad -= badWindow[place] ? 1 : 0;
            slow -= slowWindow[place] ? 1 : 0;
            badWindow[place] = isBad;
            slowWindow[place] = isSlow;
        }
        finished++;
        bad += isBad ? 1 : 0;
        slow += isSlow ? 1 : 0;
    }

    @Override
    public void stableBad() {}

    @Override
    public void timeIs(double seconds) {}

    @Override
    public boolean critical() {
        double of = badWindow.length > 0 ? Math.min(finished, badWindow.length) : finished;
        return finished >= fewest && (bad >= CRITICAL_SHARE * of || slow >= SLOW_SHARE * of);
    }
}
