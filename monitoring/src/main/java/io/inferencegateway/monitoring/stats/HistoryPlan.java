package io.inferencegateway.monitoring.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** From which granularity each part of a range is read: the coarsest that shows all that was asked for. Pure. */
public final class HistoryPlan {
    private static final List<Granularity> COARSEST_FIRST = Stream.of(Granularity.values())
            .sorted(Comparator.comparingLong(Granularity::lengthMillis).reversed())
            .toList();

    /**
     * A part of the range.
     *
     * @param toMillis not part of it
     */
    public record Segment(Granularity granularity, long fromMillis, long toMillis) {}

    private HistoryPlan() {}

    /** The step to take where the range begins at {@code fromMillis}: the one asked for, or what is kept of that age. */
    public static long stepMillis(long askedMillis, long fromMillis, long nowMillis) {
        long step = Math.max(askedMillis, Granularity.MINUTE.lengthMillis());
        for (Granularity each : Granularity.values()) {
            if (fromMillis >= each.keptSince(nowMillis)) {
                return Math.max(step, each.lengthMillis());
            }
        }
        return Math.max(step, Granularity.HOUR.lengthMillis());
    }

    /**
     * The parts, oldest first, none empty.
     *
     * @param madeUntil up to where the stretches of each granularity but the finest have been made
     */
    public static List<Segment> of(
            long fromMillis, long toMillis, long stepMillis, long nowMillis, Map<Granularity, Long> madeUntil) {
        List<Segment> segments = new ArrayList<>();
        long reached = Math.max(fromMillis, Granularity.HOUR.keptSince(nowMillis));
        long end = Math.min(toMillis, nowMillis + Granularity.HOUR.lengthMillis());
        for (Granularity each : COARSEST_FIRST) {
            long until = end;
            if (each.finer().isPresent()) {
                until = Math.min(until, madeUntil.getOrDefault(each, Long.MIN_VALUE));
            }
            boolean fits = stepMillis % each.lengthMillis() == 0;
            if (!fits && each.finer().isPresent()) {
                until = Math.min(until, each.finer().get().keptSince(nowMillis));
            }
            if (until > reached) {
                segments.add(new Segment(each, reached, until));
                reached = until;
            }
        }
        return segments;
    }
}
