package io.inferencegateway.gateway.quality;

import io.inferencegateway.gateway.config.QualitySettings;
import io.inferencegateway.gateway.observe.Captured;
import io.inferencegateway.gateway.quality.payload.Payloads;
import io.inferencegateway.gateway.quality.payload.Reading;
import io.inferencegateway.monitoring.quality.Baseline;
import io.inferencegateway.monitoring.quality.MedianHistory;
import io.inferencegateway.monitoring.quality.Observation;
import io.inferencegateway.monitoring.quality.PredictionCounts;
import io.inferencegateway.monitoring.quality.PredictionTotals;
import io.inferencegateway.monitoring.quality.QualityPolicy;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.inferencegateway.monitoring.quality.QualityReview;
import io.inferencegateway.monitoring.quality.ReferenceProfile;
import io.inferencegateway.monitoring.quality.RowWindow;
import io.inferencegateway.monitoring.quality.Rows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one model's inputs and predictions. Owner: the worker of the quality plane; {@link #view} may be read by
 * any thread.
 */
final class ModelQuality {
    private final String model;
    private final RandomGenerator random;
    private QualitySettings settings;
    private Payloads payloads;
    private @Nullable Baseline baseline;
    private final Map<Integer, RowWindow> windows = new HashMap<>();
    private final Map<Integer, PredictionCounts> predictions = new TreeMap<>();
    private final Map<Integer, MedianHistory> medians = new HashMap<>();
    private final Map<String, Long> skipped = new HashMap<>();
    private volatile ModelView view;

    /** @param medians of earlier runs, by version */
    ModelQuality(
            String model,
            QualitySettings settings,
            @Nullable Baseline baseline,
            Map<Integer, MedianHistory> medians,
            RandomGenerator random,
            long nowMillis) {
        this.model = model;
        this.settings = settings;
        this.payloads = new Payloads(settings);
        this.baseline = baseline;
        this.medians.putAll(medians);
        this.random = random;
        this.view = review(nowMillis, null);
    }

    /** The newest. */
    ModelView view() {
        return view;
    }

    /** @param versions that the model has now; what others sent is forgotten */
    void configure(QualitySettings after, Set<Integer> versions) {
        windows.keySet().retainAll(versions);
        predictions.keySet().retainAll(versions);
        medians.keySet().retainAll(versions);
        if (after.equals(settings)) {
            return;
        }
        if (!keepsRows(settings, after)) {
            windows.clear();
        }
        settings = after;
        payloads = new Payloads(after);
    }

    /** Rows that were read, or sampled, by other rules say something else. */
    private static boolean keepsRows(QualitySettings before, QualitySettings after) {
        QualityPolicy old = before.policy();
        return old.window().equals(after.policy().window())
                && old.features().equals(after.policy().features())
                && before.format() == after.format()
                && Objects.equals(before.inputs(), after.inputs())
                && Objects.equals(before.prediction(), after.prediction());
    }

    void compareWith(@Nullable Baseline other) {
        baseline = other;
    }

    void take(Captured captured, long nowMillis) {
        Reading reading = payloads.read(captured);
        if (reading instanceof Reading.Rows rows) {
            add(captured.version().version(), rows.rows(), nowMillis);
        } else if (reading instanceof Reading.Skipped no) {
            skip(no.reason().label(), 1);
        }
    }

    private void add(int version, List<Observation> rows, long nowMillis) {
        RowWindow window = windows.computeIfAbsent(version, first -> new RowWindow(settings.policy(), random));
        window.expect(
                baseline == null ? Set.of() : baseline.profile().features().keySet());
        PredictionCounts counts = predictions.computeIfAbsent(version, first -> new PredictionCounts());
        for (Observation row : rows) {
            window.add(nowMillis, row);
            if (row.prediction() != null) {
                counts.add(row.prediction());
            }
        }
    }

    void skip(String reason, long count) {
        skipped.merge(reason, count, Long::sum);
    }

    /** Compares, and makes the outcome the newest. */
    void compare(long nowMillis, @Nullable Integer stable) {
        view = review(nowMillis, stable);
    }

    private ModelView review(long nowMillis, @Nullable Integer stable) {
        Map<Integer, Rows> rows = new HashMap<>();
        windows.forEach((version, window) -> rows.put(version, window.rows(nowMillis)));
        QualityReport report = QualityReview.of(model, nowMillis, settings.policy(), baseline, rows, stable, skipped);
        Map<Integer, PredictionTotals> counts = new TreeMap<>();
        predictions.forEach((version, sum) -> counts.put(version, sum.totals()));
        return new ModelView(report, counts, moved(report, nowMillis), medians(report));
    }

    private Map<Integer, Double> moved(QualityReport report, long nowMillis) {
        Map<Integer, Double> moved = new HashMap<>();
        for (QualityReport.VersionReport version : report.versions()) {
            QualityReport.PredictionReport prediction = version.prediction();
            if (prediction != null && prediction.quantiles() != null && version.rows() >= report.minimumRows()) {
                MedianHistory history = medians.computeIfAbsent(version.version(), first -> new MedianHistory());
                history.record(nowMillis, prediction.quantiles().p50());
                moved.put(version.version(), history.movedInADay(nowMillis));
            }
        }
        return moved;
    }

    private Map<Integer, Map<Long, Double>> medians(QualityReport report) {
        Map<Integer, Map<Long, Double>> all = new TreeMap<>();
        report.versions().forEach(version -> {
            MedianHistory history = medians.get(version.version());
            if (history != null) {
                all.put(version.version(), history.medians());
            }
        });
        return all;
    }

    /** Null where the version had fewer rows in the window than are compared. */
    @Nullable
    ReferenceProfile freeze(int version, long nowMillis) {
        RowWindow window = windows.get(version);
        Rows rows = window == null ? null : window.rows(nowMillis);
        return rows == null || rows.count() < settings.policy().minimumRows()
                ? null
                : ReferenceProfile.of(rows, settings.policy());
    }
}
