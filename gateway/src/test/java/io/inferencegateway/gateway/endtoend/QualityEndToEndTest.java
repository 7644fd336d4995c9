package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a caller's request to the metric of a drifted feature, through a process that is killed in between. */
class QualityEndToEndTest {
    private static final int ROWS = 250;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();
    private final Vertx vertx = Vertx.vertx();
    private HttpServer model;

    @BeforeEach
    void start() throws Exception {
        model = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> request.response()
                        .putHeader("content-type", "application/json")
                        .end(new JsonObject()
                                .put(
                                        "prediction",
                                        1
                                                / body.toJsonObject()
                                                        .getJsonObject("features")
                                                        .getDouble("income"))
                                .encode())))
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void inputs_that_moved_since_the_baseline_was_frozen_are_found_even_after_a_kill() throws Exception {
        Path file = GatewayFile.of("http://127.0.0.1:" + model.actualPort())
                .withModel(
                        "quality: { sample: 100%, every: 1s, minimum-rows: 100, features: { id: { ignore: true } } }")
                .with(
                        "monitors: [ { name: inputs, model: fraud, version: 1, window: 5m, alerts: ["
                                + " { preset: drift-on-critical-feature, for: 1s }, { preset: missing-features, for: 1s } ] } ]")
                .in(directory);
        try (GatewayProcess gateway = GatewayProcess.start(directory, file)) {
            ask(gateway, 40_000);
            awaitRows(gateway);

            GatewayProcess.Finished frozen = drift(gateway, "baseline", "fraud", "--freeze", "1");

            assertThat(frozen.exitCode()).as(frozen.errors()).isZero();
            assertThat(drift(gateway, "report", "fraud").exitCode()).isZero();
            gateway.kill();
        }
        try (GatewayProcess gateway = GatewayProcess.start(directory, file)) {
            ask(gateway, 60_000);
            // Enough of them drift before all of them are counted.
            awaitRows(gateway);

            Awaitility.await("drift").atMost(20, TimeUnit.SECONDS).untilAsserted(() -> assertThat(
                            report(gateway).getString("verdict"))
                    .isEqualTo("drift"));

            Awaitility.await("the ticket").atMost(20, TimeUnit.SECONDS).untilAsserted(() -> assertThat(firing(gateway))
                    .containsExactly("drift-on-critical-feature"));

            GatewayProcess.Finished told = drift(gateway, "report", "fraud");
            assertThat(told.exitCode()).as(told.output() + told.errors()).isEqualTo(1);
            assertThat(told.output()).contains("income");
            assertThat(report(gateway).encode()).doesNotContain("\"id\"");
            assertThat(callers.get(gateway.admin().resolve("/metrics/quality")).body())
                    .contains("ml_data_drift_detected{model_name=\"fraud\",feature_name=\"income\"} 1\n")
                    .contains("ml_feature_missing_ratio{model_name=\"fraud\",feature_name=\"income\"} 0\n")
                    .contains("ml_prediction_score_count{model_name=\"fraud\",model_version=\"1\"} " + ROWS + "\n");
            assertThat(callers.get(gateway.admin().resolve("/metrics")).body())
                    .doesNotContain("telemetry_dropped_total{what=\"capture\"");
        }
    }

    private void ask(GatewayProcess gateway, int income) throws Exception {
        URI predict = gateway.traffic().resolve("/models/fraud");
        for (int i = 0; i < ROWS; i++) {
            String asked = "{\"features\":{\"income\":" + (income + 37 * i % 10_000) + ",\"id\":" + i + "}}";
            assertThat(callers.post(predict, asked).status()).isEqualTo(200);
        }
    }

    private void awaitRows(GatewayProcess gateway) {
        Awaitility.await("rows")
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(report(gateway).getLong("rows")).isGreaterThanOrEqualTo(ROWS));
    }

    private JsonObject report(GatewayProcess gateway) throws Exception {
        return new JsonObject(callers.get(gateway.admin().resolve("/api/v1/quality/reports/fraud"))
                .body());
    }

    private List<String> firing(GatewayProcess gateway) throws Exception {
        return new JsonObject(
                        callers.get(gateway.admin().resolve("/api/v1/alerts")).body())
                .getJsonArray("alerts").stream()
                        .map(JsonObject.class::cast)
                        .filter(alert -> alert.getString("state").equals("firing"))
                        .map(alert -> alert.getString("name"))
                        .toList();
    }

    private GatewayProcess.Finished drift(GatewayProcess gateway, String... arguments) throws Exception {
        String[] all = new String[arguments.length + 3];
        all[0] = "drift";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--admin";
        all[arguments.length + 2] = gateway.admin().toString();
        return GatewayProcess.run(directory, all);
    }
}
