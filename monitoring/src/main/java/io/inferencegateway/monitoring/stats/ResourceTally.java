package io.inferencegateway.monitoring.stats;

/**
 * What a version's processes used, as their own metrics told. Immutable; merging adds up.
 *
 * @param samples how often they were read
 * @param cpuMicros processor time between readings, over all processes
 * @param coveredMillis how long that time is
 * @param memoryBytes the sum over the samples of what all processes held
 * @param restarts of a process
 */
public record ResourceTally(long samples, long cpuMicros, long coveredMillis, long memoryBytes, long restarts) {
    public static final ResourceTally EMPTY = new ResourceTally(0, 0, 0, 0, 0);

    public ResourceTally {
        if (samples < 0 || cpuMicros < 0 || coveredMillis < 0 || memoryBytes < 0 || restarts < 0) {
            throw new IllegalArgumentException("what was used is not below 0");
        }
    }

    public boolean isEmpty() {
        return samples == 0 && restarts == 0;
    }

    public ResourceTally merge(ResourceTally other) {
        return new ResourceTally(
                samples + other.samples,
                cpuMicros + other.cpuMicros,
                coveredMillis + other.coveredMillis,
                memoryBytes + other.memoryBytes,
                restarts + other.restarts);
    }

    /** Processors in use on average, such as 1.5; NaN where that was not measured. */
    public double cpuCores() {
        return coveredMillis == 0 ? Double.NaN : cpuMicros / 1e3 / coveredMillis;
    }

    /** Held on average; NaN where that was not measured. */
    public double meanMemoryBytes() {
        return samples == 0 || memoryBytes == 0 ? Double.NaN : (double) memoryBytes / samples;
    }
}
