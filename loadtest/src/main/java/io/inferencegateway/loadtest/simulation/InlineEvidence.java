package io.inferencegateway.loadtest.simulation;

import io.inferencegateway.monitoring.evidence.Evidence;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import io.inferencegateway.monitoring.evidence.Verdict;
import io.inferencegateway.monitoring.stats.Outcome;

/** The gateway's own rule, as the data plane feeds it. */
final class InlineEvidence implements Judge {
    private static final long FAST_MICROS = 20_000;
    private static final long SLOW_MICROS = 1_500_000;

    private Evidence evidence;
    private long nowMillis;

    InlineEvidence(EvidencePolicy policy, int weightBasisPoints) {
        this.evidence = Evidence.fresh(policy, weightBasisPoints);
    }

    @Override
    public boolean hasRoom() {
        return evidence.hasRoom();
    }

    @Override
    public void admitted(long request) {
        evidence = evidence.admitted(nowMillis);
    }

    @Override
    public void slow(long request, long caller) {
        evidence = evidence.slow(admissionOf(request), caller, nowMillis);
    }

    @Override
    public void completed(long request, long caller, boolean bad, boolean slow) {
        evidence = evidence.completed(
                admissionOf(request),
                caller,
                bad ? Outcome.UPSTREAM_ERROR : Outcome.OK,
                slow ? SLOW_MICROS : FAST_MICROS,
                slow,
                nowMillis);
    }

    private long admissionOf(long request) {
        return Math.max(Evidence.NOT_WEIGHED, request - evidence.policy().warmUpRequests());
    }

    @Override
    public void stableBad() {
        evidence = evidence.stableBad(Outcome.UPSTREAM_ERROR, nowMillis);
    }

    @Override
    public void timeIs(double seconds) {
        nowMillis = 1_000 + (long) (1_000 * seconds);
    }

    @Override
    public boolean critical() {
        return evidence.verdict() == Verdict.CRITICAL;
    }

    boolean sharedFault() {
        return evidence.sharedFault();
    }
}
