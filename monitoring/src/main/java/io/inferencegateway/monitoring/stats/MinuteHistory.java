package io.inferencegateway.monitoring.stats;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The minute that is being recorded, of every version, and the minutes before it that are not stored yet. Owner: the
 * control context.
 *
 * <p>A clock that is set back, or far ahead, begins a new {@link HistoryRun}: what was recorded under a time that comes
 * again stays what it is, and both add up.
 *
 * <p><b>Memory:</b> one tally for each version, and at most {@value #MOST_WAITING} encoded points (about 10 MB at 500 bytes
 * each) while the store takes nothing; then the oldest are lost, and counted.
 */
public final class MinuteHistory {
    static final int MOST_WAITING = 20_000;

    /** A clock that skips more than this was set, or the process slept: the time between was not recorded. */
    private static final long LONGEST_SILENCE_MILLIS = 5 * Granularity.MINUTE.lengthMillis();

    private final Map<ModelVersion, Tally> open = new TreeMap<>(ModelVersion.BY_MODEL_AND_NUMBER);
    private final Set<ModelVersion> changed = new HashSet<>();

    /** Minutes that are over, oldest first. */
    private final List<HistoryPoint> closed = new ArrayList<>();

    private long run;
    private long firstMinute = Long.MIN_VALUE;
    private long minute = Long.MIN_VALUE;
    private final List<HistoryRun> ended = new ArrayList<>();
    private long lost;

    /** @param run a number that no earlier run has had; those that follow it are used as well */
    public MinuteHistory(long run) {
        this.run = run;
    }

    /** To be called before each {@link #add}, and at least once a minute. */
    public void advance(long nowMillis) {
        long current = Granularity.MINUTE.startOf(nowMillis);
        if (current == minute) {
            return;
        }
        close();
        if (firstMinute == Long.MIN_VALUE) {
            firstMinute = current;
        } else if (minute != Long.MIN_VALUE && isBreak(current)) {
            ended.add(current());
            run++;
            firstMinute = current;
        }
        minute = current;
    }

    private boolean isBreak(long current) {
        return current < minute || current - minute > LONGEST_SILENCE_MILLIS;
    }

    /** @param interval was recorded since the last one, and counts in the minute of now */
    public void add(long nowMillis, ModelVersion version, Interval interval) {
        add(nowMillis, version, Tally.of(interval));
    }

    /** @param used since the last one, and counts in the minute of now */
    public void add(long nowMillis, ModelVersion version, ResourceTally used) {
        add(nowMillis, version, Tally.of(used));
    }

    private void add(long nowMillis, ModelVersion version, Tally tally) {
        advance(nowMillis);
        if (!tally.isEmpty()) {
            open.merge(version, tally, Tally::merge);
            changed.add(version);
        }
    }

    /**
     * Takes up a stretch of before there was history, as if it had been recorded in the minute in which it begins. To be
     * called before anything else, version by version and from the oldest to the newest.
     *
     * @throws CorruptSlotException where its bytes are damaged; nothing of it is taken over
     */
    public void adopt(ModelVersion version, Slot slot) {
        Tally tally = SlotCodec.decode(slot.encoded()).tally();
        long start = Granularity.MINUTE.startOf(slot.startMillis());
        HistoryPoint last = closed.isEmpty() ? null : closed.get(closed.size() - 1);
        if (last != null && last.version().equals(version) && last.startMillis() == start) {
            closed.remove(last);
            tally = tally.merge(SlotCodec.decode(last.encoded()).tally());
        }
        closed.add(point(version, start, tally));
        firstMinute = firstMinute == Long.MIN_VALUE ? start : Math.min(firstMinute, start);
    }

    private void close() {
        // All of them: a point that was stored while it was open replaces that one.
        changed.forEach(version -> closed.add(point(version, minute, open.getOrDefault(version, Tally.EMPTY))));
        changed.clear();
        open.clear();
        int surplus = closed.size() - MOST_WAITING;
        if (surplus > 0) {
            closed.subList(0, surplus).clear();
            lost += surplus;
        }
    }

    private HistoryPoint point(ModelVersion version, long start, Tally tally) {
        return new HistoryPoint(
                version, Granularity.MINUTE, start, run, SlotCodec.encode(Granularity.MINUTE.lengthMillis(), tally));
    }

    private HistoryRun current() {
        return new HistoryRun(run, firstMinute, minute + Granularity.MINUTE.lengthMillis());
    }

    /**
     * What is to be stored.
     *
     * @param runs how long each run lasted so far
     * @param completeUntilMillis minutes that begin before this will not change any more once these points are stored
     */
    public record Batch(List<HistoryPoint> points, List<HistoryRun> runs, long completeUntilMillis) {}

    /** Everything that the store has not got; to be given back by {@link #stored} or {@link #refused}. */
    public Batch take() {
        List<HistoryPoint> points = new ArrayList<>(closed);
        for (ModelVersion version : changed) {
            points.add(point(version, minute, open.getOrDefault(version, Tally.EMPTY)));
        }
        changed.clear();
        return new Batch(points, runs(), minute);
    }

    public void stored(Batch batch) {
        Set<HistoryPoint> taken = new HashSet<>(batch.points());
        closed.removeIf(taken::contains);
        ended.removeIf(batch.runs()::contains);
    }

    /** The points wait on. */
    public void refused(Batch batch) {
        Set<HistoryPoint> waiting = new HashSet<>(closed);
        List<HistoryPoint> closedSince = new ArrayList<>();
        for (HistoryPoint point : batch.points()) {
            boolean isOpen = point.startMillis() == minute && point.run() == run;
            if (isOpen) {
                changed.add(point.version());
            } else if (!waiting.contains(point) && !isReplaced(point)) {
                closedSince.add(point);
            }
        }
        closed.addAll(closedSince);
    }

    private boolean isReplaced(HistoryPoint point) {
        for (HistoryPoint each : closed) {
            if (each.startMillis() == point.startMillis()
                    && each.run() == point.run()
                    && each.version().equals(point.version())) {
                return true;
            }
        }
        return false;
    }

    /** The points of a version that the store may not have, newest state of each. */
    public List<HistoryPoint> of(ModelVersion version) {
        List<HistoryPoint> points = new ArrayList<>();
        for (HistoryPoint point : closed) {
            if (point.version().equals(version)) {
                points.add(point);
            }
        }
        Tally tally = open.get(version);
        if (tally != null) {
            points.add(point(version, minute, tally));
        }
        return points;
    }

    /** The run that is under way, and those that ended and are not stored. */
    public List<HistoryRun> runs() {
        List<HistoryRun> runs = new ArrayList<>(ended);
        if (minute != Long.MIN_VALUE) {
            runs.add(current());
        }
        return runs;
    }

    /** How many points were lost because the store took none for too long. */
    public long lost() {
        return lost;
    }
}
