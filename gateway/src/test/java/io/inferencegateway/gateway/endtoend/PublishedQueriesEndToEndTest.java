package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.inferencegateway.gateway.testsupport.PrometheusServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What others have published for ingress-nginx tells the truth of a gateway after a known number of requests; and a point on
 * such a board leads to a request. One Prometheus scrapes as in Kubernetes, where the target's namespace pushes the metric's
 * aside, and asks for protobuf because it stores native histograms; the other scrapes a plain target in OpenMetrics.
 */
class PublishedQueriesEndToEndTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final String EXEMPLARS = "exemplar-storage";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();

    @Test
    void boards_and_canary_checks_for_ingress_nginx_tell_the_truth_and_lead_to_requests() throws Exception {
        Path one = Files.createDirectory(directory.resolve("kubernetes"));
        Path two = Files.createDirectory(directory.resolve("plain"));
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.answering(n -> n % 10 == 0 ? 503 : n % 10 == 5 ? 404 : 200);
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(stable, canary).in(directory));
                PrometheusServer kubernetes = PrometheusServer.scraping(
                        one,
                        gateway.admin().getAuthority(),
                        INTERVAL,
                        Map.of("namespace", "default"),
                        "--enable-feature=native-histograms," + EXEMPLARS);
                PrometheusServer plain = PrometheusServer.scraping(
                        two, gateway.admin().getAuthority(), INTERVAL, Map.of(), "--enable-feature=" + EXEMPLARS)) {
            serve(gateway, 20, 20);
            awaitRequests(40, kubernetes, plain);
            serve(gateway, 120, 60);
            awaitRequests(220, kubernetes, plain);
            awaitScrapes(kubernetes, plain);

            double now = System.currentTimeMillis() / 1e3;
            boardsOfTheController(kubernetes, now);
            boardsOfRequests(kubernetes, now);
            boardsOfRequests(plain, now);
            checksOfFlagger(plain, now);
            nativeHistogram(kubernetes, now);
            aBucketLeadsToARequest(gateway, kubernetes);
            aBucketLeadsToARequest(gateway, plain);
            aBucketLeadsToATrace(gateway, kubernetes, plain);
        }
    }

    private void serve(GatewayProcess gateway, int good, int mixed) throws Exception {
        callers.takeTurns(gateway.traffic().resolve("/models/fraud/v/1/predict"), good, 2);
        callers.takeTurns(gateway.traffic().resolve("/models/fraud/v/2/predict"), mixed, 2);
    }

    private static void awaitRequests(int count, PrometheusServer... all) {
        for (PrometheusServer each : all) {
            each.awaitValue("sum(nginx_ingress_controller_requests)", count);
        }
    }

    /** Prometheus reckons half an interval more at each end of what it saw, which is much of a few. */
    private static void awaitScrapes(PrometheusServer... all) {
        for (PrometheusServer each : all) {
            each.awaitAtLeast("min(count_over_time(nginx_ingress_controller_requests[1m]))", 12);
        }
    }

    private static void boardsOfTheController(PrometheusServer prometheus, double now) {
        for (String query : PublishedQueries.CONTROLLER_BOARD) {
            assertThat(ask(prometheus, now, query).values())
                    .as(query)
                    .isNotEmpty()
                    .allSatisfy(value -> assertThat(value).isFinite());
        }
        assertThat(one(prometheus, now, PublishedQueries.SUCCESS)).isCloseTo(168 / 180.0, within(0.03));
        assertThat(ask(prometheus, now, PublishedQueries.SUCCESS_BY_INGRESS).get("ingress=fraud"))
                .isCloseTo(168 / 180.0, within(0.03));
        assertThat(ask(prometheus, now, PublishedQueries.RELOADS_FAILED)).isEmpty();
        for (String quantile : new String[] {"0.50", "0.90", "0.99"}) {
            assertThat(ask(prometheus, now, PublishedQueries.latencyByIngress(quantile))
                            .get("ingress=fraud"))
                    .isBetween(0.0, 10.0);
        }
    }

    private static void boardsOfRequests(PrometheusServer prometheus, double now) {
        for (String query : PublishedQueries.HANDLING_BOARD) {
            assertThat(ask(prometheus, now, query).values())
                    .as(query)
                    .isNotEmpty()
                    .allSatisfy(value -> assertThat(value).isNotNaN());
        }
        Map<String, Double> errors = ask(prometheus, now, PublishedQueries.ERRORS_BY_PATH);
        assertThat(errors).containsOnlyKeys("host=_,method=POST,path=/models/fraud/v/2");
        assertThat(errors.values().iterator().next()).isCloseTo(0.2, within(0.04));
        assertThat(ask(prometheus, now, PublishedQueries.AVERAGE_ANSWER).values())
                .hasSize(2)
                .allSatisfy(bytes -> assertThat(bytes).isCloseTo("{\"status\":200}".length(), within(1e-6)));
        assertThat(one(prometheus, now, PublishedQueries.PATH_QUANTILE)).isBetween(0.0, 10.0);
        assertThat(one(prometheus, now, PublishedQueries.PATH_ERRORS)).isCloseTo(20, within(4.0));
        assertThat(one(prometheus, now, PublishedQueries.PATH_PER_MINUTE)).isBetween(180 * 0.9, 220 * 1.2);
        assertThat(ask(prometheus, now, PublishedQueries.PATH_STATUSES).get("status=200"))
                .isBetween(168 * 0.9, 204 * 1.2);
    }

    private static void checksOfFlagger(PrometheusServer prometheus, double now) {
        assertThat(one(prometheus, now, PublishedQueries.FLAGGER_SUCCESS_RATE))
                .isCloseTo(100 * 174 / 180.0, within(2.0));
        assertThat(one(prometheus, now, PublishedQueries.FLAGGER_DURATION))
                .isGreaterThan(0)
                .isLessThan(10_000);
    }

    private static void nativeHistogram(PrometheusServer prometheus, double now) {
        String latency = "inference_gateway_latency_seconds{version=\"2\"}";
        assertThat(prometheus.scalarAt(now, "histogram_count(" + latency + ")")).isEqualTo(80);
        double fine = prometheus.scalarAt(now, "histogram_quantile(0.5, " + latency + ")");
        double average = prometheus.scalarAt(now, "histogram_sum(" + latency + ") / histogram_count(" + latency + ")");
        assertThat(fine).isPositive().isLessThan(20 * average);
    }

    /** The newest sample of the gateway that has the id which a bucket of the slow version's failures names. */
    private void aBucketLeadsToARequest(GatewayProcess gateway, PrometheusServer prometheus) throws Exception {
        Set<String> named = new HashSet<>(
                exemplars(prometheus, "inference_gateway_requests_total{version=\"2\",code=\"503\"}", "request_id"));
        String samples = callers.get(gateway.admin().resolve("/api/v1/samples?model=fraud&version=2&status=503"))
                .body();
        assertThat(named).isNotEmpty().allSatisfy(id -> assertThat(samples).contains(id));
        assertThat(exemplars(prometheus, "inference_gateway_request_duration_seconds_bucket", "request_id"))
                .isNotEmpty();
        assertThat(exemplars(prometheus, "ml_inference_latency_seconds_bucket", "request_id"))
                .isNotEmpty();
    }

    private void aBucketLeadsToATrace(GatewayProcess gateway, PrometheusServer... all) throws Exception {
        callers.get(
                gateway.traffic().resolve("/models/fraud/v/1/traced"),
                "traceparent",
                "00-" + TRACE + "-00f067aa0ba902b7-01");
        for (PrometheusServer each : all) {
            Awaitility.await("the trace").atMost(20, TimeUnit.SECONDS).until(() -> exemplars(
                            each, "ml_inference_latency_seconds_bucket", "trace_id")
                    .contains(TRACE));
        }
    }

    private static Set<String> exemplars(PrometheusServer prometheus, String query, String label) {
        double now = System.currentTimeMillis() / 1e3;
        JsonNode found = prometheus.call(
                "query_exemplars",
                "query",
                query,
                "start",
                Double.toString(now - 600),
                "end",
                Double.toString(now + 60));
        Set<String> values = new HashSet<>();
        found.path("data").forEach(series -> series.path("exemplars").forEach(exemplar -> {
            if (exemplar.path("labels").has(label)) {
                values.add(exemplar.path("labels").path(label).asText());
            }
        }));
        return values;
    }

    private static Map<String, Double> ask(PrometheusServer prometheus, double now, String query) {
        return prometheus.queryAt(now, PublishedQueries.with(query, "fraud"));
    }

    private static double one(PrometheusServer prometheus, double now, String query) {
        return prometheus.scalarAt(now, PublishedQueries.with(query, "fraud"));
    }
}
