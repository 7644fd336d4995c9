package io.inferencegateway.gateway.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.inferencegateway.gateway.testsupport.PrometheusServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the pack asks of Prometheus gets an answer that makes sense, on a live gateway under traffic. */
class PackTest {
    private static final Duration STORY = Duration.ofSeconds(20);
    /** So long before the traffic the gateway may have been scraped for the first time, on a busy machine. */
    private static final double BEFORE_SECONDS = 40;

    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");
    private static final Pattern RUNBOOK = Pattern.compile("/runbooks/([a-z0-9-]+)\"");

    /** Values of a unit that make sense: neither less nor more. */
    private static final Map<String, double[]> SENSIBLE = Map.of(
            "percentunit", new double[] {0, 1},
            "s", new double[] {1e-6, 86_400},
            "reqps", new double[] {0, 10_000},
            "reqpm", new double[] {0, 100_000},
            "bytes", new double[] {1e6, 1e11},
            "none", new double[] {0, 10},
            "short", new double[] {-20, 1e8});

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static LivePack pack;

    @BeforeAll
    static void tell_the_story() throws Exception {
        pack = LivePack.run(folder, STORY);
    }

    @AfterAll
    static void end() throws InterruptedException {
        pack.close();
    }

    private static PrometheusServer prometheus() {
        return pack.prometheus();
    }

    private static Variables all() {
        return new Variables(Variables.ALL, Variables.ALL, pack.to() - pack.from());
    }

    @ParameterizedTest
    @ValueSource(strings = {"capacity", "endpoints", "rollouts", "triage"})
    void every_query_of_a_board_returns_sensible_values(String board) throws IOException {
        SoftAssertions softly = new SoftAssertions();
        for (Boards.Query query : Boards.queries(board)) {
            Map<String, List<Double>> answer = answer(query, all());
            softly.assertThat(answer).as("%s returns nothing", query).isNotEmpty();
            double[] sensible = sensible(query);
            answer.forEach((series, values) -> {
                List<Double> known =
                        values.stream().filter(value -> !value.isNaN()).toList();
                softly.assertThat(known)
                        .as("%s {%s}", query, series)
                        .isNotEmpty()
                        .allSatisfy(value -> assertThat(value).isBetween(sensible[0], sensible[1]));
            });
        }
        softly.assertAll();
    }

    private static Map<String, List<Double>> answer(Boards.Query query, Variables variables) {
        String filled = variables.in(query.expression());
        if (query.overTime()) {
            return prometheus().queryRange(filled, pack.from() + 4, pack.to(), Variables.STEP_SECONDS);
        }
        return prometheus().queryAt(pack.to(), filled).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
    }

    /** By the unit, and within what the panel itself calls its least and its most. */
    private static double[] sensible(Boards.Query query) {
        double[] ofUnit = SENSIBLE.getOrDefault(query.unit(), new double[] {0, 1e9});
        if (query.unit().equals("percentunit") && query.least() < 0) {
            return new double[] {-1_000, 1_000};
        }
        return ofUnit;
    }

    @Test
    void every_annotation_marks_what_happened() throws IOException {
        JsonNode annotations = Boards.all().get("triage").path("annotations").path("list");
        SoftAssertions softly = new SoftAssertions();
        for (JsonNode annotation : annotations) {
            String name = annotation.path("name").asText();
            String expression = annotation.path("expr").asText();
            if (!expression.isEmpty()) {
                Set<String> marked = prometheus()
                        .queryRange(
                                all().in(expression), pack.from() - BEFORE_SECONDS, pack.to(), Variables.STEP_SECONDS)
                        .keySet();
                softly.assertThat(marked).as("%s: %s", name, expression).isEqualTo(expectedMarks(name));
            }
        }
        softly.assertAll();
    }

    private static Set<String> expectedMarks(String annotation) {
        return switch (annotation) {
            case "Deploy" -> Set.of("framework=onnx,model_name=fraud,model_version=3");
            case "Restart of a model" -> Set.of("model=fraud,version=1");
            case "Rollback" -> Set.of("model=claims,reason=error-rate");
            case "Rollout" -> Set.of("model=claims,phase=progressing", "model=fraud,phase=progressing");
            default -> Set.of("instance=gateway-1");
        };
    }

    @Test
    void every_service_level_is_measured_and_an_alert_tells_of_the_rollback() throws IOException {
        assertThat(prometheus()
                        .queryAt(pack.to(), "count by (slo) (model_slo:burn_rate:5m{model=\"fraud\"})")
                        .keySet())
                .containsExactlyInAnyOrder(
                        "slo=availability", "slo=errors", "slo=latency-p50", "slo=latency-p95", "slo=latency-p99");
        assertThat(prometheus()
                        .queryAt(
                                pack.to(),
                                "sum by (model, severity, owner) (ALERTS{alertname=\"RolloutRolledBack\","
                                        + "alertstate=\"firing\"})")
                        .keySet())
                .containsExactly("model=claims,owner=applied-ml,severity=ticket");
    }

    @Test
    void the_input_that_changed_is_told_from_those_that_did_not() throws IOException {
        String perFeature = "max by (feature_name) (%s{model_name=\"fraud\"})";
        assertThat(prometheus().queryAt(pack.to(), perFeature.formatted("ml_data_drift_detected")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "feature_name=income", 1.0,
                        "feature_name=age", 0.0,
                        "feature_name=claim_amount", 0.0,
                        "feature_name=zipcode", 0.0));
        assertThat(prometheus()
                        .scalarAt(
                                pack.to(),
                                "max(ml_feature_missing_ratio{model_name=\"fraud\",feature_name=\"zipcode\"})"))
                .isBetween(0.01, 0.08);
        assertThat(prometheus()
                        .scalarAt(pack.to(), "max(job:ml_drift_features_triggered:current{model_name=\"fraud\"})"))
                .isEqualTo(1);
    }

    @Test
    void the_variables_offer_every_model_and_its_versions() throws IOException {
        for (JsonNode board : Boards.all().values()) {
            assertThat(choices(board, "model", all())).containsExactlyInAnyOrder("fraud", "claims", "assistant");
            assertThat(choices(board, "version", all())).containsExactlyInAnyOrder("1", "2", "3");
            assertThat(choices(board, "version", new Variables("claims", ".+", 60)))
                    .containsExactlyInAnyOrder("1", "2");
        }
    }

    private static Set<String> choices(JsonNode board, String name, Variables variables) {
        for (JsonNode variable : board.path("templating").path("list")) {
            if (variable.path("name").asText().equals(name)) {
                Matcher query = LABEL_VALUES.matcher(
                        variables.in(variable.path("query").path("query").asText()));
                assertThat(query.matches()).isTrue();
                return prometheus().labelValues(query.group(2), query.group(1));
            }
        }
        throw new AssertionError("no variable " + name);
    }

    @Test
    void a_choice_of_one_version_leaves_nothing_of_another() throws IOException {
        Variables chosen = new Variables("fraud", "(1|3)", all().rangeSeconds());
        SoftAssertions softly = new SoftAssertions();
        for (String board : Boards.all().keySet()) {
            for (Boards.Query query : Boards.queries(board)) {
                for (String series : answer(query, chosen).keySet()) {
                    softly.assertThat(series)
                            .as(query.toString())
                            .doesNotContain("=claims")
                            .doesNotContain("=assistant")
                            .doesNotContain("version=2");
                }
            }
        }
        softly.assertAll();
    }

    @Test
    void what_the_boards_count_is_what_callers_counted() {
        int all = pack.answers().values().stream().mapToInt(Integer::intValue).sum();
        int known = countedBy("fraud/") + countedBy("claims/") + countedBy("assistant/");
        assertThat(prometheus().scalarAt(pack.to(), "sum(inference_gateway_requests_total)"))
                .isEqualTo(all);
        assertThat(prometheus().scalarAt(pack.to(), "sum(nginx_ingress_controller_requests)"))
                .isEqualTo(known);
        for (String version : List.of("fraud/1", "fraud/2", "fraud/3", "claims/1", "claims/2")) {
            String[] of = version.split("/");
            assertThat(prometheus()
                            .scalarAt(
                                    pack.to(),
                                    "sum(inference_gateway_requests_total{model=\"%s\",version=\"%s\"})"
                                            .formatted(of[0], of[1])))
                    .as(version)
                    .isEqualTo(countedBy(version + "/"));
        }
        String inRange =
                "sum(increase(nginx_ingress_controller_requests[" + Math.round(pack.to() - pack.from()) + "s]))";
        assertThat(prometheus().scalarAt(pack.to(), inRange)).isCloseTo(known, within(0.15 * known));
    }

    @Test
    void callers_see_no_failure_of_a_canary_that_is_rescued_from_its_first_on() {
        assertThat(pack.answers().keySet()).noneMatch(answer -> answer.startsWith("fraud/2/5"));
        assertThat(prometheus()
                        .scalarAt(
                                pack.to(),
                                "sum(inference_gateway_rescued_total{model=\"fraud\",version=\"2\",code=\"500\"})"))
                .isPositive();
    }

    private static int countedBy(String prefix) {
        return pack.answers().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    @Test
    void every_link_to_a_runbook_leads_to_one() throws IOException {
        SoftAssertions softly = new SoftAssertions();
        for (JsonNode board : Boards.all().values()) {
            Matcher links = RUNBOOK.matcher(board.toString());
            while (links.find()) {
                softly.assertThat(LivePack.PACK.resolve("runbooks").resolve(links.group(1) + ".md"))
                        .isRegularFile();
            }
        }
        softly.assertAll();
    }

    @Test
    void every_query_of_a_runbook_gets_an_answer() throws IOException {
        List<Runbooks.Query> queries = Runbooks.queries();
        assertThat(queries).hasSizeGreaterThan(100).anyMatch(query -> !query.mayBeEmpty());
        SoftAssertions softly = new SoftAssertions();
        for (Runbooks.Query query : queries) {
            Map<String, Double> answer = prometheus().queryAt(pack.to(), all().in(query.expression()));
            if (!query.mayBeEmpty()) {
                softly.assertThat(answer).as(query.toString()).isNotEmpty();
            }
        }
        softly.assertAll();
    }

    @Test
    void every_rule_is_evaluated_without_a_fault() {
        List<JsonNode> rules = new ArrayList<>();
        prometheus().call("rules").path("data").path("groups").forEach(group -> group.path("rules")
                .forEach(rules::add));
        assertThat(rules).hasSizeGreaterThan(40).allSatisfy(rule -> assertThat(
                        rule.path("health").asText())
                .as(rule.toString())
                .isEqualTo("ok"));
    }
}
