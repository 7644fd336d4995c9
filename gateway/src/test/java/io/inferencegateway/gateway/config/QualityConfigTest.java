package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import io.inferencegateway.gateway.config.QualitySettings.Format;
import io.inferencegateway.monitoring.quality.FeatureRule;
import io.inferencegateway.monitoring.quality.Kind;
import io.inferencegateway.monitoring.quality.QualityPolicy;
import io.inferencegateway.monitoring.quality.ReferenceProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a model says that its inputs and predictions are looked at. */
class QualityConfigTest {
    private static String with(String quality) {
        return Configs.MINIMAL + "    quality: " + quality + "\n";
    }

    private static @Nullable QualitySettings quality(GatewayConfig config) {
        return Objects.requireNonNull(config.models().get("fraud")).quality();
    }

    private static List<String> problems(String quality) {
        return Configs.problems(Configs.load(with(quality))).stream()
                .map(problem -> problem.column() + ": " + problem.path() + " " + problem.message())
                .toList();
    }

    @Test
    void nothing_is_looked_at_by_default() {
        GatewayConfig config = Configs.valid(Configs.MINIMAL);
        assertThat(quality(config)).isNull();
        assertThat(EffectiveConfig.toJson(config).at("/models/fraud").has("quality"))
                .isFalse();
    }

    @Test
    void an_empty_mapping_is_all_it_takes() {
        assertThat(quality(Configs.valid(with("{}"))))
                .isEqualTo(new QualitySettings(
                        1_000,
                        64 << 10,
                        Format.AUTO,
                        null,
                        null,
                        Duration.ofMinutes(1),
                        new QualityPolicy(Duration.ofMinutes(15), 200, 0.15, Map.of()),
                        null));
    }

    @Test
    void everything_that_is_said_is_read_and_shown(@TempDir Path folder) throws IOException {
        Path reference = Files.writeString(folder.resolve("rows.jsonl"), "{\"income\": 5}\n".repeat(50));
        GatewayConfig config = Configs.valid(with(
                """
                {
                        sample: 0.5%, body-limit: 256KiB, format: kserve-v2, inputs: /a~1b/0, prediction: /score,
                        window: 1h, every: 5m, minimum-rows: 50, drift-limit: 1, reference: { file: "REFERENCE" },
                        features: {
                          income: { kind: numeric, limit: 0.2, min: -1, max: 1.5e6, critical: true },
                          "zip code": { kind: categorical },
                          user_id: { ignore: true } } }
                """
                        .replace("REFERENCE", reference.toString())
                        .strip()));
        ReferenceProfile profile = quality(config).reference().profile();
        assertThat(profile.rows()).isEqualTo(50);
        assertThat(quality(config))
                .isEqualTo(new QualitySettings(
                        50,
                        256 << 10,
                        Format.KSERVE_V2,
                        JsonPointer.compile("/a~1b/0"),
                        JsonPointer.compile("/score"),
                        Duration.ofMinutes(5),
                        new QualityPolicy(
                                Duration.ofHours(1),
                                50,
                                1.0,
                                Map.of(
                                        "income",
                                        new FeatureRule(Kind.NUMERIC, 0.2, -1.0, 1.5e6, true, false),
                                        "zip code",
                                        new FeatureRule(Kind.CATEGORICAL, null, null, null, false, false),
                                        "user_id",
                                        new FeatureRule(null, null, null, null, false, true))),
                        new QualitySettings.Reference(reference.toString(), profile)));
        assertThat(YamlAsJson.schemaErrors(EffectiveConfig.toJson(config))).isEmpty();
        GatewayConfig again = Configs.valid(EffectiveConfig.toJson(config).toPrettyString());
        assertThat(quality(again)).isEqualTo(quality(config));
    }

    @Test
    void what_is_wrong_is_said_where_it_stands() {
        assertThat(problems("{ sample: 0% }"))
                .singleElement()
                .asString()
                .startsWith("24: models.fraud.quality.sample must be a share above 0%");
        assertThat(problems("{ body-limit: 1MiB }"))
                .containsExactly("28: models.fraud.quality.body-limit must be a size from 1B to 256KiB such as 64KiB,"
                        + " not '1MiB'");
        assertThat(problems("{ format: kserve }"))
                .singleElement()
                .asString()
                .contains("one of auto, features, domino, kserve-v1, kserve-v2, openai");
        assertThat(problems("{ inputs: features }")).singleElement().asString().contains("a JSON pointer");
        assertThat(problems("{ prediction: /a~2 }")).singleElement().asString().contains("a JSON pointer");
        assertThat(problems("{ format: openai, inputs: /messages/0 }"))
                .containsExactly(
                        "40: models.fraud.quality.inputs can't be given with format openai, whose texts are not"
                                + " read");
        assertThat(problems("{ window: 1m }")).singleElement().asString().contains("a duration from 5m to 1d");
        assertThat(problems("{ every: 30m }"))
                .containsExactly("23: models.fraud.quality.every every must not be above window (15m where not given)");
        assertThat(problems("{ minimum-rows: 1 }")).singleElement().asString().contains("from 10 to 4000");
        assertThat(problems("{ drift-limit: 0 }"))
                .singleElement()
                .asString()
                .contains("a drift score above 0 and up to 10");
        assertThat(problems("{ drift-limit: \"1\" }")).hasSize(1);
        assertThat(problems("{ reference: {} }"))
                .singleElement()
                .asString()
                .contains("models.fraud.quality.reference.file is missing");
        assertThat(problems("{ reference: { file: /nowhere/rows.csv } }"))
                .singleElement()
                .asString()
                .contains("a reference that can't be read: /nowhere/rows.csv: there is no such file");
        assertThat(problems("{ samples: 1% }")).singleElement().asString().contains("did you mean 'sample'?");
    }

    @Test
    void a_reference_is_rows_and_enough_of_them(@TempDir Path folder) throws IOException {
        Path reference = folder.resolve("rows.jsonl");
        String quality = "{ reference: { file: \"" + reference + "\" } }";

        Files.writeString(reference, "{\"x\": 1}\n".repeat(199));
        assertThat(problems(quality))
                .singleElement()
                .asString()
                .contains("names a reference of 199 rows, fewer than minimum-rows 200");

        Files.writeString(reference, "{\"x\": 1}\n[1]\n");
        assertThat(problems(quality)).singleElement().asString().contains("rows.jsonl:2: is no object");
    }

    @Test
    void rules_of_features_hang_together() {
        assertThat(problems("{ features: { a: { min: 2, max: 1 } } }"))
                .singleElement()
                .asString()
                .contains("models.fraud.quality.features.a.min min must not be above max");
        assertThat(problems("{ features: { a: { kind: categorical, max: 1 } } }"))
                .singleElement()
                .asString()
                .contains("features.a.max is for numbers");
        assertThat(problems("{ features: { a: { min: .nan } } }"))
                .singleElement()
                .asString()
                .contains("features.a.min must be a number");
        assertThat(problems("{ features: { a: { kinds: numeric } } }")).hasSize(1);
        assertThat(problems("{ features: { " + "x".repeat(129) + ": {} } }"))
                .singleElement()
                .asString()
                .contains("is no name of a feature; it must have 1 to 128 characters");
        StringBuilder many = new StringBuilder("{ features: {");
        for (int i = 0; i <= 100; i++) {
            many.append(" f").append(i).append(": {},");
        }
        assertThat(problems(many + " } }")).singleElement().asString().contains("must not have more than 100 features");
    }
}
