package io.inferencegateway.monitoring.stats;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The last day of one version, seen through every {@link Window}. Owner: one thread, the control context.
 *
 * <p>One line of stretches serves all windows: ten seconds each for the last five minutes, then thirty seconds, two,
 * twelve and at last forty-eight minutes, so that the far edge of each window moves in thirtieths of its length. A
 * stretch that grows older is merged with its neighbours. Each request stands in exactly one stretch.
 *
 * <p><b>Memory</b> is at most {@value #MOST_BYTES} bytes (64 KiB) whatever the traffic: stretches are kept encoded, and
 * when they grow past their share the two neighbours that are shortest for their age become one. That costs sharpness
 * of a window's far edge, never a count and never the precision of a percentile.
 *
 * <p><b>Time</b> is an argument. A stretch that lies in the future was recorded by a clock that has since been set
 * back: it is counted as recent, and moves to the present with the next request.
 */
public final class VersionWindows {
    static final int MOST_BYTES = 64 * 1024;

    /** Heap of a stretch beyond its bytes: object, array header, list entry, its place among deletions. */
    private static final int STRETCH_OVERHEAD = 112;

    /** A pending tally of more latency buckets than this goes to the encoded line at once. */
    private static final int MOST_PENDING_BUCKETS = 256;

    private static final int PENDING_BYTES = MOST_PENDING_BUCKETS * 12 + 1_024;
    private static final int MOST_HISTORY_BYTES = MOST_BYTES - PENDING_BYTES;
    private static final long FINEST = Window.FIVE_MINUTES.stepMillis();
    private static final Window[] WINDOWS = Window.values();

    private final List<Stretch> history = new ArrayList<>();
    private final TreeSet<Long> deletions = new TreeSet<>();
    private Tally pending = Tally.EMPTY;
    private long pendingStart;

    private static final class Stretch {
        final long start;
        long length;
        byte[] encoded;
        boolean stored;
        boolean dirty;

        Stretch(long start, long length, byte[] encoded) {
            this.start = start;
            this.length = length;
            this.encoded = encoded;
        }

        long end() {
            return start + length;
        }

        Tally tally() {
            return SlotCodec.decode(encoded).tally();
        }

        void become(long newLength, Tally tally) {
            length = newLength;
            encoded = SlotCodec.encode(newLength, tally);
            dirty = true;
        }
    }

    /** @param epochMillis when the interval was drained */
    public void add(long epochMillis, Interval interval) {
        Tally tally = Tally.of(interval);
        if (tally.isEmpty()) {
            return;
        }
        long start = Math.floorDiv(epochMillis, FINEST) * FINEST;
        if (start != pendingStart) {
            fold();
        }
        pendingStart = start;
        pending = pending.merge(tally);
        if (pending.latency().size() > MOST_PENDING_BUCKETS) {
            fold();
        }
    }

    /** What the version served in the window that ends at {@code nowMillis}. Changes nothing. */
    public WindowStats view(Window window, long nowMillis) {
        return new View(nowMillis).upTo(window);
    }

    /** Every window at once, for little more than the longest one alone costs. */
    public Map<Window, WindowStats> views(long nowMillis) {
        View view = new View(nowMillis);
        Map<Window, WindowStats> views = new EnumMap<>(Window.class);
        for (Window window : WINDOWS) {
            views.put(window, view.upTo(window));
        }
        return views;
    }

    /**
     * What the version served between two moments, in pieces of {@code stepMillis}, oldest first; the last one may be
     * shorter. What was served counts in the piece in which its stretch begins, so pieces shorter than the stretches of
     * that age leave gaps. Changes nothing.
     */
    public List<WindowStats> series(long fromMillis, long toMillis, long stepMillis) {
        if (stepMillis < 1 || toMillis < fromMillis) {
            throw new IllegalArgumentException(
                    "pieces of " + stepMillis + " ms from " + fromMillis + " to " + toMillis);
        }
        Map<Long, Tally> pieces = new HashMap<>();
        for (Stretch stretch : history) {
            if (stretch.start >= fromMillis && stretch.start < toMillis) {
                pieces.merge((stretch.start - fromMillis) / stepMillis, stretch.tally(), Tally::merge);
            }
        }
        if (!pending.isEmpty() && pendingStart >= fromMillis && pendingStart < toMillis) {
            pieces.merge((pendingStart - fromMillis) / stepMillis, pending, Tally::merge);
        }
        List<WindowStats> series = new ArrayList<>();
        for (long start = fromMillis; start < toMillis; start += stepMillis) {
            Tally tally = pieces.getOrDefault((start - fromMillis) / stepMillis, Tally.EMPTY);
            series.add(new WindowStats(start, Math.min(start + stepMillis, toMillis), tally));
        }
        return series;
    }

    /**
     * What changed since the last call, in the order of time. To be stored as one transaction: a merged stretch and the
     * deletion of its parts belong together.
     */
    public List<Slot> takeDirtySlots() {
        fold();
        List<Slot> slots = new ArrayList<>();
        for (Long start : deletions) {
            slots.add(new Slot(start, new byte[0]));
        }
        deletions.clear();
        for (Stretch stretch : history) {
            if (stretch.dirty) {
                slots.add(new Slot(stretch.start, stretch.encoded));
                stretch.dirty = false;
                stretch.stored = true;
            }
        }
        return slots;
    }

    /**
     * Takes over a stored slot. All slots come before the first {@link #add}, in any order.
     *
     * @throws CorruptSlotException where its bytes are damaged; nothing of it is taken over
     * @throws IllegalStateException after {@link #add}, or where the slot is already here
     */
    public void restore(Slot slot) {
        if (slot.isDeletion()) {
            return;
        }
        SlotCodec.Decoded decoded = SlotCodec.decode(slot.encoded());
        if (decoded.lengthMillis() > Window.ONE_DAY.millis()) {
            throw new CorruptSlotException("stored slot covers " + decoded.lengthMillis() + " ms, more than a day");
        }
        int place = 0;
        while (place < history.size() && history.get(place).start < slot.startMillis()) {
            place++;
        }
        boolean alreadyHere = place < history.size() && history.get(place).start == slot.startMillis();
        if (alreadyHere || !pending.isEmpty() || history.stream().anyMatch(stretch -> !stretch.stored)) {
            throw new IllegalStateException("slot " + slot.startMillis() + " comes twice or too late to be restored");
        }
        Stretch stretch = new Stretch(slot.startMillis(), decoded.lengthMillis(), slot.encoded());
        stretch.stored = true;
        history.add(place, stretch);
    }

    /** An estimate of the heap held, from above. */
    int heapBytes() {
        return historyBytes() + (pending.isEmpty() ? 0 : PENDING_BYTES);
    }

    private int historyBytes() {
        int bytes = 0;
        for (Stretch stretch : history) {
            bytes += stretch.encoded.length + STRETCH_OVERHEAD;
        }
        return bytes;
    }

    /** Moves what is pending to the line of stretches. */
    private void fold() {
        if (pending.isEmpty()) {
            return;
        }
        long now = pendingStart;
        while (!history.isEmpty() && last().start > now) {
            pending = pending.merge(last().tally());
            remove(history.size() - 1);
        }
        if (!history.isEmpty() && last().end() > now) {
            Stretch last = last();
            last.become(
                    Math.max(last.length, now + FINEST - last.start),
                    last.tally().merge(pending));
        } else {
            append(now);
        }
        pending = Tally.EMPTY;
        while (history.get(0).end() <= now - Window.ONE_DAY.millis()) {
            remove(0);
        }
        mergeAged(now);
        while (historyBytes() > MOST_HISTORY_BYTES && history.size() > 1) {
            mergeWithNext(shortestPairForItsAge(now));
        }
    }

    private Stretch last() {
        return history.get(history.size() - 1);
    }

    private void append(long start) {
        Stretch stretch = new Stretch(start, FINEST, new byte[0]);
        stretch.become(FINEST, pending);
        stretch.stored = deletions.remove(start);
        history.add(stretch);
    }

    private void remove(int index) {
        Stretch removed = history.remove(index);
        if (removed.stored) {
            deletions.add(removed.start);
        }
    }

    private void mergeAged(long now) {
        for (int i = 0; i + 1 < history.size(); ) {
            long cell = cellMillis(history.get(i).start, now);
            boolean sameCell = Math.floorDiv(history.get(i).start, cell)
                    == Math.floorDiv(history.get(i + 1).end() - 1, cell);
            if (sameCell) {
                mergeWithNext(i);
            } else {
                i++;
            }
        }
    }

    /** How long a stretch may be that holds {@code start}: a step of the shortest window that still looks at it whole. */
    private static long cellMillis(long start, long now) {
        long cell = FINEST;
        for (int i = 1; i < WINDOWS.length; i++) {
            long wider = WINDOWS[i].stepMillis();
            long end = (Math.floorDiv(start, wider) + 1) * wider;
            if (end <= now - WINDOWS[i - 1].millis()) {
                cell = wider;
            }
        }
        return cell;
    }

    private int shortestPairForItsAge(long now) {
        int best = 0;
        double bestShare = Double.POSITIVE_INFINITY;
        for (int i = 0; i + 1 < history.size(); i++) {
            long start = history.get(i).start;
            double share = (double) (history.get(i + 1).end() - start) / (now + FINEST - start);
            if (share < bestShare) {
                best = i;
                bestShare = share;
            }
        }
        return best;
    }

    private void mergeWithNext(int index) {
        Stretch left = history.get(index);
        Stretch right = history.get(index + 1);
        left.become(Math.max(left.end(), right.end()) - left.start, left.tally().merge(right.tally()));
        remove(index + 1);
    }

    /** Adds stretches up from the newest; asked for windows from the shortest to the longest. */
    private final class View {
        private final long now;
        private final TallySum sum = new TallySum();
        private int next = history.size() - 1;
        private boolean pendingIncluded = pending.isEmpty();

        View(long now) {
            this.now = now;
        }

        WindowStats upTo(Window window) {
            long from = now - window.millis();
            if (!pendingIncluded && pendingStart >= from) {
                sum.add(pending);
                pendingIncluded = true;
            }
            while (next >= 0 && history.get(next).start >= from) {
                sum.add(history.get(next--).tally());
            }
            long coveredFrom = next >= 0 ? Math.max(from, history.get(next).end()) : from;
            if (!pendingIncluded) {
                coveredFrom = Math.max(coveredFrom, pendingStart + FINEST);
            }
            return new WindowStats(Math.min(coveredFrom, now), now, sum.tally());
        }
    }
}
