package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.observe.Monitor;
import io.inferencegateway.gateway.observe.Monitor.State;
import io.inferencegateway.monitoring.health.Health;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which monitors a list shows. Immutable; what is null filters nothing.
 *
 * @param text stands somewhere in the name, the model, the owner or the description, in whatever case
 */
record MonitorFilter(
        Set<State> states,
        @Nullable String model,
        OptionalInt version,
        @Nullable Health health,
        @Nullable String owner,
        @Nullable String text) {
    private static final int HIGHEST_VERSION = 999_999_999;

    /** Without {@code state}, archived ones are hidden. */
    static MonitorFilter of(RoutingContext ctx) {
        Parameters.allow(ctx, "state", "model", "version", "health", "owner", "q");
        return new MonitorFilter(
                states(Parameters.text(ctx, "state")),
                Parameters.text(ctx, "model"),
                Parameters.integer(ctx, "version", 0, HIGHEST_VERSION),
                health(Parameters.text(ctx, "health")),
                Parameters.text(ctx, "owner"),
                Parameters.text(ctx, "q"));
    }

    private static Set<State> states(@Nullable String wanted) {
        if (wanted == null) {
            return EnumSet.of(State.ACTIVE, State.PAUSED);
        }
        if (wanted.equals("all")) {
            return EnumSet.allOf(State.class);
        }
        return Arrays.stream(State.values())
                .filter(state -> state.label().equals(wanted))
                .findFirst()
                .map(EnumSet::of)
                .orElseThrow(() -> Parameters.invalid("state", "state must be one of active, paused, archived, all"));
    }

    private static @Nullable Health health(@Nullable String wanted) {
        if (wanted == null) {
            return null;
        }
        return Arrays.stream(Health.values())
                .filter(health -> health.label().equals(wanted))
                .findFirst()
                .orElseThrow(() -> Parameters.invalid(
                        "health",
                        "health must be one of "
                                + Arrays.stream(Health.values())
                                        .map(Health::label)
                                        .collect(Collectors.joining(", "))));
    }

    /** By everything but its health, which costs more to know. */
    boolean mayShow(Monitor monitor) {
        return states.contains(monitor.state())
                && (model == null || model.equals(monitor.version().model()))
                && (version.isEmpty() || version.getAsInt() == monitor.version().version())
                && (owner == null || owner.equals(monitor.owner()))
                && (text == null || mentions(monitor, text.toLowerCase(Locale.ROOT)));
    }

    boolean shows(Health judged) {
        return health == null || health == judged;
    }

    private static boolean mentions(Monitor monitor, String sought) {
        return Stream.of(
                        monitor.name(),
                        monitor.version().model(),
                        monitor.owner(),
                        monitor.about().description())
                .filter(Objects::nonNull)
                .anyMatch(each -> each.toLowerCase(Locale.ROOT).contains(sought));
    }
}
