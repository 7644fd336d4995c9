package io.inferencegateway.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.tokens.GeneratedAnswer;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.Track;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that a dialect, or the quality plane, says of one fixed moment, to the letter: whoever changes a name, a label, a bucket or an order
 * sees it in the diff of a committed file. {@code -Dgolden.write=true} writes the files anew, and fails so that nobody takes
 * that run for a test.
 */
class GoldenExpositionTest {
    private static final Path FILES = Path.of("src/test/resources/golden/metrics");
    private static final Set<String> NAMES_THAT_MUST_STAY = Set.of(
            "nginx_ingress_controller_requests counter metrics should have \"_total\" suffix",
            "nginx_ingress_controller_success counter metrics should have \"_total\" suffix");

    static Stream<Arguments> pages() {
        return Stream.of(Dialect.values())
                .flatMap(dialect -> Pages.TEXTS.stream().map(format -> Arguments.of(dialect, format)));
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("pages")
    void a_dialect_says_what_its_file_says(Dialect dialect, ExpositionFormat format) throws Exception {
        isAsCommitted(
                dialect.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                Pages.text(EnumSet.of(dialect), moment(), format),
                format);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROMETHEUS_TEXT", "OPENMETRICS"})
    void the_quality_plane_says_what_its_file_says(ExpositionFormat format) throws Exception {
        byte[] page = QualityExposition.render(QualitySamples.moment(), format, Set.of());

        isAsCommitted("quality", new String(page, StandardCharsets.UTF_8), format);
    }

    private static void isAsCommitted(String name, String page, ExpositionFormat format) throws Exception {
        Path file = FILES.resolve(name + (format == ExpositionFormat.OPENMETRICS ? ".openmetrics" : ".txt"));
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(FILES);
            Files.writeString(file, page);
        }
        assertThat(Boolean.getBoolean("golden.write"))
                .as("written anew: " + file)
                .isFalse();
        assertThat(page).isEqualTo(Files.readString(file));
        if (format == ExpositionFormat.PROMETHEUS_TEXT) {
            assertThat(Promtool.checkMetrics(page).lines()).allMatch(NAMES_THAT_MUST_STAY::contains);
        }
    }

    /** Two versions in a rollout, one that serves nothing yet, and something of everything else. */
    private static MetricsView moment() {
        List<FakeExchange> stable = new ArrayList<>();
        stable.add(FakeExchange.at(1_800_000_000_000L, "req-1", Track.STABLE, 200, Outcome.OK, 5_000));
        stable.add(FakeExchange.at(1_800_000_001_000L, "req-2", Track.STABLE, 200, Outcome.OK, 5_001));
        stable.add(FakeExchange.at(1_800_000_002_000L, "req-3", Track.PINNED, 200, Outcome.OK, 280_000));
        stable.add(FakeExchange.at(1_800_000_004_000L, "req-5", Track.STABLE, 499, Outcome.CLIENT_ABORT, 700_000_000));
        List<FakeExchange> canary = new ArrayList<>();
        canary.add(FakeExchange.at(1_800_000_006_000L, "req-7", Track.CANARY, 502, Outcome.UPSTREAM_ERROR, 1_500_000));
        canary.add(FakeExchange.at(1_800_000_007_000L, "req-8", Track.RESCUED, 503, Outcome.UPSTREAM_ERROR, 3_000));
        canary.add(FakeExchange.at(1_800_000_008_000L, "req-9", Track.SHADOW, 200, Outcome.OK, 4_000));
        Generations generations = Views.generations(
                new GeneratedAnswer(1_500_000, 20_000, 10_001, 12, 140),
                new GeneratedAnswer(90_000_000, GeneratedAnswer.UNKNOWN, GeneratedAnswer.UNKNOWN, 5, 70_000_000),
                new GeneratedAnswer(30_000, 11_000, GeneratedAnswer.UNKNOWN, GeneratedAnswer.UNKNOWN, 1));
        return Views.of(
                Views.version(
                        "fraud",
                        1,
                        Views.interval(stable),
                        Views.exemplars(stable),
                        generations,
                        OptionalDouble.of(0.9)),
                Views.version("fraud", 2, Views.interval(canary), Views.exemplars(canary), OptionalDouble.of(0.1)),
                Views.version("fraud", 3, Views.interval(List.of()), OptionalDouble.empty()));
    }
}
