package io.inferencegateway.monitoring.stats;

/**
 * What one version served in one stretch of history, as it is stored. Immutable by convention: nobody writes to {@code
 * encoded}. Points of the same version and stretch but of different runs add up; one of the same run replaces its older self.
 *
 * @param startMillis a whole multiple of the granularity's length, since the epoch
 * @param run see {@link HistoryRun}
 * @param encoded see {@link SlotCodec}
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record HistoryPoint(ModelVersion version, Granularity granularity, long startMillis, long run, byte[] encoded) {
    public HistoryPoint {
        if (granularity.startOf(startMillis) != startMillis) {
            throw new IllegalArgumentException(startMillis + " is no beginning of a " + granularity);
        }
    }
}
