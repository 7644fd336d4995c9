package io.inferencegateway.monitoring.stats;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one event loop sees of one version. Owner: that event loop, for every method. Recording allocates only
 * when a combination of track, method, status and outcome is seen for the first time; drains keep the combinations.
 */
public final class VersionRecorder {
    private static final int SIGNIFICANT_DIGITS = 2;
    private static final int FIRST_CAPACITY = 16;

    // Integer counts halve the size, and one bucket would have to take 2^31 requests between two drains to overflow.
    private final IntCountsHistogram latency =
            new IntCountsHistogram(LatencyHistogram.HIGHEST_MICROS, SIGNIFICANT_DIGITS);
    private @Nullable Filling[] tallies = new Filling[FIRST_CAPACITY];
    private int used;
    private long maxMicros;

    /** A cell that is still being filled. */
    private static final class Filling {
        final int code;
        final Cell.Key key;
        final long[] figures = new long[Measure.figures()];
        long count;

        Filling(int code, Cell.Key key) {
            this.code = code;
            this.key = key;
        }
    }

    /** Counts one request that ended. Negative durations, as a clock may yield, count as 0. */
    public void record(CompletedRequest request) {
        Filling tally = tally(request.track(), request.method(), request.status(), request.outcome());
        long[] figures = tally.figures;
        long latencyMicros = Math.max(0, request.latencyMicros());
        tally.count++;
        Measure.REQUEST_DURATION.add(figures, latencyMicros);
        long connect = request.connectMicros();
        long response = request.upstreamResponseMicros();
        addIfMeasured(Measure.UPSTREAM_CONNECT, figures, connect);
        addIfMeasured(Measure.UPSTREAM_FIRST_BYTE, figures, request.upstreamFirstByteMicros());
        if (addIfMeasured(Measure.UPSTREAM_RESPONSE, figures, response)) {
            Measure.OVERHEAD.add(figures, Math.max(0, latencyMicros - response - Math.max(0, connect)));
        }
        Measure.REQUEST_SIZE.add(figures, Math.max(0, request.requestBytes()));
        Measure.RESPONSE_SIZE.add(figures, Math.max(0, request.responseBytes()));
        if (request.track() != Track.SHADOW) {
            latency.recordValue(Math.min(latencyMicros, LatencyHistogram.HIGHEST_MICROS));
            maxMicros = Math.max(maxMicros, latencyMicros);
        }
    }

    private static boolean addIfMeasured(Measure measure, long[] figures, long value) {
        if (value < 0) {
            return false;
        }
        measure.add(figures, value);
        return true;
    }

    /** Everything recorded since the last drain. */
    public Interval drain() {
        Map<Cell.Key, Cell> cells = new HashMap<>();
        for (Filling tally : tallies) {
            if (tally != null && tally.count > 0) {
                cells.put(tally.key, new Cell(tally.key, tally.count, tally.figures.clone()));
                tally.count = 0;
                Arrays.fill(tally.figures, 0);
            }
        }
        if (cells.isEmpty()) {
            return Interval.EMPTY;
        }
        Interval interval = new Interval(cells, drainLatency(), maxMicros);
        maxMicros = 0;
        return interval;
    }

    private LatencyHistogram drainLatency() {
        if (latency.getTotalCount() == 0) {
            return LatencyHistogram.EMPTY;
        }
        long[] dense = new long[LatencyHistogram.BUCKETS];
        for (HistogramIterationValue value : latency.recordedValues()) {
            long lowest = latency.lowestEquivalentValue(value.getValueIteratedTo());
            int bucket = LatencyHistogram.bucketOf(lowest);
            dense[bucket] += value.getCountAddedInThisIterationStep();
        }
        latency.reset();
        return LatencyHistogram.ofDense(dense);
    }

    private Filling tally(Track track, RequestMethod method, int status, Outcome outcome) {
        int code = codeOf(track, method, status, outcome);
        int slot = slotOf(code, tallies);
        Filling found = tallies[slot];
        if (found != null) {
            return found;
        }
        Filling created = new Filling(code, new Cell.Key(track, method, status, outcome));
        if (++used * 2 > tallies.length) {
            grow();
            slot = slotOf(code, tallies);
        }
        tallies[slot] = created;
        return created;
    }

    @SuppressWarnings("EnumOrdinal") // never leaves this object
    private static int codeOf(Track track, RequestMethod method, int status, Outcome outcome) {
        int code = status * Outcome.COUNT + outcome.ordinal();
        code = code * RequestMethod.COUNT + method.ordinal();
        return code * Track.COUNT + track.ordinal();
    }

    /** Where the tally of {@code code} is, or the free slot where it belongs (open addressing, at most half full). */
    private static int slotOf(int code, @Nullable Filling[] tallies) {
        int mask = tallies.length - 1;
        int slot = (code * 0x9E3779B1) >>> 16 & mask;
        while (true) {
            Filling tally = tallies[slot];
            if (tally == null || tally.code == code) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    private void grow() {
        @Nullable Filling[] larger = new Filling[tallies.length * 2];
        for (Filling tally : tallies) {
            if (tally != null) {
                larger[slotOf(tally.code, larger)] = tally;
            }
        }
        tallies = larger;
    }
}
