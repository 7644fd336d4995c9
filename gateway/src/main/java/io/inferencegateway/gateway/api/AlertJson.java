package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.alert.Acknowledgement;
import io.inferencegateway.gateway.alert.Alert;
import io.inferencegateway.gateway.alert.AlertEvaluator;
import io.inferencegateway.gateway.alert.Silence;
import io.inferencegateway.gateway.observe.Monitor;
import io.inferencegateway.gateway.rollout.RolloutView;
import io.inferencegateway.monitoring.alert.AlertCondition;
import io.inferencegateway.monitoring.alert.AlertNotice;
import io.inferencegateway.monitoring.alert.AlertPreset;
import io.inferencegateway.monitoring.stats.Window;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Alerts and presets in the admin API's shape. */
final class AlertJson {
    private AlertJson() {}

    /** @param monitor whose rule it is; gives the version before the first evaluation */
    static JsonObject of(Alert alert, @Nullable Monitor monitor, AlertEvaluator alerts) {
        Long clearing = alert.state().clearingSinceMillis();
        Acknowledgement acknowledged = alert.acknowledged();
        JsonObject json = new JsonObject()
                .put("monitor", alert.monitor())
                .put("name", alert.rule().name());
        if (monitor != null) {
            json.put("model", monitor.version().model())
                    .put("version", monitor.version().version());
        }
        return condition(json, alert.rule().condition())
                .mergeIn(notice(alert.rule().notice()))
                .put("origin", alert.origin().label())
                .put("preset", alert.rule().notice().preset())
                .put("state", alert.state().phase().label())
                .put("since", time(alert.state().sinceMillis()))
                .put("clearing_since", clearing == null ? null : time(clearing))
                .put("value", alert.value().isPresent() ? alert.value().getAsDouble() : null)
                .put("silenced_by", alerts.silenceOver(alert).map(Silence::id).orElse(null))
                .put(
                        "acknowledged",
                        acknowledged == null
                                ? null
                                : new JsonObject()
                                        .put("by", acknowledged.by())
                                        .put("reason", acknowledged.reason())
                                        .put("at", acknowledged.at().toString()));
    }

    static JsonObject of(AlertPreset preset) {
        JsonObject json = new JsonObject().put("name", preset.name()).put("recommended", preset.recommended());
        return condition(json, preset.condition()).mergeIn(notice(preset.notice()));
    }

    private static JsonObject condition(JsonObject json, AlertCondition condition) {
        Window window = condition.window();
        return json.put("metric", condition.metric().label())
                .put("comparison", condition.comparison().label())
                .put("threshold", condition.threshold())
                .put("window", window == null ? null : window.label())
                .put("for", RolloutView.duration(condition.sustained()))
                .put("clear", condition.clear())
                .put("clear_for", RolloutView.duration(condition.clearFor()))
                .put("no_data", condition.noData().label())
                .put("min_requests", condition.minimumRequests());
    }

    private static JsonObject notice(AlertNotice notice) {
        Duration repeat = notice.repeat();
        return new JsonObject()
                .put("severity", notice.severity())
                .put("owner", notice.owner())
                .put("summary", notice.summary())
                .put("mitigation", notice.mitigation())
                .put("runbook", notice.runbook())
                .put("repeat", repeat == null ? null : RolloutView.duration(repeat));
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
