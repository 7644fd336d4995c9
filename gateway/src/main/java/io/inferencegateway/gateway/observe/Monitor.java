package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Window;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A standing question about one version: how did it do over this rolling window? Immutable.
 *
 * @param name {@code [A-Za-z0-9._-]{1,64}}
 * @param frozen the last snapshot of a monitor that is not active; null only while it is active
 */
public record Monitor(
        String name,
        ModelVersion version,
        Window window,
        State state,
        Origin origin,
        About about,
        @Nullable MonitorSnapshot frozen) {
    /** What a monitor or an alert rule may be called: the name stands in URLs. */
    public static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,64}");

    public Monitor {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("monitor name '" + name + "' is not [A-Za-z0-9._-]{1,64}");
        }
        if ((state == State.ACTIVE) != (frozen == null)) {
            throw new IllegalArgumentException("a monitor holds a snapshot exactly while it is not active");
        }
    }

    /**
     * What people say of a monitor.
     *
     * @param owner the team that answers for the version: alerts are routed by it
     * @param runbook a URL, in which {@code {model}}, {@code {version}} and {@code {event}} may stand
     */
    public record About(@Nullable String owner, @Nullable String description, @Nullable String runbook) {
        public static final About NOTHING = new About(null, null, null);
    }

    public @Nullable String owner() {
        return about.owner();
    }

    /** What a monitor does with new requests. */
    public enum State {
        /** Its snapshot follows the window. */
        ACTIVE,
        /** Its snapshot stands still and its alert rules are not evaluated. */
        PAUSED,
        /** Paused, and hidden from lists unless asked for. */
        ARCHIVED;

        private final String label = name().toLowerCase(Locale.ROOT);

        public String label() {
            return label;
        }
    }

    /** Where its definition stands: a configured one is changed in the file, never over the API. */
    public enum Origin {
        CONFIG,
        API;

        private final String label = name().toLowerCase(Locale.ROOT);

        public String label() {
            return label;
        }
    }

    /** The same monitor, following its window. */
    public Monitor active() {
        return new Monitor(name, version, window, State.ACTIVE, origin, about, null);
    }

    /** The same monitor, standing at {@code last}. */
    public Monitor frozen(State newState, MonitorSnapshot last) {
        return new Monitor(name, version, window, newState, origin, about, last);
    }
}
