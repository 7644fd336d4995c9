package io.inferencegateway.gateway.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.ConfigLoader;
import io.inferencegateway.gateway.config.ConfigResult;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.observe.QualitySeries;
import io.inferencegateway.monitoring.quality.Baseline;
import io.inferencegateway.monitoring.quality.Observation;
import io.inferencegateway.monitoring.quality.QualityPolicy;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.inferencegateway.monitoring.quality.QualityReview;
import io.inferencegateway.monitoring.quality.ReferenceProfile;
import io.inferencegateway.monitoring.quality.RowWindow;
import io.inferencegateway.monitoring.quality.Rows;
import io.inferencegateway.monitoring.quality.Value;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How many series the page may ever have. */
class QualityMetricsTest {
    private static final String CONFIG =
            """
            listen: { traffic: { port: 0 } }
            models:
              fraud:
                stable: 1
                versions: { 1: { upstreams: ["http://127.0.0.1:9001"] } }
                quality: { features: { income: { kind: numeric } } }
            """;

    private final HandReports reports = new HandReports();
    private final QualityMetrics metrics = new QualityMetrics(reports, QualityMetricsTest::config);

    @Test
    void a_caller_with_new_names_each_minute_makes_no_more_series_than_the_bound() {
        Set<String> features = new HashSet<>();
        Set<String> classes = new HashSet<>();
        for (int minute = 0; minute < 30; minute++) {
            Map<String, Value> row = new HashMap<>();
            for (int i = 0; i < 10; i++) {
                row.put("f" + minute + "-" + i, Value.of(i));
            }
            reports.now(row, new Value.Category("c" + minute), null);
            metrics.view().models().forEach(model -> {
                features.addAll(model.features());
                classes.addAll(model.classes());
            });
        }

        features.remove("income");
        assertThat(features).hasSize(QualityMetrics.MOST_FOUND_FEATURES).contains("f0-0");
        assertThat(classes).hasSize(30);
        for (int minute = 0; minute < 60; minute++) {
            reports.now(Map.of(), new Value.Category("d" + minute), null);
            classes.addAll(only().classes());
        }
        assertThat(classes).hasSize(QualityMetrics.MOST_FOUND_CLASSES).contains("c0");
    }

    @Test
    void what_is_configured_or_in_the_reference_has_a_series_even_when_others_took_all_places() {
        for (int i = 0; i < QualityMetrics.MOST_FOUND_FEATURES; i++) {
            reports.now(Map.of("f" + i, Value.of(1)), Value.of(1), null);
            metrics.view();
        }
        Map<String, Value> row = Map.of("income", Value.of(1), "age", Value.of(30), "late", Value.of(1));
        reports.now(row, Value.of(1), null);
        assertThat(only().features()).containsExactly("income");

        reports.now(row, Value.of(1), reference(Map.of("age", Value.of(30))));
        assertThat(only().features()).containsExactlyInAnyOrder("income", "age");
    }

    private QualitySeries.Model only() {
        return metrics.view().models().get(0);
    }

    private static Baseline reference(Map<String, Value> row) {
        ReferenceProfile profile = ReferenceProfile.of(rows(row, Value.of(1)), policy());
        return new Baseline(new QualityReport.Reference(QualityReport.Source.FILE, null, 1, 0, null, 1), profile);
    }

    private static Rows rows(Map<String, Value> row, Value prediction) {
        RowWindow window = new RowWindow(policy(), new Random(1));
        window.add(0, new Observation(row, prediction));
        return window.rows(0);
    }

    private static QualityPolicy policy() {
        return config().models().get("fraud").quality().policy();
    }

    private static GatewayConfig config() {
        ConfigResult result = new ConfigLoader(name -> null).load("q.yaml", CONFIG.getBytes(StandardCharsets.UTF_8));
        return ((ConfigResult.Loaded) result).config();
    }

    /** Reports of a window with one row. */
    private static final class HandReports implements QualityReports {
        private List<QualityReport> all = List.of();

        void now(Map<String, Value> row, Value prediction, @Nullable Baseline baseline) {
            all = List.of(
                    QualityReview.of("fraud", 0, policy(), baseline, Map.of(1, rows(row, prediction)), 1, Map.of()));
        }

        @Override
        public List<QualityReport> all() {
            return all;
        }

        @Override
        public Future<QualityReport.Reference> freeze(String model, int version, String actor) {
            return Future.failedFuture(QualityProblem.switchedOff(model));
        }

        @Override
        public Future<Void> drop(String model) {
            return Future.failedFuture(QualityProblem.switchedOff(model));
        }
    }
}
