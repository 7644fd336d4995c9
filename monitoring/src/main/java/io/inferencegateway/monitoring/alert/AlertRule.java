package io.inferencegateway.monitoring.alert;

/** When a monitor is to raise an alert, and what is said then. Immutable. */
public record AlertRule(String name, AlertCondition condition, AlertNotice notice) {
    public AlertRule {
        if (name.isBlank()) {
            throw new IllegalArgumentException("an alert rule needs a name");
        }
    }
}
