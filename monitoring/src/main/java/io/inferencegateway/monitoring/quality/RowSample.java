package io.inferencegateway.monitoring.quality;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A uniform sample of rows, drawn as they come: Vitter's Algorithm R, <i>Random sampling with a reservoir</i>, ACM TOMS
 * 11 (1985). Not thread-safe.
 *
 * <p><b>Memory:</b> 12 bytes a row and feature, and the names of the categories. A feature beyond the first
 * {@value #MOST_FEATURES} is not kept; those that are expected come before those that turn up.
 */
public final class RowSample {
    public static final int MOST_FEATURES = 100;

    private final int mostRows;
    private final QualityPolicy policy;
    private final Map<String, Column> features = new LinkedHashMap<>();
    private final Column predictions = new Column();
    private int rows;
    private long seen;

    /** @param expected features that have a place even if other names turn up first */
    public RowSample(int mostRows, QualityPolicy policy, Collection<String> expected) {
        this.mostRows = mostRows;
        this.policy = policy;
        policy.features().keySet().forEach(this::addColumn);
        expected.forEach(this::addColumn);
    }

    public void add(Observation row, RandomGenerator random) {
        long drawn = rows < mostRows ? rows : random.nextLong(seen + 1);
        seen++;
        if (drawn >= mostRows) {
            return;
        }
        int place = (int) drawn;
        rows = Math.max(rows, place + 1);
        row.features().keySet().forEach(this::addColumn);
        features.forEach((name, column) -> column.set(place, row.features().getOrDefault(name, Value.MISSING)));
        predictions.set(place, row.prediction() == null ? Value.MISSING : row.prediction());
    }

    private void addColumn(String feature) {
        if (features.size() < MOST_FEATURES && !policy.rule(feature).ignored()) {
            features.computeIfAbsent(feature, name -> new Column());
        }
    }

    /** As one window of its own. */
    public Rows rows() {
        return new Rows(List.of(this));
    }

    /** How many it holds. */
    int size() {
        return rows;
    }

    /** How many rows that came each row that is held stands for. */
    double weight() {
        return rows == 0 ? 0 : (double) seen / rows;
    }

    Map<String, Column> features() {
        return features;
    }

    Column predictions() {
        return predictions;
    }
}
