package io.inferencegateway.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_33_0.Metrics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QualityExpositionTest {
    @Test
    void nothing_is_said_of_a_window_with_fewer_rows_than_the_minimum_but_how_many_there_are() {
        List<String> young =
                lines(Set.of()).filter(line -> line.contains("\"young\"")).toList();

        assertThat(young)
                .contains("ml_quality_rows{model_name=\"young\",model_version=\"1\"} 199")
                .noneMatch(line -> line.startsWith("ml_feature") || line.startsWith("ml_data_drift"));
    }

    @Test
    void what_is_unknown_is_neither_drift_nor_well() {
        assertThat(lines(Set.of("ml_data_drift_detected")).filter(line -> !line.startsWith("#")))
                .containsExactly(
                        "ml_data_drift_detected{model_name=\"claims\",feature_name=\"income\"} 1",
                        "ml_data_drift_detected{model_name=\"claims\",feature_name=\"zip\\\"code\\\"\"} 0",
                        "ml_data_drift_detected{model_name=\"claims\",feature_name=\"age\"} 0");
    }

    @Test
    void classes_without_a_series_of_their_own_are_one() {
        assertThat(lines(Set.of("ml_prediction_class_ratio")).filter(line -> !line.startsWith("#")))
                .containsExactly(
                        "ml_prediction_class_ratio{model_name=\"churn\",model_version=\"7\",class=\"leaves\"} 0.125",
                        "ml_prediction_class_ratio{model_name=\"churn\",model_version=\"7\",class=\"other\"} 0.125",
                        "ml_prediction_class_ratio{model_name=\"churn\",model_version=\"7\",class=\"stays\"} 0.75");
    }

    @Test
    void protobuf_says_the_same_as_text() throws IOException {
        byte[] page = QualityExposition.render(QualitySamples.moment(), ExpositionFormat.PROTOBUF, Set.of());
        Set<String> samples = new TreeSet<>();
        ByteArrayInputStream in = new ByteArrayInputStream(page);
        for (Metrics.MetricFamily family = Metrics.MetricFamily.parseDelimitedFrom(in);
                family != null;
                family = Metrics.MetricFamily.parseDelimitedFrom(in)) {
            for (Metrics.Metric metric : family.getMetricList()) {
                StringBuilder labels = new StringBuilder();
                metric.getLabelList().forEach(label -> labels.append(labels.isEmpty() ? "" : ",")
                        .append(label.getName())
                        .append("=\"")
                        .append(label.getValue().replace("\"", "\\\""))
                        .append('"'));
                double value = metric.hasGauge()
                        ? metric.getGauge().getValue()
                        : metric.getCounter().getValue();
                samples.add(family.getName() + "{" + labels + "} " + GoNumber.text(value));
            }
        }

        assertThat(samples)
                .hasSizeGreaterThan(40)
                .isEqualTo(lines(Set.of())
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.substring(0, line.lastIndexOf(' ') + 1)
                                + GoNumber.text(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static Stream<String> lines(Set<String> families) {
        byte[] page = QualityExposition.render(QualitySamples.moment(), ExpositionFormat.PROMETHEUS_TEXT, families);
        return new String(page, StandardCharsets.UTF_8).lines();
    }
}
