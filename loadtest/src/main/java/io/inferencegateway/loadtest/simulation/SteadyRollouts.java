package io.inferencegateway.loadtest.simulation;

import io.inferencegateway.monitoring.evidence.EProcess;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import io.inferencegateway.monitoring.evidence.SequentialTest;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Whole rollouts at a steady error rate, with all the traffic on the canary and no answer slow: what then ends one is the
 * error-rate test alone, since nobody shares its errors and nobody's are excused. Requests are independent and one after the
 * other. Pure functions of their seeds.
 */
final class SteadyRollouts {
    private SteadyRollouts() {}

    /** How many of {@code runs} rollouts are ended within {@code requests}, in any of {@code tries} of it. */
    static int ended(double errorRate, int requests, int tries, int runs, long seed) {
        return (int) IntStream.range(0, runs)
                .parallel()
                .filter(run -> isEnded(errorRate, requests, tries, seed + run))
                .count();
    }

    private static boolean isEnded(double errorRate, int requests, int tries, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SequentialTest test = EvidencePolicy.defaults().errorRateCriticalTest();
        for (int tried = 0; tried < tries; tried++) {
            EProcess process = EProcess.of(test);
            for (int request = 1; request <= requests; request++) {
                process = process.admitted(0);
                if (random.nextDouble() < errorRate) {
                    process = process.turnedBad(request);
                    if (test.critical(process)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
