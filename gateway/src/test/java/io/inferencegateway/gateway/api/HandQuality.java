package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.config.QualitySettings;
import io.inferencegateway.gateway.quality.QualityProblem;
import io.inferencegateway.gateway.quality.QualityReports;
import io.inferencegateway.monitoring.quality.Baseline;
import io.inferencegateway.monitoring.quality.Observation;
import io.inferencegateway.monitoring.quality.QualityPolicy;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.inferencegateway.monitoring.quality.QualityReview;
import io.inferencegateway.monitoring.quality.ReferenceProfile;
import io.inferencegateway.monitoring.quality.RowWindow;
import io.inferencegateway.monitoring.quality.Rows;
import io.inferencegateway.monitoring.quality.Value;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The quality of one model, {@code fraud}, whose rows are fed by hand and compared whenever one looks. */
public final class HandQuality implements QualityReports {
    private final InstantSource clock;
    private final QualityPolicy policy;
    private final Random random = new Random(7);
    private final Map<Integer, RowWindow> windows = new TreeMap<>();
    private @Nullable Baseline baseline;
    private boolean on;
    private @Nullable QualityReport shown;
    private OptionalDouble medianMoved = OptionalDouble.empty();

    HandQuality(InstantSource clock, GatewayConfig config) {
        GatewayConfig.Model fraud = config.models().get("fraud");
        QualitySettings settings = fraud == null ? null : fraud.quality();
        this.clock = clock;
        this.on = settings != null;
        this.policy =
                settings == null ? new QualityPolicy(QualityPolicy.WINDOW, 100, 0.15, Map.of()) : settings.policy();
    }

    /** This report is the newest, whatever was fed. */
    void show(QualityReport report) {
        shown = report;
        on = true;
    }

    void medianMoved(double distance) {
        medianMoved = OptionalDouble.of(distance);
    }

    @Override
    public OptionalDouble medianMovedInADay(ModelVersion version) {
        return medianMoved;
    }

    public void switchOff() {
        on = false;
    }

    /**
     * @param times how often the usual income is asked for
     * @param country of every second one
     */
    public void feed(int version, int rows, double times, String country) {
        RowWindow window = windows.computeIfAbsent(version, each -> new RowWindow(policy, random));
        for (int i = 0; i < rows; i++) {
            double income = (40_000 + 10_000 * random.nextGaussian()) * times;
            double score = 1 / (1 + Math.exp((income - 40_000) / 8_000));
            window.add(
                    clock.millis(),
                    new Observation(
                            Map.of(
                                    "income",
                                    i % 20 == 0 ? Value.MISSING : Value.of(income),
                                    "country",
                                    new Value.Category(i % 2 == 0 ? country : "de"),
                                    "age",
                                    Value.of(20 + random.nextInt(50))),
                            Value.of(score)));
        }
    }

    @Override
    public List<QualityReport> all() {
        if (!on) {
            return List.of();
        }
        if (shown != null) {
            return List.of(shown);
        }
        Map<Integer, Rows> rows = windows.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().rows(clock.millis())));
        return List.of(QualityReview.of("fraud", clock.millis(), policy, baseline, rows, 1, Map.of("not_json", 3L)));
    }

    @Override
    public Future<QualityReport.Reference> freeze(String model, int version, String actor) {
        Rows rows = Stream.ofNullable(windows.get(version))
                .map(window -> window.rows(clock.millis()))
                .findFirst()
                .orElse(null);
        if (rows == null || rows.count() < policy.minimumRows()) {
            return Future.failedFuture(QualityProblem.conflict("too few rows"));
        }
        ReferenceProfile profile = ReferenceProfile.of(rows, policy);
        QualityReport.Reference origin = new QualityReport.Reference(
                QualityReport.Source.LIVE,
                version,
                rows.count(),
                clock.millis(),
                actor,
                profile.features().size());
        baseline = new Baseline(origin, profile);
        return Future.succeededFuture(origin);
    }

    @Override
    public Future<Void> drop(String model) {
        if (baseline == null) {
            return Future.failedFuture(QualityProblem.noBaseline(model));
        }
        baseline = null;
        return Future.succeededFuture();
    }
}
