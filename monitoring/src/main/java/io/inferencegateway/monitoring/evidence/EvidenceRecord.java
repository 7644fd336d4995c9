package io.inferencegateway.monitoring.evidence;

/**
 * An {@link Evidence} to keep: plain numbers, so that any serialiser of records can write it. Requests in flight are not
 * part of it; after a restart they stay good.
 */
public record EvidenceRecord(
        int canaryBasisPoints,
        long admissions,
        EProcess.Saved errorRateCritical,
        EProcess.Saved errorRateWarning,
        EProcess.Saved latencyCritical,
        EProcess.Saved latencyWarning,
        RelativeTest.Saved relative,
        RelativeTest.Saved relativeSlow,
        long answered,
        long answeredBad,
        long answeredSlow,
        long answeredAtWeight) {
    public EvidenceRecord {
        if (admissions < 0
                || answered < 0
                || answeredAtWeight < 0
                || answeredBad < 0
                || answeredBad > answered
                || answeredSlow < 0
                || answeredSlow > answered) {
            throw new IllegalArgumentException("kept counts contradict each other");
        }
    }
}
