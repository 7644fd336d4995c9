package io.inferencegateway.monitoring.evidence;

/**
 * An {@link Evidence} to keep: plain numbers, so that any serialiser of records can write it. Requests in flight are not
 * part of it; after a restart they stay good.
 */
public record EvidenceRecord(
        int canaryBasisPoints,
        long admissions,
        Suspected errors,
        Suspected slowness,
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

    /**
     * What is known of one kind of fault: the canary by itself at the two limits, and beside stable.
     *
     * @param cusum above 0 while there is an episode to compare
     */
    public record Suspected(
            EProcess.Saved critical, EProcess.Saved warning, RelativeTest.Saved besideStable, double cusum) {
        public Suspected {
            if (!(cusum >= 0 && Double.isFinite(cusum))) {
                throw new IllegalArgumentException("a kept CUSUM of " + cusum);
            }
        }
    }
}
