package io.inferencegateway.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import io.inferencegateway.gateway.testsupport.PrometheusServer;
import io.inferencegateway.monitoring.stats.Interval;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.Track;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real Prometheus reads the exposition, and the queries of the dashboards give back what was fed. */
class PrometheusScrapeTest {
    private static final String REQUESTS = "nginx_ingress_controller_requests";
    private static final String BUCKETS = "nginx_ingress_controller_request_duration_seconds_bucket";
    private final PrometheusExposition exposition = new PrometheusExposition(EnumSet.allOf(Dialect.class));
    private volatile MetricsView view = view(Interval.EMPTY, Interval.EMPTY);
    private volatile ExpositionFormat format = ExpositionFormat.PROMETHEUS_TEXT;
    private HttpServer target;

    @TempDir
    Path folder;

    PrometheusScrapeTest() throws IOException {
        target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void serve() {
        target.createContext("/metrics", exchange -> {
            byte[] body = exposition.render(view, format, Set.of(), new byte[0]);
            exchange.getResponseHeaders().set("Content-Type", format.contentType());
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        target.start();
    }

    @AfterEach
    void stop() {
        target.stop(0);
    }

    @ParameterizedTest
    @EnumSource(ExpositionFormat.class)
    void the_documents_queries_give_the_numbers_that_were_fed(ExpositionFormat spoken) throws Exception {
        format = spoken;
        String address = "127.0.0.1:" + target.getAddress().getPort();
        try (PrometheusServer prometheus = PrometheusServer.scraping(
                folder, address, Duration.ofMillis(250), "--enable-feature=native-histograms")) {
            prometheus.awaitValue("max(" + REQUESTS + ")", 0);

            Interval warm = Views.interval(requests(Track.STABLE, 200, Outcome.OK, 1, 30_000));
            view = view(warm, Interval.EMPTY);
            prometheus.awaitValue("sum(" + REQUESTS + ")", 1);

            List<FakeExchange> stable = new ArrayList<>();
            stable.addAll(requests(Track.STABLE, 200, Outcome.OK, 90, 30_000));
            stable.addAll(requests(Track.PINNED, 200, Outcome.OK, 10, 400_000));
            List<FakeExchange> canary = new ArrayList<>();
            canary.addAll(requests(Track.CANARY, 200, Outcome.OK, 12, 20_000));
            canary.addAll(requests(Track.CANARY, 502, Outcome.UPSTREAM_ERROR, 5, 20_000));
            canary.addAll(requests(Track.CANARY, 404, Outcome.CLIENT_ERROR, 3, 20_000));
            canary.addAll(requests(Track.SHADOW, 500, Outcome.UPSTREAM_ERROR, 50, 20_000));
            view = view(warm.merge(Views.interval(stable)), Views.interval(canary));
            prometheus.awaitValue("sum(" + REQUESTS + ")", 121);

            double now = prometheus.scalarAt(
                    System.currentTimeMillis() / 1e3,
                    "max(timestamp(" + REQUESTS
                            + "{service=\"fraud-v1\",status=\"200\",method=\"POST\",canary=\"\"}))");
            assertThat(prometheus.queryAt(now, "up")).containsValue(1.0);
            assertThat(prometheus.queryAt(
                            now, "sum(increase(" + REQUESTS + "{path=~\"/models/fraud.*\"}[1m])) by (status) > 0"))
                    .isEqualTo(Map.of("status=200", 113.0, "status=404", 3.0, "status=502", 5.0));
            assertThat(prometheus.scalarAt(now, "sum(increase(" + REQUESTS + "{path=~\"/models/fraud/v/1.*\"}[1m]))"))
                    .isEqualTo(101);
            assertThat(prometheus.scalarAt(
                            now,
                            "100 * (sum(increase(" + REQUESTS
                                    + "{status=~\"400|402|403|404|405|406|408|429|5..\",path=~\"/models/fraud/v/2.*\"}"
                                    + "[1m])) / sum(increase(" + REQUESTS + "{path=~\"/models/fraud/v/2.*\"}[1m])))"))
                    .isCloseTo(40, within(1e-9));
            assertThat(prometheus.scalarAt(now, "sum(increase(" + REQUESTS + "{canary=\"fraud-v2\"}[1m]))"))
                    .isEqualTo(20);
            assertThat(prometheus.scalarAt(
                            now,
                            "histogram_quantile(0.95, sum(rate(" + BUCKETS + "{service=\"fraud-v1\"}[5m])) by (le))"))
                    .isCloseTo(0.25 + 0.25 * (0.95 * 101 - 91) / 10, within(1e-9));
            assertThat(prometheus.scalarAt(now, "sum(ml_inference_requests_total{status=\"error\"})"))
                    .isEqualTo(8);
            assertThat(prometheus.scalarAt(
                            now, "sum(inference_gateway_shadow_requests_total{outcome=\"upstream_error\"})"))
                    .isEqualTo(50);
            assertThat(prometheus.queryAt(now, "inference_gateway_traffic_weight{version=\"2\"}"))
                    .containsValue(0.1);
            if (format == ExpositionFormat.PROTOBUF) {
                String fine = "inference_gateway_latency_seconds{version=\"1\"}";
                assertThat(prometheus.scalarAt(now, "histogram_count(" + fine + ")"))
                        .isEqualTo(101);
                assertThat(prometheus.scalarAt(now, "histogram_sum(" + fine + ")"))
                        .isCloseTo(6.73, within(1e-6));
                assertThat(prometheus.scalarAt(now, "histogram_quantile(0.5, rate(" + fine + "[5m]))"))
                        .isCloseTo(0.030, within(0.030 * 0.05));
                assertThat(prometheus.scalarAt(now, "histogram_quantile(0.95, rate(" + fine + "[5m]))"))
                        .isCloseTo(0.400, within(0.400 * 0.05));
            }
            assertThat(prometheus.scalarAt(now, "scrape_samples_scraped"))
                    .isEqualTo(Pages.text(EnumSet.allOf(Dialect.class), view, ExpositionFormat.PROMETHEUS_TEXT)
                                    .lines()
                                    .filter(line -> !line.startsWith("#"))
                                    .count()
                            + nativeHistograms());
        }
    }

    /** Versions that have one, which counts as one sample. */
    private long nativeHistograms() {
        return format == ExpositionFormat.PROTOBUF ? 2 : 0;
    }

    private static List<FakeExchange> requests(Track track, int status, Outcome outcome, int count, long micros) {
        List<FakeExchange> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(FakeExchange.answered(track, status, outcome, micros));
        }
        return requests;
    }

    private static MetricsView view(Interval stable, Interval canary) {
        return Views.of(
                Views.version("fraud", 1, stable, OptionalDouble.of(0.9)),
                Views.version("fraud", 2, canary, OptionalDouble.of(0.1)));
    }
}
