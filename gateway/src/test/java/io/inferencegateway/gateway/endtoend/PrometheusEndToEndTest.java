package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inferencegateway.gateway.testsupport.PrometheusServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes a gateway under traffic, and the queries people already have count what the callers counted. */
class PrometheusEndToEndTest {
    private static final String REQUESTS = "nginx_ingress_controller_requests";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();

    @Test
    void the_documents_queries_give_what_the_callers_counted() throws Exception {
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.answering(number -> number % 10 == 0 ? 503 : 200);
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(stable, canary).in(directory));
                PrometheusServer prometheus =
                        PrometheusServer.scraping(directory, gateway.admin().getAuthority(), Duration.ofMillis(250))) {
            prometheus.awaitValue("sum(" + REQUESTS + ")", 0);

            List<Callers.Answer> answers = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                answers.addAll(callers.pace(gateway.traffic().resolve("/models/fraud/v/1/predict"), 200, 400));
                answers.addAll(callers.pace(gateway.traffic().resolve("/models/fraud/v/2/predict"), 100, 400));
            }
            callers.get(gateway.traffic().resolve("/models/nobody/v/1/predict"));
            long bad = answers.stream().filter(answer -> answer.status() == 503).count();
            assertThat(bad).isEqualTo(30);
            prometheus.awaitValue("sum(" + REQUESTS + ")", answers.size());

            double now = System.currentTimeMillis() / 1e3;
            assertThat(prometheus.scalarAt(now, "sum(" + REQUESTS + "{path=~\"/models/fraud.*\"})"))
                    .isEqualTo(900);
            assertThat(prometheus.scalarAt(now, "sum(" + REQUESTS + "{path=~\"/models/fraud/v/1.*\"})"))
                    .isEqualTo(600);
            assertThat(prometheus.scalarAt(now, "sum(" + REQUESTS + "{status=\"503\"}) by (status)"))
                    .isEqualTo(bad);
            assertThat(prometheus.scalarAt(
                            now,
                            "100 * sum(" + REQUESTS
                                    + "{status=~\"400|402|403|404|405|406|408|429|5..\",path=~\"/models/fraud/v/2.*\"})"
                                    + " / sum(" + REQUESTS + "{path=~\"/models/fraud/v/2.*\"})"))
                    .isCloseTo(10, within(1e-9));
            assertThat(prometheus.scalarAt(
                            now,
                            "sum(nginx_ingress_controller_request_duration_seconds_count{path=~\"/models/fraud.*\"})"))
                    .isEqualTo(900);
            assertThat(prometheus.scalarAt(
                            now,
                            "histogram_quantile(0.95, sum(rate(nginx_ingress_controller_request_duration_seconds_bucket"
                                    + "{path=~\"/models/fraud.*\"}[5m])) by (le))"))
                    .isBetween(0.0, 5.0);
            assertThat(prometheus.scalarAt(now, "sum(ml_inference_requests_total{status=\"error\"})"))
                    .isEqualTo(bad);
            assertThat(prometheus.scalarAt(now, "sum(inference_gateway_requests_total{model=\"\",code=\"404\"})"))
                    .isEqualTo(1);
            assertThat(prometheus.scalarAt(now, "count(jvm_memory_used_bytes) > bool 0"))
                    .isEqualTo(1);
        }
    }

    @Test
    void promtool_accepts_the_scrape_configuration_and_its_rules() throws Exception {
        Path file = Path.of("..", "dashboards", "prometheus", "prometheus.yml").toAbsolutePath();
        Process promtool = new ProcessBuilder("promtool", "check", "config", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
        assertThat(said).contains("6 rule files found");
    }
}
