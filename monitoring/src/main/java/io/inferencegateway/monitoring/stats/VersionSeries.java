package io.inferencegateway.monitoring.stats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A version's figures between two moments, piece by piece, oldest first. Immutable.
 *
 * @param stepMillis the length of each piece but the last, which may be shorter
 * @param keptFromMillis since when anything was recorded, as far as it is kept; empty where nothing was
 */
public record VersionSeries(
        long fromMillis, long toMillis, long stepMillis, OptionalLong keptFromMillis, List<Piece> pieces) {
    /**
     * One piece.
     *
     * @param recorded false where no gateway was running: no requests then means that nobody knows of any
     */
    public record Piece(WindowStats stats, boolean recorded) {}

    public VersionSeries {
        pieces = List.copyOf(pieces);
    }

    /** All pieces together. */
    public WindowStats whole() {
        return WindowStats.sum(pieces.stream().map(Piece::stats).toList());
    }

    /**
     * From what is stored, and from what is newer than that.
     *
     * @param stored points of any granularity, in any order, none of whose stretches overlap within a run
     * @param newer replaces the stored points of the same stretch and run
     * @param runs those that touch the range at least
     * @param damaged is told of each point that can't be read; it is left out
     */
    public static VersionSeries of(
            long fromMillis,
            long toMillis,
            long stepMillis,
            List<HistoryPoint> stored,
            List<HistoryPoint> newer,
            List<HistoryRun> runs,
            Consumer<HistoryPoint> damaged) {
        Map<Key, HistoryPoint> points = new HashMap<>();
        stored.forEach(point -> points.put(Key.of(point), point));
        newer.forEach(point -> points.put(Key.of(point), point));
        Map<Long, TallySum> sums = new HashMap<>();
        for (HistoryPoint point : points.values()) {
            if (point.startMillis() >= fromMillis && point.startMillis() < toMillis) {
                try {
                    sums.computeIfAbsent((point.startMillis() - fromMillis) / stepMillis, piece -> new TallySum())
                            .add(SlotCodec.decode(point.encoded()).tally());
                } catch (CorruptSlotException e) {
                    damaged.accept(point);
                }
            }
        }
        List<Piece> pieces = new ArrayList<>();
        for (long start = fromMillis; start < toMillis; start += stepMillis) {
            TallySum sum = sums.get((start - fromMillis) / stepMillis);
            long end = Math.min(start + stepMillis, toMillis);
            boolean recorded = sum != null || isCovered(start, end, runs);
            pieces.add(new Piece(new WindowStats(start, end, sum == null ? Tally.EMPTY : sum.tally()), recorded));
        }
        OptionalLong keptFrom = runs.stream().mapToLong(HistoryRun::fromMillis).min();
        return new VersionSeries(fromMillis, toMillis, stepMillis, keptFrom, pieces);
    }

    private static boolean isCovered(long start, long end, List<HistoryRun> runs) {
        for (HistoryRun run : runs) {
            if (run.overlaps(start, end)) {
                return true;
            }
        }
        return false;
    }

    private record Key(Granularity granularity, long startMillis, long run) {
        static Key of(HistoryPoint point) {
            return new Key(point.granularity(), point.startMillis(), point.run());
        }
    }
}
