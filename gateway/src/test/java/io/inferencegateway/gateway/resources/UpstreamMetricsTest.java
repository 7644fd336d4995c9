package io.inferencegateway.gateway.resources;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.Configs;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.RoutingTables;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.ResourceTally;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpstreamMetricsTest {
    private static final ModelVersion FRAUD_1 = new ModelVersion("fraud", 1);

    private final Vertx vertx = Vertx.vertx();
    private final Context control = vertx.getOrCreateContext();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<String> first = new AtomicReference<>("");
    private final AtomicReference<String> second = new AtomicReference<>("");
    private final List<ResourceTally> told = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    @Test
    void a_versions_upstreams_add_up() throws Exception {
        UpstreamMetrics metrics = metrics(upstream(first), upstream(second));
        first.set("process_cpu_seconds_total 10\nprocess_resident_memory_bytes 1000\ntgi_queue_size 2\n");
        second.set("process_cpu_seconds_total 50\nprocess_resident_memory_bytes 500\n");
        read(metrics);
        first.set("process_cpu_seconds_total 15\nprocess_resident_memory_bytes 1100\ntgi_queue_size 3\n");
        second.set("process_cpu_seconds_total 60\nprocess_resident_memory_bytes 500\n");
        read(metrics);

        VersionUsage usage = metrics.of(FRAUD_1).orElseThrow();
        assertThat(usage.cpuCores()).hasValue(1.5);
        assertThat(metrics.cpuUtilization(FRAUD_1)).as("of two processors each").hasValue(0.375);
        assertThat(usage.memoryBytes()).hasValue(1_600);
        assertThat(usage.queueLength()).hasValue(3);
        assertThat(usage.cpuSeconds()).isEqualTo(15);
        assertThat(told.get(1)).isEqualTo(new ResourceTally(1, 15_000_000, 10_000, 1_600, 0));
        assertThat(metrics.memoryGrowthPerHour(FRAUD_1)).isEmpty();
    }

    @Test
    void an_upstream_that_does_not_tell_is_counted_and_named_and_hides_no_other() throws Exception {
        UpstreamMetrics metrics = metrics(upstream(first), upstream(second));
        first.set("process_resident_memory_bytes 1000\n");
        second.set("<html>no metrics here</html>");
        read(metrics);

        VersionUsage usage = metrics.of(FRAUD_1).orElseThrow();
        assertThat(usage.memoryBytes()).hasValue(1_000);
        assertThat(usage.errors()).isEqualTo(1);
        assertThat(usage.lastError()).contains("none of the known metrics");
        assertThat(usage.cpuCores()).isEmpty();
    }

    @Test
    void an_answer_that_is_too_long_or_no_answer_at_all_is_given_up() throws Exception {
        UpstreamMetrics metrics = metrics(upstream(first), 1);
        first.set("x 1\n".repeat(300_000));
        read(metrics);

        VersionUsage usage = metrics.of(FRAUD_1).orElseThrow();
        assertThat(usage.errors()).isEqualTo(2);
        assertThat(usage.memoryBytes()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void a_restart_is_told_once_and_a_version_that_stops_naming_metrics_is_forgotten() throws Exception {
        int port = upstream(first);
        AtomicReference<GatewayConfig> config = new AtomicReference<>(config(port, port, true));
        UpstreamMetrics metrics = metrics(config);
        first.set("process_start_time_seconds 100\nprocess_resident_memory_bytes 1\n");
        read(metrics);
        first.set("process_start_time_seconds 200\nprocess_resident_memory_bytes 1\n");
        read(metrics);
        read(metrics);
        assertThat(metrics.of(FRAUD_1).orElseThrow().restarts()).isEqualTo(1);

        config.set(config(port, port, false));
        read(metrics);

        assertThat(metrics.all()).isEmpty();
    }

    private int upstream(AtomicReference<String> page) throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {
            HttpServerResponse response = request.response();
            if (request.path().equals("/metrics")) {
                response.putHeader("Content-Type", "text/plain").end(page.get());
            } else {
                response.setStatusCode(404).end();
            }
        });
        return server.listen(0, "127.0.0.1").await(20, SECONDS).actualPort();
    }

    private UpstreamMetrics metrics(int onePort, int otherPort) {
        return metrics(new AtomicReference<>(config(onePort, otherPort, true)));
    }

    private UpstreamMetrics metrics(AtomicReference<GatewayConfig> config) {
        return new UpstreamMetrics(
                vertx,
                config::get,
                new Routes(RoutingTables.initial(config.get())),
                () -> Instant.ofEpochMilli(nanos.get() / 1_000_000),
                nanos::get,
                (version, used) -> told.add(used));
    }

    private static GatewayConfig config(int onePort, int otherPort, boolean metrics) {
        String urls = "\"http://127.0.0.1:" + onePort + "\""
                + (otherPort == onePort ? "" : ", \"http://127.0.0.1:" + otherPort + "/base\"");
        return Configs.valid("models: { fraud: { stable: 1, versions: { 1: { upstreams: [" + urls + "]"
                + (metrics ? ", metrics: /metrics, cores: 2" : "") + " } } } }");
    }

    private void read(UpstreamMetrics metrics) throws Exception {
        Future<Void> read = Future.future(
                promise -> control.runOnContext(go -> metrics.read().onComplete(promise)));
        read.await(20, SECONDS);
        nanos.addAndGet(SECONDS.toNanos(10));
    }
}
