package io.inferencegateway.monitoring.alert;

import io.inferencegateway.monitoring.alert.AlertCondition.Comparison;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rule that is ready to be used, or one that will be. Immutable.
 *
 * @param metric what it watches, by name: not every one can be measured yet
 * @param condition null where the metric can't be measured yet
 * @param waitingFor what is missing for it to be measured; empty where nothing is
 * @param recommended whether it suits any version from the first request on
 */
public record AlertPreset(
        String name,
        String metric,
        Comparison comparison,
        double threshold,
        Duration sustained,
        @Nullable AlertCondition condition,
        AlertNotice notice,
        String waitingFor,
        boolean recommended) {
    public AlertPreset {
        if ((condition == null) == waitingFor.isEmpty()) {
            throw new IllegalArgumentException("a preset either has a condition or waits for something");
        }
    }

    public boolean isAvailable() {
        return condition != null;
    }

    /** The rule under the preset's name; empty while it {@linkplain #waitingFor waits}. */
    public Optional<AlertRule> rule() {
        return condition == null ? Optional.empty() : Optional.of(new AlertRule(name, condition, notice));
    }
}
