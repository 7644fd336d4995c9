package io.inferencegateway.monitoring.quality;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Rows of the last window: one sample for each stretch of it, so that a busy minute doesn't push out the others. Not
 * thread-safe.
 *
 * <p><b>Memory:</b> {@value #STRETCHES} samples of at most {@value #ROWS} rows: half a megabyte with 10 features, 5 MB with 100,
 * and the names of categories.
 */
public final class RowWindow {
    static final int STRETCHES = 16;
    static final int ROWS = 256;

    private final QualityPolicy policy;
    private final RandomGenerator random;
    private final long stretchMillis;
    private final TreeMap<Long, RowSample> stretches = new TreeMap<>();
    private Set<String> expected = Set.of();

    public RowWindow(QualityPolicy policy, RandomGenerator random) {
        this.policy = policy;
        this.random = random;
        this.stretchMillis = Math.max(1, policy.window().toMillis() / (STRETCHES - 1));
    }

    /** Features that have a place in the samples that begin from now on, whatever else turns up: a reference's. */
    public void expect(Collection<String> features) {
        expected = Set.copyOf(features);
    }

    public void add(long nowMillis, Observation row) {
        long stretch = advance(nowMillis);
        stretches
                .computeIfAbsent(stretch, begins -> new RowSample(ROWS, policy, expected))
                .add(row, random);
    }

    /** What came in the window that ends now, and up to one stretch more. */
    public Rows rows(long nowMillis) {
        advance(nowMillis);
        return new Rows(List.copyOf(stretches.values()));
    }

    /** The number of this stretch: not before the newest, unless the clock was set back by more than the window. */
    private long advance(long nowMillis) {
        long stretch = Math.floorDiv(nowMillis, stretchMillis);
        Map.Entry<Long, RowSample> newest = stretches.lastEntry();
        if (newest != null && stretch < newest.getKey()) {
            if (newest.getKey() - stretch >= STRETCHES) {
                stretches.clear();
            } else {
                stretch = newest.getKey();
            }
        }
        stretches.headMap(stretch - STRETCHES, true).clear();
        return stretch;
    }
}
