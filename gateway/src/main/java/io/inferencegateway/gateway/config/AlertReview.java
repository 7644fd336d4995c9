package io.inferencegateway.gateway.config;

import io.inferencegateway.monitoring.alert.AlertMetric;
import io.inferencegateway.monitoring.alert.AlertPreset;
import io.inferencegateway.monitoring.alert.AlertPresets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Alert rules of monitors that are valid and never say anything, since nobody measures what they watch. Of presets for every
 * monitor nothing is said: some of those models may be without. Owner: the reading thread.
 */
final class AlertReview {
    private final GatewayConfig config;
    private final Problems warnings;

    private AlertReview(GatewayConfig config, Problems warnings) {
        this.config = config;
        this.warnings = warnings;
    }

    /** @param config what was read from the document, which is valid */
    static void review(Node document, GatewayConfig config, Problems warnings) {
        List<Section.Entry> elements = Section.of(document, "", warnings).list("monitors");
        AlertReview review = new AlertReview(config, warnings);
        for (int i = 0; i < elements.size(); i++) {
            Section monitor =
                    Section.of(elements.get(i).value(), elements.get(i).path(), warnings);
            review.monitor(monitor, config.monitors().get(i));
        }
    }

    private void monitor(Section section, GatewayConfig.Monitor monitor) {
        for (Section.Entry element : section.list("alerts")) {
            Section rule = Section.of(element.value(), element.path(), warnings);
            AlertMetric metric = metric(rule);
            String switchedOn = metric == null ? null : switchedOn(metric, monitor);
            if (metric != null && switchedOn != null) {
                warnings.add(
                        element.value(),
                        element.path(),
                        "watches " + metric.label() + ", which nobody measures of this model: " + switchedOn
                                + ", or take the rule out");
            }
        }
    }

    private static @Nullable AlertMetric metric(Section rule) {
        Optional<AlertMetric> own = rule.optional("metric", ScalarType.NAME).map(AlertMetric::of);
        return own.or(() -> rule.optional("preset", ScalarType.NAME)
                        .flatMap(AlertPresets::find)
                        .map(AlertPreset::condition)
                        .map(condition -> condition.metric()))
                .orElse(null);
    }

    /** How the figure is switched on, or null where it is, or always is. */
    private @Nullable String switchedOn(AlertMetric metric, GatewayConfig.Monitor monitor) {
        GatewayConfig.Model model = config.models().get(monitor.model());
        GatewayConfig.Version version = model == null ? null : model.versions().get(monitor.version());
        return switch (metric) {
            case CPU_UTILIZATION, MEMORY_GROWTH_PER_HOUR ->
                version == null || version.metrics() != null
                        ? null
                        : "give models." + monitor.model() + ".versions." + monitor.version() + " metrics: /metrics";
            case FEATURE_DRIFT_DETECTED, FEATURE_MISSING_RATIO, PREDICTION_MEDIAN_SHIFT_24H ->
                model == null || model.quality() != null ? null : "give models." + monitor.model() + " quality: {}";
            default -> null;
        };
    }
}
