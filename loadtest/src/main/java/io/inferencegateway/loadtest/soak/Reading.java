package io.inferencegateway.loadtest.soak;

import java.util.List;

/**
 * What the system said of the gateway at one moment.
 *
 * @param atSeconds since the load began
 * @param requests that had ended
 * @param liveHeapBytes what a full collection left
 */
record Reading(double atSeconds, long requests, long liveHeapBytes, long residentBytes, long descriptors) {
    private static final double SECONDS_PER_MINUTE = 60;

    /** Bytes a minute by which the live heap grew, by least squares; 0 for fewer than two readings. */
    static double heapBytesPerMinute(List<Reading> readings) {
        double meanTime =
                readings.stream().mapToDouble(Reading::atSeconds).average().orElse(0);
        double meanHeap =
                readings.stream().mapToDouble(Reading::liveHeapBytes).average().orElse(0);
        double above = 0;
        double below = 0;
        for (Reading reading : readings) {
            double late = reading.atSeconds - meanTime;
            above += late * (reading.liveHeapBytes - meanHeap);
            below += late * late;
        }
        return below == 0 ? 0 : above / below * SECONDS_PER_MINUTE;
    }
}
