package io.inferencegateway.gateway.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inferencegateway.canary.rollout.FreezeWindow;
import io.inferencegateway.canary.rollout.FreezeWindows;
import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.gateway.config.GatewayConfig.Conduct;
import io.inferencegateway.gateway.config.GatewayConfig.OnRegression;
import io.inferencegateway.gateway.config.GatewayConfig.OnStableChange;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How rollouts of a model are conducted besides their steps. Owner: the reading thread. */
final class ConductReader {
    private static final int MOST_WINDOWS = 50;
    private static final Duration DEFAULT_WATCH = Duration.ofHours(1);

    /** Any moment will do to find windows that leave none; a fixed one keeps a file's verdict the same for ever. */
    private static final Instant SOME_MOMENT = Instant.parse("2026-01-01T00:00:00Z");

    private static final Pattern CLOCK = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
    private static final ScalarType<DayOfWeek> DAY =
            ScalarType.text("one of mon, tue, wed, thu, fri, sat, sun", ConductReader::day);
    private static final ScalarType<LocalTime> TIME = ScalarType.text(
            "a time of day in quotes such as \"08:00\"",
            text -> CLOCK.matcher(text).matches() ? Optional.of(LocalTime.parse(text)) : Optional.empty());
    private static final ScalarType<ZoneId> ZONE =
            ScalarType.text("a time zone such as UTC or Europe/Berlin", ConductReader::zone);
    private static final ScalarType<OnRegression> ON_REGRESSION = ScalarType.oneOf(OnRegression.class);
    private static final ScalarType<OnStableChange> ON_STABLE_CHANGE = ScalarType.oneOf(OnStableChange.class);

    private ConductReader() {}

    static Conduct read(Section canary, Problems problems) {
        return new Conduct(
                canary.value("bake", ScalarType.DURATION_OR_ZERO, RolloutPlan.DEFAULT_BAKE),
                canary.value("watch-after", ScalarType.DURATION_OR_ZERO, DEFAULT_WATCH),
                canary.value("on-regression", ON_REGRESSION, OnRegression.NOTIFY),
                canary.value("on-stable-change", ON_STABLE_CHANGE, OnStableChange.SWITCH),
                freeze(canary, problems),
                canary.value("dry-run", ScalarType.FLAG, false));
    }

    private static FreezeWindows freeze(Section canary, Problems problems) {
        Section.Entry given = canary.entry("freeze");
        List<Section.Entry> elements = canary.list("freeze");
        if (given == null) {
            return FreezeWindows.NONE;
        }
        if (elements.size() > MOST_WINDOWS) {
            problems.add(given.value(), given.path(), "must be a list of at most " + MOST_WINDOWS + " windows");
        }
        List<FreezeWindow> windows = new ArrayList<>();
        for (Section.Entry element : elements.stream().limit(MOST_WINDOWS).toList()) {
            Section window = Section.of(element.value(), element.path(), problems);
            Set<DayOfWeek> days = days(window, problems);
            LocalTime from = window.value("from", TIME, LocalTime.MIDNIGHT);
            LocalTime to = window.value("to", TIME, LocalTime.MIDNIGHT);
            ZoneId zone = window.value("zone", ZONE, ZoneOffset.UTC);
            window.refuseTheRest();
            windows.add(new FreezeWindow(days, from, to, zone));
        }
        FreezeWindows freeze = new FreezeWindows(windows);
        if (freeze.neverEnd(SOME_MOMENT)) {
            problems.add(given.value(), given.path(), "leaves no moment for a rollout; shorten a window");
            return FreezeWindows.NONE;
        }
        return freeze;
    }

    private static Set<DayOfWeek> days(Section window, Problems problems) {
        Section.Entry given = window.entry("days");
        if (given == null) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        List<Section.Entry> elements = window.list("days");
        elements.forEach(
                element -> window.scalar(element.value(), element.path(), DAY).ifPresent(days::add));
        if (elements.isEmpty()) {
            problems.add(given.value(), given.path(), "must be a list of at least one of mon … sun");
        }
        return days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days;
    }

    private static Optional<DayOfWeek> day(String text) {
        return Stream.of(DayOfWeek.values())
                .filter(day -> written(day).equals(text))
                .findFirst();
    }

    private static String written(DayOfWeek day) {
        return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
    }

    private static Optional<ZoneId> zone(String text) {
        try {
            return Optional.of(text.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(text));
        } catch (DateTimeException nowhere) {
            return Optional.empty();
        }
    }

    /** In the keys of the file. */
    static void show(Conduct conduct, ObjectNode canary) {
        canary.put("bake", EffectiveConfig.duration(conduct.bake()))
                .put("watch-after", EffectiveConfig.duration(conduct.watchAfter()))
                .put("on-regression", ScalarType.written(conduct.onRegression()))
                .put("on-stable-change", ScalarType.written(conduct.onStableChange()))
                .put("dry-run", conduct.dryRun());
        ArrayNode windows = canary.putArray("freeze");
        for (FreezeWindow window : conduct.freeze().windows()) {
            ObjectNode shown = windows.addObject();
            ArrayNode days = shown.putArray("days");
            Stream.of(DayOfWeek.values()).filter(window.days()::contains).forEach(day -> days.add(written(day)));
            shown.put("from", window.from().toString())
                    .put("to", window.to().toString())
                    .put(
                            "zone",
                            window.zone().equals(ZoneOffset.UTC)
                                    ? "UTC"
                                    : window.zone().getId());
        }
    }
}
