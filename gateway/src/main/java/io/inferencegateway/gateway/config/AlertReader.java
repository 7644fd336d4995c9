package io.inferencegateway.gateway.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The alert rules of the file's monitors, and the presets for all of them. Owner: the reading thread. */
final class AlertReader {
    /** As many as the evaluation of each second has room for. */
    static final int MOST = 1_000;

    private static final ScalarType<AlertMetric> METRIC = byLabel(AlertMetric.values(), AlertMetric::label);
    private static final ScalarType<Comparison> COMPARISON = byLabel(Comparison.values(), Comparison::label);
    private static final ScalarType<NoData> NO_DATA = byLabel(NoData.values(), NoData::label);
    private static final ScalarType<Window> OWN_WINDOW = byLabel(Window.values(), Window::label);
    private static final ScalarType<String> SELECTION =
            ScalarType.text("all, recommended or a list of presets", text -> Optional.of(text)
                    .filter(each -> each.equals("all") || each.equals("recommended")));
    private static final ScalarType<String> SEVERITY = ScalarType.text(
            "a word of 1 to 32 characters out of A-Z a-z 0-9 _ -, such as critical",
            text -> Optional.of(text).filter(each -> each.matches("[A-Za-z0-9_-]{1,32}")));
    private static final ScalarType<String> SENTENCE =
            ScalarType.text("a text of at most 500 characters in one line", text -> Optional.of(text)
                    .filter(each -> each.length() <= AlertLimits.MOST_TEXT
                            && each.chars().noneMatch(Character::isISOControl)));
    private static final ScalarType<Duration> WAIT =
            ScalarType.text("a duration of at most 7d such as 30s, 5m or 1h", text -> Notation.duration(text)
                    .filter(each -> each.compareTo(AlertLimits.LONGEST_WAIT) <= 0));
    private static final ScalarType<Integer> MINIMUM_REQUESTS = ScalarType.integer(0, AlertLimits.MOST_REQUESTS);
    private static final ScalarType<Duration> REPEAT =
            ScalarType.text("a duration from 1m to 7d such as 4h", text -> Notation.duration(text)
                    .filter(AlertLimits::isRepeat));
    private static final ScalarType<String> RUNBOOK = ScalarType.text(
            "http://HOST[:PORT][/PATH][?QUERY][#PLACE] or the same with https",
            text -> Optional.of(text).filter(AlertLimits::isRunbook));

    private final Problems problems;
    private final List<ConfiguredAlert> alerts = new ArrayList<>();
    private List<AlertPreset> forAll = List.of();
    private boolean told;

    AlertReader(Problems problems) {
        this.problems = problems;
    }

    /** The section {@code alerts}, to be read before any monitor. */
    void presets(Section section) {
        Section.Entry chosen = section.entry("presets");
        if (chosen != null && chosen.value() instanceof ScalarNode) {
            boolean all =
                    section.optional("presets", SELECTION).filter("all"::equals).isPresent();
            forAll = AlertPresets.all().stream()
                    .filter(preset -> all || preset.recommended())
                    .toList();
        } else {
            forAll = section.list("presets").stream()
                    .flatMap(each -> preset(section, each.value(), each.path()).stream())
                    .distinct()
                    .toList();
        }
        section.refuseTheRest();
    }

    /** The rules of one monitor, read by its name and its owner where it has them. Those of its own come in the place of a preset with their name. */
    void monitor(Section monitor, @Nullable String name, @Nullable String owner) {
        Map<String, AlertRule> rules = new LinkedHashMap<>();
        for (AlertPreset preset : forAll) {
            rules.put(preset.name(), owned(preset.rule(), owner));
        }
        Map<String, String> own = new LinkedHashMap<>();
        for (Section.Entry element : monitor.list("alerts")) {
            Section section = Section.of(element.value(), element.path(), problems);
            rule(section, owner).ifPresent(rule -> {
                String before = own.putIfAbsent(rule.name(), element.path());
                if (before != null) {
                    problems.add(
                            element.value(),
                            element.path(),
                            "has the name '" + rule.name() + "', as " + before + " has; give it another");
                }
                rules.put(rule.name(), rule);
            });
        }
        if (name != null) {
            rules.values().forEach(rule -> alerts.add(new ConfiguredAlert(name, rule)));
        }
        if (alerts.size() > MOST && !told && monitor.isPresent()) {
            told = true;
            problems.add(
                    monitor.start(),
                    monitor.path(),
                    "is the monitor with which there are more than " + MOST + " alert rules; watch less");
        }
    }

    List<ConfiguredAlert> alerts() {
        return List.copyOf(alerts);
    }

    private static AlertRule owned(AlertRule rule, @Nullable String owner) {
        return owner == null
                ? rule
                : new AlertRule(rule.name(), rule.condition(), rule.notice().ownedBy(owner));
    }

    private Optional<AlertPreset> preset(Section section, Node value, String path) {
        Optional<String> name = section.scalar(value, path, ScalarType.NAME);
        Optional<AlertPreset> preset = name.flatMap(AlertPresets::find);
        if (name.isPresent() && preset.isEmpty()) {
            List<String> names =
                    AlertPresets.all().stream().map(AlertPreset::name).toList();
            String mend = Spelling.nearest(name.get(), names)
                    .map(near -> "did you mean '" + near + "'?")
                    .orElse("there are " + String.join(", ", names));
            problems.add(value, path, "is no alert preset; " + mend);
        }
        return preset;
    }

    private Optional<AlertRule> rule(Section section, @Nullable String monitorOwner) {
        Section.Entry presetAt = section.entry("preset");
        @Nullable
        AlertRule base = presetAt == null
                ? null
                : preset(section, presetAt.value(), presetAt.path())
                        .map(AlertPreset::rule)
                        .orElse(null);
        boolean isNew = presetAt == null;
        Optional<String> name = isNew
                ? section.required("name", ScalarType.NAME, "the rule's name in API and alerts")
                : section.optional("name", ScalarType.NAME)
                        .or(() -> Optional.ofNullable(base).map(AlertRule::name));
        @Nullable AlertCondition condition = condition(section, base, isNew);
        AlertNotice notice = notice(section, base, monitorOwner);
        section.refuseTheRest();
        return name.isPresent() && condition != null
                ? Optional.of(new AlertRule(name.get(), condition, notice))
                : Optional.empty();
    }

    private @Nullable AlertCondition condition(Section section, @Nullable AlertRule base, boolean isNew) {
        @Nullable AlertCondition preset = base == null ? null : base.condition();
        Optional<AlertMetric> metric = isNew
                ? section.required("metric", METRIC, "what the rule watches")
                : section.optional("metric", METRIC)
                        .or(() -> Optional.ofNullable(preset).map(AlertCondition::metric));
        Optional<Comparison> comparison = isNew
                ? section.required("comparison", COMPARISON, "on which side of the threshold it fires: above or below")
                : section.optional("comparison", COMPARISON)
                        .or(() -> Optional.ofNullable(preset).map(AlertCondition::comparison));
        Section.Entry thresholdAt =
                isNew ? section.requiredEntry("threshold", "the value to be crossed") : section.entry("threshold");
        Section.Entry clearAt = section.entry("clear");
        Window window = section.optional("window", OWN_WINDOW).orElse(preset == null ? null : preset.window());
        Duration sustained = section.value("for", WAIT, preset == null ? Duration.ZERO : preset.sustained());
        Duration clearFor = section.value("clear-for", WAIT, preset == null ? Duration.ZERO : preset.clearFor());
        Optional<NoData> noData = section.optional("no-data", NO_DATA);
        if (metric.isEmpty() || comparison.isEmpty() || (thresholdAt == null && preset == null)) {
            return null;
        }
        AlertMetric watched = metric.get();
        Optional<Double> threshold = thresholdAt == null
                ? Optional.ofNullable(preset).map(AlertCondition::threshold)
                : threshold(thresholdAt, watched);
        Optional<Double> clear = clearAt == null ? threshold : threshold(clearAt, watched);
        if (threshold.isEmpty() || clear.isEmpty()) {
            return null;
        }
        boolean beyond =
                comparison.get() == Comparison.ABOVE ? clear.get() > threshold.get() : clear.get() < threshold.get();
        if (beyond && clearAt != null) {
            problems.add(
                    clearAt.value(),
                    clearAt.path(),
                    "must not lie " + comparison.get().label() + " the threshold: there the rule fires");
            return null;
        }
        return new AlertCondition(
                watched,
                comparison.get(),
                threshold.get(),
                window,
                sustained,
                clear.get(),
                clearFor,
                noData.orElse(preset == null ? watched.usualNoData() : preset.noData()),
                minimumRequests(section, watched, preset));
    }

    private long minimumRequests(Section section, AlertMetric watched, @Nullable AlertCondition preset) {
        Section.Entry written = section.entry("min-requests");
        int minimum = section.value(
                "min-requests",
                MINIMUM_REQUESTS,
                preset == null || !watched.isOfRequests() ? 0 : (int) preset.minimumRequests());
        if (written != null && minimum > 0 && !watched.isOfRequests()) {
            problems.add(written.value(), written.path(), watched.label() + " " + AlertLimits.NOT_OF_REQUESTS);
            return 0;
        }
        return minimum;
    }

    private static AlertNotice notice(Section section, @Nullable AlertRule base, @Nullable String monitorOwner) {
        AlertNotice preset = base == null ? AlertNotice.of("warning") : base.notice();
        return new AlertNotice(
                section.value("severity", SEVERITY, preset.severity()),
                section.optional("owner", MonitorReader.OWNER)
                        .orElse(monitorOwner == null ? preset.owner() : monitorOwner),
                section.value("summary", SENTENCE, preset.summary()),
                section.value("mitigation", SENTENCE, preset.mitigation()),
                section.optional("runbook", RUNBOOK).orElse(preset.runbook()),
                section.optional("repeat", REPEAT).orElse(preset.repeat()),
                preset.preset());
    }

    /** The rules of a monitor, presets written out. */
    static void show(List<ConfiguredAlert> alerts, String monitor, ObjectNode to) {
        ArrayNode rules = to.putArray("alerts");
        alerts.stream()
                .filter(alert -> alert.monitor().equals(monitor))
                .forEach(alert -> show(alert.rule(), rules.addObject()));
    }

    private static void show(AlertRule rule, ObjectNode to) {
        AlertCondition condition = rule.condition();
        AlertNotice notice = rule.notice();
        if (notice.preset() != null) {
            to.put("preset", notice.preset());
        }
        to.put("name", rule.name())
                .put("metric", condition.metric().label())
                .put("comparison", condition.comparison().label())
                .put("threshold", condition.threshold());
        if (condition.window() != null) {
            to.put("window", condition.window().label());
        }
        to.put("for", EffectiveConfig.duration(condition.sustained()))
                .put("clear", condition.clear())
                .put("clear-for", EffectiveConfig.duration(condition.clearFor()))
                .put("no-data", condition.noData().label())
                .put("min-requests", condition.minimumRequests())
                .put("severity", notice.severity());
        if (notice.owner() != null) {
            to.put("owner", notice.owner());
        }
        to.put("summary", notice.summary()).put("mitigation", notice.mitigation());
        if (notice.runbook() != null) {
            to.put("runbook", notice.runbook());
        }
        if (notice.repeat() != null) {
            to.put("repeat", EffectiveConfig.duration(notice.repeat()));
        }
    }

    /** A number, a share of a fraction, or a duration of a latency. */
    private Optional<Double> threshold(Section.Entry at, AlertMetric metric) {
        Optional<Double> value = Optional.empty();
        if (at.value() instanceof ScalarNode scalar) {
            String text = scalar.getValue();
            value = switch (Section.formOf(scalar)) {
                case INTEGER, FLOAT -> Notation.number(text);
                case TEXT ->
                    switch (metric.unit()) {
                        case FRACTION, GROWTH -> Notation.basisPoints(text).map(points -> points / 10_000.0);
                        case MILLISECONDS -> Notation.duration(text).map(each -> (double) each.toMillis());
                        case RATE, PREDICTION -> Optional.empty();
                    };
                case BOOLEAN, NULL -> Optional.empty();
            };
        }
        Optional<Double> allowed = value.filter(each -> AlertLimits.isThreshold(metric, each));
        if (allowed.isEmpty()) {
            problems.add(at.value(), at.path(), "must be " + AlertLimits.thresholdOf(metric));
        }
        return allowed;
    }

    private static <E> ScalarType<E> byLabel(E[] values, Function<E, String> label) {
        String names = Arrays.stream(values).map(label).collect(Collectors.joining(", "));
        return ScalarType.text("one of " + names, text -> Arrays.stream(values)
                .filter(each -> label.apply(each).equals(text))
                .findFirst());
    }
}
