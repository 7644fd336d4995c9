package io.inferencegateway.gateway.resources;

import io.inferencegateway.monitoring.stats.ResourceTally;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One upstream's processes from reading to reading. Immutable.
 *
 * @param last what was read
 * @param atMillis when, by a clock that nobody sets
 * @param used since the reading before
 */
record ProcessTrack(Map<Family, Double> last, long atMillis, ResourceTally used) {
    /** Exporters compute the start of the process anew each time; it moves by less than this. */
    private static final double SAME_START_SECONDS = 2;

    ProcessTrack {
        last = Map.copyOf(last);
    }

    static ProcessTrack first(Map<Family, Double> read, long nowMillis) {
        return new ProcessTrack(read, nowMillis, new ResourceTally(1, 0, 0, memory(read), 0));
    }

    /** The processor time between two readings is known unless the process has been another one since. */
    ProcessTrack next(Map<Family, Double> read, long nowMillis) {
        long covered = nowMillis - atMillis;
        double seconds = increase(last.get(Family.CPU_SECONDS), read.get(Family.CPU_SECONDS));
        boolean restarted = seconds < 0 || isOtherStart(last.get(Family.START_SECONDS), read.get(Family.START_SECONDS));
        boolean known = !restarted && !Double.isNaN(seconds) && covered > 0;
        return new ProcessTrack(
                read,
                nowMillis,
                new ResourceTally(
                        1, known ? (long) (seconds * 1e6) : 0, known ? covered : 0, memory(read), restarted ? 1 : 0));
    }

    private static double increase(@Nullable Double before, @Nullable Double after) {
        return before == null || after == null ? Double.NaN : after - before;
    }

    private static boolean isOtherStart(@Nullable Double before, @Nullable Double after) {
        return before != null && after != null && Math.abs(after - before) > SAME_START_SECONDS;
    }

    private static long memory(Map<Family, Double> read) {
        return read.getOrDefault(Family.MEMORY_BYTES, 0.0).longValue();
    }
}
