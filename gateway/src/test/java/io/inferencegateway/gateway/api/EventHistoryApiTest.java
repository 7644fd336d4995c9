package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.control.Chronicle;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventHistoryApiTest extends AdminBench {
    @Test
    void reloads_starts_and_alerts_outlive_a_restart_in_the_order_of_time() throws Exception {
        record("start", "gateway started", "info");
        gateway.clock.advance(Duration.ofMinutes(1));
        gateway.post(
                "/api/v1/monitors/configured/alerts",
                new JsonObject(
                        "{\"name\":\"busy\",\"metric\":\"request_rate\",\"comparison\":\"above\",\"threshold\":0,\"for\":\"0s\"}"));
        gateway.statistics.record(new ModelVersion("fraud", 1), 50, 200, Outcome.OK, 1_000);
        gateway.statistics.collectNow();
        gateway.secondPasses();
        gateway.clock.advance(Duration.ofMinutes(1));
        record("reload", "configuration refused", "warning");

        restart();
        gateway.clock.advance(Duration.ofMinutes(10));

        JsonArray events = gateway.get("/api/v1/events/history").json().getJsonArray("events");
        assertThat(types(events)).containsExactly("start", "alert", "reload");
        assertThat(events.getJsonObject(1).getString("title")).isEqualTo("configured busy firing");
        assertThat(events.getJsonObject(1).getInteger("version")).isEqualTo(1);
        assertThat(events.getJsonObject(2).getString("severity")).isEqualTo("warning");
        assertThat(types(gateway.get("/api/v1/events/history?limit=1").json().getJsonArray("events")))
                .containsExactly("reload");
        assertThat(types(
                        gateway.get("/api/v1/events/history?model=churn").json().getJsonArray("events")))
                .as("what concerns all models, and no other model's")
                .containsExactly("start", "reload");
        assertThat(gateway.get("/api/v1/events/history?from=2026-11-22T09:00:00Z&to=2026-11-22T09:30:00Z")
                        .json()
                        .getJsonArray("events"))
                .isEmpty();
        assertThat(gateway.get("/api/v1/events/history?limit=0").status()).isEqualTo(400);
    }

    private void record(String type, String title, String severity) throws Exception {
        Chronicle chronicle = new Chronicle(gateway.store, gateway.rollouts, gateway.notifier, gateway.clock);
        AdminFixture.await(gateway.onControl(() -> chronicle.record(type, title, "", severity)));
    }

    private static List<String> types(JsonArray events) {
        return events.stream()
                .map(event -> ((JsonObject) event).getString("type"))
                .toList();
    }
}
