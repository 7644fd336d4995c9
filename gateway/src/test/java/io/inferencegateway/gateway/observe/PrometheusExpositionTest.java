package io.inferencegateway.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.Track;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusExpositionTest {
    private static final Set<Dialect> ALL = EnumSet.allOf(Dialect.class);
    private static final String CONSTANTS =
            "controller_namespace=\"ops\",controller_class=\"k8s.io/ingress-nginx\",controller_pod=\"pod\\\"1\\\\\\n\"";

    @Test
    void the_ingress_family_shows_exactly_the_labels_and_buckets_that_dashboards_match() {
        MetricsView view = Views.of(Views.version(
                "fraud",
                2,
                Views.interval(List.of(
                        FakeExchange.answered(Track.STABLE, 200, Outcome.OK, 5_000),
                        FakeExchange.answered(Track.PINNED, 200, Outcome.OK, 1_000_000),
                        FakeExchange.answered(Track.CANARY, 502, Outcome.UPSTREAM_ERROR, 5_001))),
                OptionalDouble.empty()));

        List<String> lines = render(view, ExpositionFormat.PROMETHEUS_TEXT);

        String stable = "host=\"_\",path=\"/models/fraud/v/2\",method=\"POST\",status=\"200\",namespace=\"default\","
                + "ingress=\"fraud\",service=\"fraud-v2\",canary=\"\"," + CONSTANTS;
        String canary =
                stable.replace("status=\"200\"", "status=\"502\"").replace("canary=\"\"", "canary=\"fraud-v2\"");
        String duration = "nginx_ingress_controller_request_duration_seconds";
        String bytes = "nginx_ingress_controller_response_size";
        assertThat(lines)
                .contains(
                        "# TYPE nginx_ingress_controller_requests counter",
                        "nginx_ingress_controller_requests{" + stable + "} 2",
                        "nginx_ingress_controller_requests{" + canary + "} 1",
                        duration + "_bucket{" + stable + ",le=\"0.005\"} 1",
                        duration + "_bucket{" + stable + ",le=\"1\"} 2",
                        duration + "_bucket{" + stable + ",le=\"2.5\"} 2",
                        duration + "_bucket{" + stable + ",le=\"600\"} 2",
                        duration + "_bucket{" + stable + ",le=\"+Inf\"} 2",
                        duration + "_sum{" + stable + "} 1.005000",
                        duration + "_count{" + stable + "} 2",
                        duration + "_bucket{" + canary + ",le=\"0.005\"} 0",
                        bytes + "_bucket{" + stable + ",le=\"100\"} 0",
                        bytes + "_bucket{" + stable + ",le=\"1000\"} 2",
                        bytes + "_bucket{" + stable + ",le=\"1e+06\"} 2",
                        bytes + "_sum{" + stable + "} 2000");
        assertThat(lines.stream().filter(line -> line.startsWith(duration + "_bucket{" + stable)))
                .hasSize(18);
    }

    @Test
    void a_rescued_try_of_a_canary_is_no_request() {
        MetricsView view = Views.of(Views.version(
                "fraud",
                2,
                Views.interval(List.of(FakeExchange.answered(Track.RESCUED, 503, Outcome.UPSTREAM_ERROR, 5_000))),
                OptionalDouble.empty()));

        List<String> lines = render(view, ExpositionFormat.PROMETHEUS_TEXT);

        assertThat(lines)
                .filteredOn(line -> line.contains("503") || line.contains("track=\"rescued\""))
                .containsExactly("inference_gateway_rescued_total{model=\"fraud\",version=\"2\",code=\"503\","
                        + "outcome=\"upstream_error\"} 1");
    }

    @Test
    void rescues_are_counted_from_0_where_a_version_can_be_rescued() {
        MetricsView.Version plain = Views.version("fraud", 2, Views.interval(List.of()), OptionalDouble.empty());
        MetricsView.Version rescued = Views.rescued(Views.version(
                "fraud",
                3,
                Views.interval(List.of(FakeExchange.answered(Track.RESCUED, 503, Outcome.UPSTREAM_ERROR, 5_000))),
                OptionalDouble.empty()));

        List<String> lines = render(Views.of(plain, rescued), ExpositionFormat.PROMETHEUS_TEXT);

        String family = "inference_gateway_rescued_total{model=\"fraud\",version=";
        assertThat(lines).noneMatch(line -> line.startsWith(family + "\"2\""));
        assertThat(lines)
                .contains(
                        family + "\"3\",code=\"503\",outcome=\"upstream_error\"} 1",
                        family + "\"3\",code=\"504\",outcome=\"timeout_first_byte\"} 0");
        assertThat(lines).filteredOn(line -> line.startsWith(family + "\"3\"")).hasSize(7);
    }

    @Test
    void the_other_families_show_what_was_fed() {
        MetricsView view = Views.of(Views.version(
                "fraud",
                2,
                Views.interval(List.of(
                        FakeExchange.answered(Track.STABLE, 200, Outcome.OK, 350_000),
                        FakeExchange.answered(Track.STABLE, 404, Outcome.CLIENT_ERROR, 1_000),
                        FakeExchange.answered(Track.SHADOW, 500, Outcome.UPSTREAM_ERROR, 1_000))),
                OptionalDouble.of(0.05)));
        String ml = "model_name=\"fraud\",model_version=\"2\",route=\"predict\"";
        String own = "model=\"fraud\",version=\"2\"";

        assertThat(render(view, ExpositionFormat.PROMETHEUS_TEXT))
                .contains(
                        "ml_inference_requests_total{" + ml + ",status=\"success\"} 1",
                        "ml_inference_requests_total{" + ml + ",status=\"error\"} 1",
                        "ml_inference_latency_seconds_bucket{" + ml + ",le=\"0.35\"} 2",
                        "ml_inference_latency_seconds_bucket{" + ml + ",le=\"0.2\"} 1",
                        "ml_model_info{model_name=\"fraud\",model_version=\"2\",framework=\"onnx\"} 1",
                        "inference_gateway_shadow_requests_total{" + own + ",outcome=\"upstream_error\"} 1",
                        "inference_gateway_shadow_requests_total{" + own + ",outcome=\"dropped_busy\"} 5",
                        "inference_gateway_shadow_compared_total{" + own + ",result=\"same_status\"} 90",
                        "inference_gateway_shadow_compared_total{" + own + ",result=\"other_status\"} 10",
                        "inference_gateway_shadow_duration_seconds_count{" + own + "} 1",
                        "inference_gateway_requests_total{" + own
                                + ",track=\"canary\",code=\"500\",outcome=\"upstream_error\"} 0",
                        "inference_gateway_requests_total{model=\"\",version=\"\",track=\"\",code=\"404\","
                                + "outcome=\"client_error\"} 7",
                        "inference_gateway_in_flight{" + own + "} 3",
                        "inference_gateway_queue_depth{" + own + "} 1",
                        "inference_gateway_concurrency_limit{model=\"fraud\"} 37",
                        "inference_gateway_upstream_healthy{" + own + ",upstream=\"127.0.0.1:9001\"} 1",
                        "inference_gateway_upstream_ejected_total{" + own + ",upstream=\"127.0.0.1:9001\"} 2",
                        "inference_gateway_retries_total{reason=\"refused_connect\"} 2",
                        "inference_gateway_telemetry_dropped_total{what=\"interval\"} 1",
                        "inference_gateway_version_health{" + own + ",window=\"5m\"} 1",
                        "inference_gateway_version_health{" + own + ",window=\"1d\"} NaN",
                        "inference_gateway_traffic_weight{" + own + "} 0.05",
                        "inference_gateway_rollout_phase{model=\"fraud\",phase=\"rolled_back\"} 1",
                        "inference_gateway_rollout_phase{model=\"fraud\",phase=\"pending\"} 0",
                        "inference_gateway_rollout_evidence{model=\"fraud\",test=\"error-rate\"} 3.62",
                        "inference_gateway_rollbacks_total{model=\"fraud\",reason=\"error-rate\"} 1",
                        "inference_gateway_config_reloads_total{result=\"invalid\"} 1",
                        "nginx_ingress_controller_success{" + CONSTANTS + "} 4",
                        "nginx_ingress_controller_config_last_reload_successful{" + CONSTANTS + "} 1",
                        "nginx_ingress_controller_nginx_process_connections{" + CONSTANTS + ",state=\"active\"} 5",
                        "http_server_request_duration_seconds_bucket{http_request_method=\"POST\",url_scheme=\"http\","
                                + "http_route=\"/models/fraud/v/2\",http_response_status_code=\"404\",error_type=\"\","
                                + "le=\"0.075\"} 1");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void every_request_that_was_recorded_is_exposed_once_in_every_dialect(long seed) {
        Random random = new Random(seed);
        List<FakeExchange> first = exchanges(random);
        List<FakeExchange> second = exchanges(random);
        MetricsView view = Views.of(
                Views.version("a", 1, Views.interval(first), OptionalDouble.of(1)),
                Views.version("b", 7, Views.interval(second), OptionalDouble.empty()));
        List<FakeExchange> all = new ArrayList<>(first);
        all.addAll(second);
        long served = all.stream().filter(it -> it.track().answersCaller()).count();
        long rescued = all.stream().filter(it -> it.track() == Track.RESCUED).count();

        for (ExpositionFormat format : Pages.TEXTS) {
            List<String> lines = render(view, format);
            assertThat(sum(lines, "nginx_ingress_controller_requests")).isEqualTo(served);
            assertThat(sum(lines, "nginx_ingress_controller_request_duration_seconds_count"))
                    .isEqualTo(served);
            assertThat(sum(lines, "nginx_ingress_controller_request_size_count"))
                    .isEqualTo(served);
            assertThat(sum(lines, "ml_inference_requests_total")).isEqualTo(served);
            assertThat(sum(lines, "ml_inference_latency_seconds_count")).isEqualTo(served);
            assertThat(sum(lines, "http_server_request_duration_seconds_count")).isEqualTo(served);
            assertThat(sum(lines, "inference_gateway_requests_total")).isEqualTo(served + 7);
            assertThat(sum(lines, "inference_gateway_shadow_duration_seconds_count"))
                    .isEqualTo(all.size() - served - rescued);
            assertThat(sum(lines, "inference_gateway_rescued_total")).isEqualTo(rescued);
            assertThat(sum(lines, "inference_gateway_request_duration_seconds_count"))
                    .isEqualTo(served);
            assertThat(seriesOf(lines)).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ExpositionFormat.class,
            names = {"PROMETHEUS_TEXT", "OPENMETRICS"})
    void every_family_is_declared_once_with_and_without_samples(ExpositionFormat format) {
        List<String> full = declarations(render(
                Views.of(Views.version("a", 1, Views.interval(exchanges(new Random(9))), OptionalDouble.of(1))),
                format));
        List<String> empty = declarations(render(Views.empty(), format));
        assertThat(empty).isEqualTo(full).doesNotHaveDuplicates();
        assertThat(empty).hasSizeGreaterThan(30);
    }

    @Test
    void openmetrics_names_counters_by_its_own_rules_and_ends_with_its_mark() {
        List<String> lines = render(Views.empty(), ExpositionFormat.OPENMETRICS);
        assertThat(lines)
                .contains(
                        "# TYPE nginx_ingress_controller_requests unknown",
                        "# TYPE nginx_ingress_controller_nginx_process_cpu_seconds counter",
                        "# TYPE inference_gateway_requests counter")
                .endsWith("# EOF");
        assertThat(lines.stream().filter("# EOF"::equals)).hasSize(1);
    }

    @Test
    void meters_of_other_registries_come_before_the_one_end_mark() {
        String meters = "# TYPE jvm_threads_live_threads gauge\njvm_threads_live_threads 9.0\n# EOF\n";
        byte[] page = new PrometheusExposition(Set.of())
                .render(Views.empty(), ExpositionFormat.OPENMETRICS, Set.of(), meters.getBytes(StandardCharsets.UTF_8));
        assertThat(new String(page, StandardCharsets.UTF_8)).isEqualTo(meters);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void a_dialect_can_be_switched_off_alone(Dialect off) {
        Set<Dialect> rest = EnumSet.complementOf(EnumSet.of(off));
        String text = Pages.text(rest, Views.empty(), ExpositionFormat.PROMETHEUS_TEXT);
        Set<Dialect> found = new TreeSet<>();
        text.lines().forEach(line -> {
            if (line.startsWith("# TYPE nginx_")) {
                found.add(Dialect.INGRESS_NGINX);
            } else if (line.startsWith("# TYPE ml_")) {
                found.add(Dialect.ML);
            } else if (line.startsWith("# TYPE inference_gateway_")) {
                found.add(Dialect.NATIVE);
            } else if (line.startsWith("# TYPE http_") || line.startsWith("# TYPE gen_ai_")) {
                found.add(Dialect.OPENTELEMETRY);
            }
        });
        assertThat(found).isEqualTo(rest);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "1, 1",
        "0.005, 0.005",
        "2.5, 2.5",
        "600, 600",
        "100000, 100000",
        "1000000, 1e+06",
        "1e8, 1e+08",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "1234567, 1.234567e+06",
        "-0.25, -0.25",
        "0, 0",
        "NaN, NaN",
        "Infinity, +Inf",
        "-Infinity, -Inf",
        "1800000000.25, 1.80000000025e+09"
    })
    void numbers_are_written_as_go_writes_them(double value, String expected) {
        assertThat(GoNumber.text(value)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | OPENMETRICS",
                "application/openmetrics-text;version=1.0.0;q=0.4,text/plain;version=0.0.4;q=0.5 | PROMETHEUS_TEXT",
                "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5 | PROMETHEUS_TEXT",
                "application/openmetrics-text | OPENMETRICS",
                "application/openmetrics-text;q=0 | PROMETHEUS_TEXT",
                "application/openmetrics-text;q=nonsense | PROMETHEUS_TEXT",
                "text/html,*/* | PROMETHEUS_TEXT",
                ";;,, | PROMETHEUS_TEXT"
            })
    void a_scraper_gets_the_format_it_prefers(String accept, ExpositionFormat expected) {
        assertThat(ExpositionFormat.negotiate(accept)).isEqualTo(expected);
    }

    @Test
    void promtool_finds_nothing_but_the_names_that_must_stay() throws Exception {
        MetricsView view = Views.of(
                Views.version("a", 1, Views.interval(exchanges(new Random(21))), OptionalDouble.of(0.9)),
                Views.version("a", 2, Views.interval(exchanges(new Random(22))), OptionalDouble.of(0.1)));
        String text = Pages.text(ALL, view, ExpositionFormat.PROMETHEUS_TEXT);
        String findings = Promtool.checkMetrics(text);
        assertThat(findings.lines())
                .containsExactlyInAnyOrder(
                        "nginx_ingress_controller_requests counter metrics should have \"_total\" suffix",
                        "nginx_ingress_controller_success counter metrics should have \"_total\" suffix");
    }

    private static List<FakeExchange> exchanges(Random random) {
        List<FakeExchange> exchanges = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            exchanges.add(FakeExchange.random(random));
        }
        return exchanges;
    }

    private static List<String> render(MetricsView view, ExpositionFormat format) {
        return Pages.text(ALL, view, format).lines().toList();
    }

    private static List<String> declarations(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("# TYPE")).toList();
    }

    private static List<String> seriesOf(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .toList();
    }

    private static long sum(List<String> lines, String name) {
        long sum = 0;
        for (String line : lines) {
            if (line.startsWith(name + "{")) {
                sum += Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return sum;
    }
}
