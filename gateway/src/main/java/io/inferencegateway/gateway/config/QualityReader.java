package io.inferencegateway.gateway.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inferencegateway.gateway.config.QualitySettings.Format;
import io.inferencegateway.gateway.quality.rows.ReferenceFile;
import io.inferencegateway.gateway.quality.rows.RowFile;
import io.inferencegateway.gateway.quality.rows.UnreadableRows;
import io.inferencegateway.monitoring.quality.FeatureRule;
import io.inferencegateway.monitoring.quality.Kind;
import io.inferencegateway.monitoring.quality.Observation;
import io.inferencegateway.monitoring.quality.QualityPolicy;
import io.inferencegateway.monitoring.quality.ReferenceProfile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The section {@code models.M.quality}. Owner: the reading thread. */
final class QualityReader {
    private static final int MOST_RULES = 100;
    private static final Pattern POINTER = Pattern.compile("(?:/(?:[^~/]|~[01])*){1,32}");

    private static final ScalarType<Long> BODY_LIMIT = ScalarType.text(
            "a size from 1B to 256KiB such as 64KiB",
            text -> ScalarType.BYTES.parse().apply(text).filter(size -> size <= QualitySettings.MOST_BODY_BYTES));
    private static final ScalarType<Format> FORMAT = ScalarType.oneOf(Format.class);
    private static final ScalarType<JsonPointer> JSON_POINTER = ScalarType.text(
            "a JSON pointer of at most 256 characters such as /data/features (RFC 6901)", text -> Optional.of(text)
                    .filter(it -> it.length() <= 256 && POINTER.matcher(it).matches())
                    .map(JsonPointer::compile));
    private static final ScalarType<Duration> WINDOW = between(Duration.ofMinutes(5), Duration.ofDays(1));
    private static final ScalarType<Duration> EVERY = between(Duration.ofSeconds(1), Duration.ofHours(1));
    private static final ScalarType<Integer> ROWS = ScalarType.integer(10, 4_000);
    private static final ScalarType<Kind> KIND = ScalarType.oneOf(Kind.class);
    private static final ScalarType<Path> PATH =
            ScalarType.text("the path of a file of rows, or of a profile of them", QualityReader::path);

    private final Problems problems;

    QualityReader(Problems problems) {
        this.problems = problems;
    }

    /** Null where the model is not looked at. */
    @Nullable
    QualitySettings read(Section quality) {
        if (!quality.isPresent()) {
            return null;
        }
        int before = problems.count();
        Duration window = quality.value("window", WINDOW, QualityPolicy.WINDOW);
        Duration every = quality.value("every", EVERY, Duration.ofMinutes(1));
        Section.Entry everyAt = quality.entry("every");
        if (problems.count() == before && everyAt != null && every.compareTo(window) > 0) {
            problems.add(everyAt.value(), everyAt.path(), "every must not be above window (15m where not given)");
        }
        QualityPolicy policy = new QualityPolicy(
                window,
                quality.value("minimum-rows", ROWS, QualityPolicy.MINIMUM_ROWS),
                score(quality, "drift-limit").orElse(QualityPolicy.DRIFT_LIMIT),
                rules(quality.section("features")));
        Section.Entry inputsAt = quality.entry("inputs");
        Format format = quality.value("format", FORMAT, Format.AUTO);
        if (format == Format.OPENAI && inputsAt != null) {
            problems.add(
                    inputsAt.value(), inputsAt.path(), "can't be given with format openai, whose texts are not read");
        }
        QualitySettings settings = new QualitySettings(
                quality.value("sample", ScalarType.POSITIVE_SHARE, 1_000),
                quality.value("body-limit", BODY_LIMIT, 64L << 10).intValue(),
                format,
                quality.optional("inputs", JSON_POINTER).orElse(null),
                quality.optional("prediction", JSON_POINTER).orElse(null),
                every,
                policy,
                reference(quality.section("reference"), policy));
        quality.refuseTheRest();
        return settings;
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }

    private QualitySettings.@Nullable Reference reference(Section section, QualityPolicy policy) {
        Optional<Path> file = section.required("file", PATH, "the rows that later ones are compared with");
        Section.Entry at = section.entry("file");
        section.refuseTheRest();
        if (at == null || file.isEmpty()) {
            return null;
        }
        try {
            ReferenceProfile profile = ReferenceFile.read(file.get(), policy, RowFile.PREDICTION);
            if (profile.rows() < policy.minimumRows()) {
                problems.add(
                        at.value(),
                        at.path(),
                        "names a reference of " + profile.rows() + " rows, fewer than minimum-rows "
                                + policy.minimumRows());
            }
            return new QualitySettings.Reference(file.get().toString(), profile);
        } catch (UnreadableRows fault) {
            problems.add(at.value(), at.path(), "names a reference that can't be read: " + fault.inWords());
            return null;
        }
    }

    private Map<String, FeatureRule> rules(Section section) {
        Map<String, FeatureRule> rules = new LinkedHashMap<>();
        for (Section.Entry entry : section.entries()) {
            if (entry.key().isEmpty() || entry.key().length() > Observation.LONGEST_NAME) {
                String rule = "1 to " + Observation.LONGEST_NAME + " characters";
                problems.add(entry.keyNode(), entry.path(), "is no name of a feature; it must have " + rule);
            }
            rules.put(entry.key(), rule(Section.of(entry.value(), entry.path(), problems)));
        }
        if (rules.size() > MOST_RULES) {
            problems.add(section.start(), section.path(), "must not have more than " + MOST_RULES + " features");
        }
        return rules;
    }

    private FeatureRule rule(Section feature) {
        Kind kind = feature.optional("kind", KIND).orElse(null);
        Double min = number(feature, "min").orElse(null);
        Double max = number(feature, "max").orElse(null);
        Section.Entry bound = feature.entry(min == null ? "max" : "min");
        if (bound != null && kind == Kind.CATEGORICAL) {
            problems.add(bound.value(), bound.path(), "is for numbers, and this feature is categorical");
        } else if (bound != null && min != null && max != null && min > max) {
            problems.add(bound.value(), bound.path(), "min must not be above max");
        }
        FeatureRule rule = new FeatureRule(
                kind,
                score(feature, "limit").orElse(null),
                min,
                max,
                feature.value("critical", ScalarType.FLAG, false),
                feature.value("ignore", ScalarType.FLAG, false));
        feature.refuseTheRest();
        return rule;
    }

    private Optional<Double> score(Section section, String key) {
        return number(section, key, "a drift score above 0 and up to 10 such as 0.15", it -> it > 0 && it <= 10);
    }

    private Optional<Double> number(Section section, String key) {
        return number(section, key, "a number", it -> true);
    }

    /** With decimals or without. */
    private Optional<Double> number(Section section, String key, String expectation, Predicate<Double> allowed) {
        Section.Entry at = section.entry(key);
        if (at == null) {
            return Optional.empty();
        }
        Optional<Double> number = Optional.empty();
        if (at.value() instanceof ScalarNode scalar) {
            number = switch (Section.formOf(scalar)) {
                case INTEGER, FLOAT -> Notation.number(scalar.getValue()).filter(allowed);
                case TEXT, BOOLEAN, NULL -> Optional.empty();
            };
        }
        if (number.isEmpty()) {
            problems.add(at.value(), at.path(), "must be " + expectation);
        }
        return number;
    }

    private static ScalarType<Duration> between(Duration least, Duration most) {
        String expectation =
                "a duration from " + EffectiveConfig.duration(least) + " to " + EffectiveConfig.duration(most);
        return ScalarType.text(expectation, text -> Notation.duration(text)
                .filter(length -> length.compareTo(least) >= 0 && length.compareTo(most) <= 0));
    }

    static void show(QualitySettings settings, ObjectNode shown) {
        QualityPolicy policy = settings.policy();
        shown.put("sample", EffectiveConfig.share(settings.sampleBasisPoints()))
                .put("body-limit", EffectiveConfig.bytes(settings.bodyLimitBytes()))
                .put("format", ScalarType.written(settings.format()));
        show(settings.inputs(), "inputs", shown);
        show(settings.prediction(), "prediction", shown);
        shown.put("window", EffectiveConfig.duration(policy.window()))
                .put("every", EffectiveConfig.duration(settings.every()))
                .put("minimum-rows", policy.minimumRows())
                .put("drift-limit", policy.driftLimit());
        if (settings.reference() != null) {
            shown.putObject("reference").put("file", settings.reference().file());
        }
        if (!policy.features().isEmpty()) {
            ObjectNode features = shown.putObject("features");
            new TreeMap<>(policy.features()).forEach((name, rule) -> show(rule, features.putObject(name)));
        }
    }

    private static void show(@Nullable JsonPointer pointer, String key, ObjectNode shown) {
        if (pointer != null) {
            shown.put(key, pointer.toString());
        }
    }

    private static void show(FeatureRule rule, ObjectNode shown) {
        if (rule.kind() != null) {
            shown.put("kind", rule.kind().label());
        }
        show(rule.limit(), "limit", shown);
        show(rule.min(), "min", shown);
        show(rule.max(), "max", shown);
        shown.put("critical", rule.critical()).put("ignore", rule.ignored());
    }

    private static void show(@Nullable Double number, String key, ObjectNode shown) {
        if (number != null) {
            shown.put(key, number);
        }
    }
}
