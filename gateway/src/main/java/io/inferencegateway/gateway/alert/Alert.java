package io.inferencegateway.gateway.alert;

import io.inferencegateway.gateway.observe.Monitor.Origin;
import io.inferencegateway.monitoring.alert.AlertRule;
import io.inferencegateway.monitoring.alert.AlertState;
import io.inferencegateway.monitoring.alert.AlertState.Phase;
import io.inferencegateway.monitoring.stats.ModelVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a monitor and where it stands. Immutable.
 *
 * @param subject the version it was last held against, or null before the first evaluation
 * @param value what the last evaluation saw, empty before the first and where there is no data
 * @param toldMillis when receivers were last told that it fires, or null where they know of none that does
 * @param acknowledged who has taken it on, or null; only while it fires
 */
public record Alert(
        String monitor,
        AlertRule rule,
        Origin origin,
        @Nullable ModelVersion subject,
        AlertState state,
        OptionalDouble value,
        @Nullable Long toldMillis,
        @Nullable Acknowledgement acknowledged) {

    /** One that has not been evaluated. */
    static Alert fresh(String monitor, AlertRule rule, Origin origin, long nowMillis) {
        return new Alert(
                monitor, rule, origin, null, AlertState.inactive(nowMillis), OptionalDouble.empty(), null, null);
    }

    /** Evaluated for the first time, or since a release that did not note the version. */
    Alert withSubject(ModelVersion version) {
        return new Alert(monitor, rule, origin, version, state, value, toldMillis, acknowledged);
    }

    /** Begins anew, on another version. */
    Alert on(ModelVersion version, long nowMillis) {
        return new Alert(
                monitor, rule, origin, version, AlertState.inactive(nowMillis), OptionalDouble.empty(), null, null);
    }

    /** After one more evaluation. What ends is no longer acknowledged. */
    Alert evaluated(AlertState next, OptionalDouble seen) {
        return new Alert(
                monitor,
                rule,
                origin,
                subject,
                next,
                seen,
                toldMillis,
                next.phase() == Phase.FIRING ? acknowledged : null);
    }

    Alert told(@Nullable Long millis) {
        return new Alert(monitor, rule, origin, subject, state, value, millis, acknowledged);
    }

    Alert acknowledged(@Nullable Acknowledgement by) {
        return new Alert(monitor, rule, origin, subject, state, value, toldMillis, by);
    }

    public boolean isFiring() {
        return state.phase() == Phase.FIRING;
    }

    /** What silences are held against. */
    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("monitor", monitor);
        labels.put("rule", rule.name());
        if (subject != null) {
            labels.put("model", subject.model());
            labels.put("version", Integer.toString(subject.version()));
        }
        labels.put("severity", rule.notice().severity());
        if (rule.notice().owner() != null) {
            labels.put("owner", rule.notice().owner());
        }
        return labels;
    }

    /** Tells it from all others; neither name holds a slash. */
    String key() {
        return key(monitor, rule.name());
    }

    static String key(String monitor, String rule) {
        return monitor + "/" + rule;
    }
}
