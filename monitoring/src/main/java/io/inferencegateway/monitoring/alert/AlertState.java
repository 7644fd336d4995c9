package io.inferencegateway.monitoring.alert;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Where an alert stands. Immutable; {@link #next} is its only way on.
 *
 * <pre>
 * inactive, resolved -- the condition holds --> pending -- it held for as long as the rule asks --> firing
 * pending -- it does not hold --> inactive        firing -- it does not hold --> resolved
 * </pre>
 *
 * @param sinceMillis when the phase began, in milliseconds since the epoch
 */
public record AlertState(Phase phase, long sinceMillis) {
    /** The four phases an operator sees. */
    public enum Phase {
        INACTIVE,
        /** The condition holds, but not for long enough yet. */
        PENDING,
        FIRING,
        /** It fired, and the condition holds no longer. */
        RESOLVED;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** The name in the admin API, such as {@code firing}. */
        public String label() {
            return label;
        }
    }

    public static AlertState inactive(long nowMillis) {
        return new AlertState(Phase.INACTIVE, nowMillis);
    }

    /**
     * The state after one more evaluation; the same object's equal where nothing changed. A clock that was set back
     * starts a pending alert's wait anew, rather than to make it wait for the lost time as well.
     *
     * @param value of the rule's metric, empty where there is no data
     */
    public AlertState next(AlertRule rule, OptionalDouble value, long nowMillis) {
        boolean holds = rule.holdsFor(value);
        return switch (phase) {
            case INACTIVE, RESOLVED -> holds ? begun(rule, nowMillis) : this;
            case PENDING -> holds ? pendingOrFiring(rule, nowMillis) : enter(Phase.INACTIVE, nowMillis);
            case FIRING -> holds ? this : enter(Phase.RESOLVED, nowMillis);
        };
    }

    private static AlertState begun(AlertRule rule, long nowMillis) {
        return enter(rule.sustained().isZero() ? Phase.FIRING : Phase.PENDING, nowMillis);
    }

    private AlertState pendingOrFiring(AlertRule rule, long nowMillis) {
        if (nowMillis < sinceMillis) {
            return enter(Phase.PENDING, nowMillis);
        }
        return nowMillis - sinceMillis >= rule.sustained().toMillis() ? enter(Phase.FIRING, nowMillis) : this;
    }

    private static AlertState enter(Phase phase, long nowMillis) {
        return new AlertState(phase, nowMillis);
    }
}
