package io.inferencegateway.monitoring.alert;

import io.inferencegateway.monitoring.alert.AlertCondition.Reading;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Where an alert stands. Immutable; {@link #next} is its only way on.
 *
 * <pre>
 * inactive, resolved -- the condition holds --> pending -- it held for as long as the rule asks --> firing
 * pending -- it does not hold --> inactive        firing -- the value has been back for long enough --> resolved
 * </pre>
 *
 * @param sinceMillis when the phase began, in milliseconds since the epoch
 * @param clearingSinceMillis since when the value of a firing alert has been back, or null while it is not
 */
public record AlertState(Phase phase, long sinceMillis, @Nullable Long clearingSinceMillis) {
    /** The four phases an operator sees. */
    public enum Phase {
        INACTIVE,
        /** The condition holds, but not for long enough yet. */
        PENDING,
        FIRING,
        /** It fired, and the value is back. */
        RESOLVED;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** The name in the admin API, such as {@code firing}. */
        public String label() {
            return label;
        }
    }

    public AlertState {
        if (clearingSinceMillis != null && phase != Phase.FIRING) {
            throw new IllegalArgumentException("an alert that is " + phase.label() + " has nothing to clear");
        }
    }

    public static AlertState inactive(long nowMillis) {
        return enter(Phase.INACTIVE, nowMillis);
    }

    public static AlertState enter(Phase phase, long nowMillis) {
        return new AlertState(phase, nowMillis, null);
    }

    /**
     * The state after one more evaluation; the same object's equal where nothing changed. A clock that was set back
     * starts a wait anew, rather than to make it last for the lost time as well.
     *
     * @param value of the condition's metric, empty where there is no data
     */
    public AlertState next(AlertCondition condition, OptionalDouble value, long nowMillis) {
        Reading reading = condition.read(value);
        if (reading == Reading.NONE) {
            return this;
        }
        boolean holds = reading == Reading.HOLDS;
        return switch (phase) {
            case INACTIVE, RESOLVED -> holds ? begun(condition, nowMillis) : this;
            case PENDING -> holds ? pendingOrFiring(condition, nowMillis) : enter(Phase.INACTIVE, nowMillis);
            case FIRING ->
                reading == Reading.BACK
                        ? firingOrResolved(condition, nowMillis)
                        : new AlertState(Phase.FIRING, sinceMillis, null);
        };
    }

    private static AlertState begun(AlertCondition condition, long nowMillis) {
        return enter(condition.sustained().isZero() ? Phase.FIRING : Phase.PENDING, nowMillis);
    }

    private AlertState pendingOrFiring(AlertCondition condition, long nowMillis) {
        if (nowMillis < sinceMillis) {
            return enter(Phase.PENDING, nowMillis);
        }
        return hasLasted(sinceMillis, condition.sustained(), nowMillis) ? enter(Phase.FIRING, nowMillis) : this;
    }

    private AlertState firingOrResolved(AlertCondition condition, long nowMillis) {
        long back = clearingSinceMillis == null || nowMillis < clearingSinceMillis ? nowMillis : clearingSinceMillis;
        return hasLasted(back, condition.clearFor(), nowMillis)
                ? enter(Phase.RESOLVED, nowMillis)
                : new AlertState(Phase.FIRING, sinceMillis, back);
    }

    private static boolean hasLasted(long fromMillis, Duration length, long nowMillis) {
        return nowMillis - fromMillis >= length.toMillis();
    }
}
