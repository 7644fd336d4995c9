package io.inferencegateway.monitoring.alert;

/**
 * A rule that is ready to be used. Immutable.
 *
 * @param recommended whether it suits any version from the first request on
 */
public record AlertPreset(AlertRule rule, boolean recommended) {
    public String name() {
        return rule.name();
    }

    public AlertCondition condition() {
        return rule.condition();
    }

    public AlertNotice notice() {
        return rule.notice();
    }
}
