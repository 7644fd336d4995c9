package io.inferencegateway.gateway.quality;

import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.config.QualitySettings;
import io.inferencegateway.gateway.observe.QualitySeries;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.inferencegateway.monitoring.quality.QualityReport.FeatureReport;
import io.inferencegateway.monitoring.quality.QualityReport.VersionReport;
import io.inferencegateway.monitoring.quality.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Puts together what {@code /metrics/quality} says, and bounds how many series it may ever have: names of features and of
 * classes come out of requests and answers, and who sends other ones each minute must not fill somebody's Prometheus.
 * Those of the configuration and of the reference have a series always; of all others the first that turn up, as long as
 * the process lives. Owner: the control context.
 */
public final class QualityMetrics {
    static final int MOST_FOUND_FEATURES = 100;
    static final int MOST_FOUND_CLASSES = 50;

    private final QualityReports reports;
    private final Supplier<GatewayConfig> config;
    private final Map<String, Found> found = new HashMap<>();

    /** What turned up in a model's rows and got a series. */
    private static final class Found {
        private final Set<String> features = new HashSet<>();
        private final Set<String> classes = new HashSet<>();
    }

    public QualityMetrics(QualityReports reports, Supplier<GatewayConfig> config) {
        this.reports = reports;
        this.config = config;
    }

    public QualitySeries view() {
        List<QualitySeries.Model> models = new ArrayList<>();
        for (QualityReport report : reports.all()) {
            Found ofModel = found.computeIfAbsent(report.model(), model -> new Found());
            models.add(new QualitySeries.Model(
                    report,
                    reports.predictions(report.model()),
                    features(report, ofModel.features),
                    classes(report, ofModel.classes)));
        }
        return new QualitySeries(models);
    }

    private Set<String> features(QualityReport report, Set<String> found) {
        Set<String> named = configured(report.model());
        Set<String> shown = new HashSet<>();
        for (FeatureReport feature : report.features()) {
            boolean isNamed = named.contains(feature.feature()) || !Double.isNaN(feature.referenceMissingRatio());
            if (isNamed || admit(feature.feature(), found, MOST_FOUND_FEATURES)) {
                shown.add(feature.feature());
            }
        }
        return shown;
    }

    private Set<String> configured(String model) {
        GatewayConfig.Model configured = config.get().models().get(model);
        QualitySettings quality = configured == null ? null : configured.quality();
        return quality == null ? Set.of() : quality.policy().features().keySet();
    }

    private static Set<String> classes(QualityReport report, Set<String> found) {
        Set<String> shown = new HashSet<>();
        for (VersionReport version : report.versions()) {
            if (version.prediction() != null && version.prediction().shape() instanceof Shape.Categories shape) {
                shape.categories().stream()
                        .filter(each -> each.referenceShare() > 0 || admit(each.value(), found, MOST_FOUND_CLASSES))
                        .forEach(each -> shown.add(each.value()));
            }
        }
        return shown;
    }

    private static boolean admit(String name, Set<String> found, int most) {
        return found.contains(name) || (found.size() < most && found.add(name));
    }
}
