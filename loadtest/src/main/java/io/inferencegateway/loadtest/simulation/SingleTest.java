package io.inferencegateway.loadtest.simulation;

import io.inferencegateway.monitoring.evidence.EProcess;
import io.inferencegateway.monitoring.evidence.SequentialTest;

/** One sequential test on errors alone, requests one after the other: what the table of rules compares. */
final class SingleTest implements Judge {
    private final SequentialTest test;
    private EProcess process;

    SingleTest(SequentialTest test) {
        this.test = test;
        this.process = EProcess.of(test);
    }

    @Override
    public void admitted(long request) {
        process = process.admitted(0);
    }

    @Override
    public void slow(long request, long caller) {}

    @Override
    public void completed(long request, long caller, boolean bad, boolean slow) {
        if (bad) {
            process = process.turnedBad(request);
        }
    }

    @Override
    public void stableBad() {}

    @Override
    public void timeIs(double seconds) {}

    @Override
    public boolean critical() {
        return test.critical(process);
    }
}
