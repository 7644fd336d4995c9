package io.inferencegateway.gateway.alert;

import io.inferencegateway.gateway.observe.Monitor.Origin;
import io.inferencegateway.monitoring.alert.AlertCondition;
import io.inferencegateway.monitoring.alert.AlertCondition.Comparison;
import io.inferencegateway.monitoring.alert.AlertMetric;
import io.inferencegateway.monitoring.alert.AlertNotice;
import io.inferencegateway.monitoring.alert.AlertRule;
import io.inferencegateway.monitoring.alert.AlertState;
import io.inferencegateway.monitoring.alert.AlertState.Phase;
import io.inferencegateway.monitoring.alert.NoData;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Window;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * An alert as it is stored. What 0.1 did not know yet has the value that 0.1 gave it: no hysteresis, the monitor's window.
 * Pure.
 */
final class AlertDocument {
    private AlertDocument() {}

    static JsonObject encode(Alert alert) {
        AlertRule rule = alert.rule();
        AlertCondition condition = rule.condition();
        AlertNotice notice = rule.notice();
        ModelVersion subject = alert.subject();
        Acknowledgement acknowledged = alert.acknowledged();
        return new JsonObject()
                .put("monitor", alert.monitor())
                .put("name", rule.name())
                .put("origin", alert.origin().label())
                .put("metric", condition.metric().label())
                .put("comparison", condition.comparison().label())
                .put("threshold", condition.threshold())
                .put(
                        "window",
                        condition.window() == null ? null : condition.window().label())
                .put("sustained_ms", condition.sustained().toMillis())
                .put("clear", condition.clear())
                .put("clear_for_ms", condition.clearFor().toMillis())
                .put("no_data", condition.noData().label())
                .put("min_requests", condition.minimumRequests())
                .put("severity", notice.severity())
                .put("owner", notice.owner())
                .put("summary", notice.summary())
                .put("mitigation", notice.mitigation())
                .put("runbook", notice.runbook())
                .put(
                        "repeat_ms",
                        notice.repeat() == null ? null : notice.repeat().toMillis())
                .put("preset", notice.preset())
                .put("phase", alert.state().phase().label())
                .put("since_ms", alert.state().sinceMillis())
                .put("clearing_since_ms", alert.state().clearingSinceMillis())
                .put("model", subject == null ? null : subject.model())
                .put("version", subject == null ? null : subject.version())
                .put("told_ms", alert.toldMillis())
                .put(
                        "acknowledged",
                        acknowledged == null
                                ? null
                                : new JsonObject()
                                        .put("by", acknowledged.by())
                                        .put("reason", acknowledged.reason())
                                        .put("at", acknowledged.at().toString()));
    }

    /** @throws RuntimeException where it is no alert */
    static Alert decode(JsonObject json) {
        AlertMetric metric = AlertMetric.of(json.getString("metric"));
        double threshold = json.getDouble("threshold");
        String window = json.getString("window");
        String noData = json.getString("no_data");
        AlertCondition condition = new AlertCondition(
                metric,
                Comparison.of(json.getString("comparison")),
                threshold,
                window == null ? null : Window.of(window),
                Duration.ofMillis(json.getLong("sustained_ms")),
                json.getDouble("clear", threshold),
                Duration.ofMillis(json.getLong("clear_for_ms", 0L)),
                noData == null ? metric.usualNoData() : NoData.of(noData),
                json.getLong("min_requests", 0L));
        Long repeat = json.getLong("repeat_ms");
        AlertNotice notice = new AlertNotice(
                json.getString("severity"),
                json.getString("owner"),
                json.getString("summary", ""),
                json.getString("mitigation", ""),
                json.getString("runbook"),
                repeat == null ? null : Duration.ofMillis(repeat),
                json.getString("preset"));
        Phase phase = Phase.valueOf(json.getString("phase").toUpperCase(Locale.ROOT));
        long since = json.getLong("since_ms");
        String model = json.getString("model");
        return new Alert(
                json.getString("monitor"),
                new AlertRule(json.getString("name"), condition, notice),
                Origin.valueOf(json.getString("origin", "api").toUpperCase(Locale.ROOT)),
                model == null ? null : new ModelVersion(model, json.getInteger("version")),
                new AlertState(phase, since, phase == Phase.FIRING ? json.getLong("clearing_since_ms") : null),
                OptionalDouble.empty(),
                json.containsKey("told_ms") ? json.getLong("told_ms") : toldBefore(phase, since),
                acknowledgement(json.getJsonObject("acknowledged")));
    }

    /** What fires was told as soon as it did. */
    private static @Nullable Long toldBefore(Phase phase, long since) {
        return phase == Phase.FIRING ? since : null;
    }

    private static @Nullable Acknowledgement acknowledgement(@Nullable JsonObject json) {
        return json == null
                ? null
                : new Acknowledgement(
                        json.getString("by"), json.getString("reason"), Instant.parse(json.getString("at")));
    }
}
