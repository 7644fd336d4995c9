package io.inferencegateway.loadtest.simulation;

import io.inferencegateway.monitoring.evidence.Certificate;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** How many answers a promotion's certificates take. Pure functions of their seeds. */
final class PromotionDelay {
    private static final int LONGEST = 5_000;

    private PromotionDelay() {}

    /** The answers it took, of the runs that were certified within 5,000. */
    static Figures answers(double errorRate, double slowShare, int runs, long seed) {
        return new Figures(IntStream.range(0, runs)
                .map(run -> untilCertified(errorRate, slowShare, seed + run))
                .filter(answers -> answers <= LONGEST)
                .asDoubleStream()
                .toArray());
    }

    private static int untilCertified(double errorRate, double slowShare, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Certificate errors = EvidencePolicy.defaults().errorRateCertificate();
        Certificate latency = EvidencePolicy.defaults().latencyCertificate();
        int bad = 0;
        int slow = 0;
        for (int answers = 1; answers <= LONGEST; answers++) {
            bad += random.nextDouble() < errorRate ? 1 : 0;
            slow += random.nextDouble() < slowShare ? 1 : 0;
            if (errors.certifies(answers, bad) && latency.certifies(answers, slow)) {
                return answers;
            }
        }
        return LONGEST + 1;
    }
}
