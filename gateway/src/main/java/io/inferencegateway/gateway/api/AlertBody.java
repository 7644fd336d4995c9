package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.config.AlertLimits;
import io.inferencegateway.gateway.observe.Monitor;
import io.inferencegateway.monitoring.alert.AlertCondition;
import io.inferencegateway.monitoring.alert.AlertCondition.Comparison;
import io.inferencegateway.monitoring.alert.AlertMetric;
import io.inferencegateway.monitoring.alert.AlertNotice;
import io.inferencegateway.monitoring.alert.AlertPreset;
import io.inferencegateway.monitoring.alert.AlertPresets;
import io.inferencegateway.monitoring.alert.AlertRule;
import io.inferencegateway.monitoring.alert.NoData;
import io.inferencegateway.monitoring.stats.Window;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads an alert rule out of a body: whole, or what it says otherwise than its preset. */
final class AlertBody {
    static final String NAME_RULE = "1 to 64 of the characters A-Z a-z 0-9 . _ -";
    private static final Pattern OWNER = Pattern.compile("[^\\p{Cntrl}]{1,64}");
    static final Pattern SEVERITY = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    private final JsonBody body;
    private final @Nullable AlertRule preset;
    private final boolean isNew;

    private AlertBody(JsonBody body) {
        this.body = body;
        this.isNew = !body.has("preset");
        Optional<AlertRule> named = Optional.empty();
        this.preset = isNew
                ? null
                : body.parsed("preset", AlertBody::preset, named, false).orElse(null);
    }

    /**
     * @param givenName of a rule that has one already, or null where the body names it
     * @param owner who owns the rules of the monitor, or null
     */
    static AlertRule read(JsonBody body, @Nullable String givenName, @Nullable String owner) {
        AlertBody rule = new AlertBody(body);
        String name = rule.name(givenName);
        AlertCondition condition = rule.condition();
        AlertNotice notice = rule.notice(owner);
        body.check();
        return new AlertRule(name, condition, notice);
    }

    private static Optional<AlertRule> preset(String name) {
        AlertPreset preset = AlertPresets.find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no preset '" + name + "'; /api/v1/alerts/presets lists them"));
        return Optional.of(preset.rule());
    }

    private String name(@Nullable String given) {
        if (given != null) {
            if (body.has("name") && !given.equals(body.text("name", Monitor.NAME, NAME_RULE))) {
                body.reject("name", "a rule keeps its name; make another one");
            }
            return given;
        }
        if (isNew || body.has("name")) {
            return body.text("name", Monitor.NAME, NAME_RULE);
        }
        return preset == null ? "unknown" : preset.name();
    }

    private AlertCondition condition() {
        AlertCondition usual = preset == null
                ? AlertCondition.of(AlertMetric.P99_LATENCY_MS, Comparison.ABOVE, 0, Duration.ZERO)
                : preset.condition();
        AlertMetric metric = body.parsed(
                "metric",
                label -> oneOf("metric", label, AlertMetric.values(), AlertMetric::label),
                usual.metric(),
                !isNew);
        Comparison comparison = body.parsed(
                "comparison",
                label -> oneOf("comparison", label, Comparison.values(), Comparison::label),
                usual.comparison(),
                !isNew);
        double threshold = isNew || body.has("threshold") ? value("threshold", metric) : usual.threshold();
        double clear = body.has("clear") ? value("clear", metric) : threshold;
        if (comparison == Comparison.ABOVE ? clear > threshold : clear < threshold) {
            body.reject("clear", "clear must not lie " + comparison.label() + " the threshold: there the rule fires");
            clear = threshold;
        }
        @Nullable
        Window window =
                body.has("window") ? body.parsed("window", Window::of, Window.FIVE_MINUTES, false) : usual.window();
        return new AlertCondition(
                metric,
                comparison,
                threshold,
                window,
                body.parsed("for", AlertBody::wait, usual.sustained(), true),
                clear,
                body.parsed("clear_for", AlertBody::wait, usual.clearFor(), true),
                body.parsed(
                        "no_data",
                        label -> oneOf("no_data", label, NoData.values(), NoData::label),
                        preset == null ? metric.usualNoData() : usual.noData(),
                        true),
                minimumRequests(metric, usual));
    }

    private long minimumRequests(AlertMetric metric, AlertCondition usual) {
        if (!body.has("min_requests")) {
            return metric.isOfRequests() ? usual.minimumRequests() : 0;
        }
        double value = body.number("min_requests", 0, AlertLimits.MOST_REQUESTS, AlertLimits.MINIMUM_REQUESTS);
        if (value != Math.rint(value)) {
            body.reject("min_requests", "min_requests must be " + AlertLimits.MINIMUM_REQUESTS);
            return 0;
        }
        if (value > 0 && !metric.isOfRequests()) {
            body.reject("min_requests", metric.label() + " " + AlertLimits.NOT_OF_REQUESTS);
            return 0;
        }
        return (long) value;
    }

    private double value(String field, AlertMetric metric) {
        double value = body.number(field, 0, Double.MAX_VALUE, AlertLimits.thresholdOf(metric));
        if (!AlertLimits.isThreshold(metric, value)) {
            body.reject(field, field + " must be " + AlertLimits.thresholdOf(metric));
            return 0;
        }
        return value;
    }

    private AlertNotice notice(@Nullable String monitorOwner) {
        AlertNotice usual = preset == null ? AlertNotice.of("warning") : preset.notice();
        String owner = body.has("owner")
                ? body.text("owner", OWNER, "1 to 64 characters in one line")
                : monitorOwner == null ? usual.owner() : monitorOwner;
        @Nullable String summary = body.note("summary", AlertLimits.MOST_TEXT);
        @Nullable String mitigation = body.note("mitigation", AlertLimits.MOST_TEXT);
        @Nullable
        Duration repeat = body.has("repeat")
                ? body.parsed("repeat", AlertBody::repeat, Duration.ofHours(4), false)
                : usual.repeat();
        return new AlertNotice(
                body.has("severity") ? body.text("severity", SEVERITY, "a word such as critical") : usual.severity(),
                owner,
                summary == null ? usual.summary() : summary,
                mitigation == null ? usual.mitigation() : mitigation,
                body.has("runbook") ? body.parsed("runbook", AlertBody::runbook, "", false) : usual.runbook(),
                repeat,
                usual.preset());
    }

    private static Duration wait(String text) {
        Duration duration = Quantities.duration(text);
        if (duration.compareTo(AlertLimits.LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("it may be 7d at most");
        }
        return duration;
    }

    private static Duration repeat(String text) {
        Duration duration = Quantities.duration(text);
        if (!AlertLimits.isRepeat(duration)) {
            throw new IllegalArgumentException("repeat must be from 1m to 7d, such as 4h");
        }
        return duration;
    }

    private static String runbook(String text) {
        if (!AlertLimits.isRunbook(text)) {
            throw new IllegalArgumentException("runbook must be an http or https URL");
        }
        return text;
    }

    private static <E> E oneOf(String field, String label, E[] values, Function<E, String> labelOf) {
        return Arrays.stream(values)
                .filter(value -> labelOf.apply(value).equals(label.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(field + " must be one of "
                        + Arrays.stream(values).map(labelOf).collect(Collectors.joining(", "))));
    }
}
