package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inferencegateway.gateway.testsupport.OtlpReceiver;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of a whole gateway: switched on, off and elsewhere while it runs, and sent before it ends. */
class TracingEndToEndTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Callers callers = new Callers();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private GatewayFile traced(StubModel model, OtlpReceiver collector) {
        return GatewayFile.of(model.url())
                .with("tracing: { otlp: \"" + collector.url() + "\", sample: 100%, token: { file: \"" + token()
                        + "\" } }");
    }

    private Path token() {
        return directory.resolve("otlp-token");
    }

    private String admin(GatewayProcess gateway, String path) throws Exception {
        return callers.get(gateway.admin().resolve(path)).body();
    }

    private void reload(GatewayProcess gateway) throws Exception {
        Callers.Answer answer = callers.post(gateway.admin().resolve("/api/v1/config/reload"), "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void spans_follow_the_file_and_the_last_ones_are_sent_before_the_end() throws Exception {
        Files.writeString(token(), "hunter2\n");
        OtlpReceiver first = new OtlpReceiver(vertx);
        OtlpReceiver second = new OtlpReceiver(vertx);
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(model.url()).in(directory))) {
            URI predict = gateway.traffic().resolve("/models/fraud/predict");
            callers.get(predict, "traceparent", PARENT);
            assertThat(admin(gateway, "/api/v1/config")).doesNotContain("tracing");

            traced(model, first).in(directory);
            reload(gateway);
            callers.get(predict, "traceparent", PARENT);
            await().until(() -> first.spans().size() == 2);
            assertThat(first.server().orElseThrow().trace()).isEqualTo(TRACE);
            assertThat(first.server().orElseThrow().resource())
                    .containsEntry("service.name", "inference-gateway")
                    .containsKeys("service.version", "service.instance.id", "host.name");
            assertThat(first.heads().get(0)).containsEntry("authorization", "Bearer hunter2");
            JsonNode sample = JSON.readTree(admin(gateway, "/api/v1/samples")).at("/samples/0");
            assertThat(sample.path("trace_id").asText()).isEqualTo(TRACE);
            await().until(() -> callers.get(
                            gateway.admin().resolve("/metrics"),
                            "Accept",
                            "application/openmetrics-text; version=1.0.0")
                    .body()
                    .contains("trace_id=\"" + TRACE + '"'));
            String shown = admin(gateway, "/api/v1/config");
            assertThat(shown).contains(token().toString()).doesNotContain("hunter2");

            traced(model, second).in(directory);
            reload(gateway);
            callers.get(predict);
            await().until(() -> second.spans().size() == 2);
            assertThat(first.spans()).hasSize(2);

            second.answering(401);
            callers.get(predict);
            await().until(() ->
                    admin(gateway, "/metrics").contains("inference_gateway_telemetry_dropped_total{what=\"span\"} 2"));
            assertThat(gateway.errors() + gateway.output())
                    .contains("spans are refused")
                    .doesNotContain("hunter2");

            second.answering(OtlpReceiver::take);
            for (int i = 0; i < 20; i++) {
                callers.get(predict);
            }
            gateway.signal("TERM");
            assertThat(gateway.waitFor(20)).isZero();
            assertThat(second.spans()).hasSize(2 + 40);
        }
    }
}
