package io.inferencegateway.monitoring.alert;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is said of an alert, and to whom. Immutable.
 *
 * @param severity a word for whoever routes the alert, such as {@code critical}
 * @param owner who is to mend it, such as {@code platform}, or null
 * @param summary what is wrong, one line; may be empty
 * @param mitigation what to do first; may be empty
 * @param runbook a URL of its own, or null for the model's
 * @param repeat how often it is told again while it fires and nobody has acknowledged it, or null for never
 * @param preset of which it was made, or null
 */
public record AlertNotice(
        String severity,
        @Nullable String owner,
        String summary,
        String mitigation,
        @Nullable String runbook,
        @Nullable Duration repeat,
        @Nullable String preset) {
    public AlertNotice {
        if (severity.isBlank()) {
            throw new IllegalArgumentException("an alert rule needs a severity");
        }
        if (repeat != null && (repeat.isNegative() || repeat.isZero())) {
            throw new IllegalArgumentException("an alert can't be told again every " + repeat);
        }
    }

    /** One of few words. */
    public static AlertNotice of(String severity) {
        return new AlertNotice(severity, null, "", "", null, null, null);
    }

    /** With a runbook of its own. */
    public AlertNotice readOnAt(@Nullable String url) {
        return new AlertNotice(severity, owner, summary, mitigation, url, repeat, preset);
    }

    public AlertNotice ownedBy(@Nullable String newOwner) {
        return new AlertNotice(severity, newOwner, summary, mitigation, runbook, repeat, preset);
    }
}
