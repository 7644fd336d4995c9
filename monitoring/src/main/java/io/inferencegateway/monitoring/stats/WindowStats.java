package io.inferencegateway.monitoring.stats;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a version served in a stretch of time, shadow copies left out. Immutable. Counts are exact.
 */
public final class WindowStats {
    private final long fromMillis;
    private final long toMillis;
    private final Tally tally;
    private final SortedMap<Integer, Long> statusCounts;

    WindowStats(long fromMillis, long toMillis, Tally tally) {
        this.fromMillis = fromMillis;
        this.toMillis = toMillis;
        this.tally = tally;
        this.statusCounts = Collections.unmodifiableSortedMap(new TreeMap<>(tally.statuses()));
    }

    /** All of them together, over the time from the first to the last; nothing where there is none. */
    public static WindowStats sum(List<WindowStats> pieces) {
        TallySum sum = new TallySum();
        pieces.forEach(piece -> sum.add(piece.tally));
        return pieces.isEmpty()
                ? new WindowStats(0, 0, Tally.EMPTY)
                : new WindowStats(pieces.get(0).fromMillis, pieces.get(pieces.size() - 1).toMillis, sum.tally());
    }

    /** Where the stretch begins, in milliseconds since the epoch; nothing older is counted. */
    public long fromMillis() {
        return fromMillis;
    }

    /** Where it ends: the moment of the view. */
    public long toMillis() {
        return toMillis;
    }

    public long total() {
        return tally.total();
    }

    /** Requests whose outcome {@linkplain Outcome#countsAgainstVersion counts against the version}. */
    public long errors() {
        return tally.errors();
    }

    /** Requests answered with 400, 402 to 406, 408, 429 or 5xx, whoever is to blame. */
    public long trafficErrors() {
        long errors = 0;
        for (Map.Entry<Integer, Long> entry : statusCounts.entrySet()) {
            errors += isTrafficError(entry.getKey()) ? entry.getValue() : 0;
        }
        return errors;
    }

    /** The set {@code 400|402|403|404|405|406|408|429|5..}, which Prometheus queries for such systems count. */
    public static boolean isTrafficError(int status) {
        return switch (status) {
            case 400, 402, 403, 404, 405, 406, 408, 429 -> true;
            default -> status >= 500 && status <= 599;
        };
    }

    /** The share of {@link #errors}, 0 to 1; 0 where there were no requests. */
    public double errorRate() {
        return total() == 0 ? 0 : (double) errors() / total();
    }

    /** The share of {@link #trafficErrors}, 0 to 1; 0 where there were no requests. */
    public double trafficErrorRate() {
        return total() == 0 ? 0 : (double) trafficErrors() / total();
    }

    /** Requests per second over the stretch. */
    public double requestRate() {
        long millis = toMillis - fromMillis;
        return millis <= 0 ? 0 : total() * 1_000.0 / millis;
    }

    /** By status, ascending; statuses that did not occur are absent. */
    public SortedMap<Integer, Long> statusCounts() {
        return statusCounts;
    }

    /** By outcome; those that did not occur are absent, and so are requests that an earlier release counted. */
    public Map<Outcome, Long> outcomeCounts() {
        return tally.outcomes();
    }

    /** Body bytes that callers sent. */
    public long requestBytes() {
        return tally.requestBytes();
    }

    /** Body bytes that callers received. */
    public long responseBytes() {
        return tally.responseBytes();
    }

    /** What the version's processes used; empty unless it is read from history. */
    public ResourceTally resources() {
        return tally.resources();
    }

    /**
     * How many requests took how long, for a heatmap: those up to each bound and above the one before, then those above
     * them all. A latency within 0.8 % of a bound may count on its other side.
     *
     * @param boundsMicros ascending
     */
    public long[] latencyCounts(long... boundsMicros) {
        return tally.latency().countsBetween(boundsMicros);
    }

    /**
     * The nearest-rank percentile of the latency, within 1 % for latencies up to 600 s.
     *
     * @param fraction such as 0.99, in (0, 1]
     * @return milliseconds, or NaN where there were no requests
     */
    public double percentileMillis(double fraction) {
        double micros = tally.latency().percentileMicros(fraction);
        boolean isMax = total() > 0 && LatencyHistogram.nearestRank(fraction, total()) == total();
        return isMax ? maxMillis() : Math.min(micros, (double) tally.maxMicros()) / 1_000;
    }

    /** The longest latency, exact, in milliseconds; NaN where there were no requests. */
    public double maxMillis() {
        return total() == 0 ? Double.NaN : tally.maxMicros() / 1_000.0;
    }
}
