package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alert changes reach a webhook: a real receiver on a socket that refuses as often as it is told to. */
class NotifierTest {
    private final Vertx receiverVertx = Vertx.vertx();
    private final List<JsonObject> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusalsLeft = new AtomicInteger();

    @TempDir
    Path folder;

    private HttpServer receiver;
    private AdminFixture gateway;

    @BeforeEach
    void start() throws Exception {
        receiver = AdminFixture.await(receiverVertx
                .createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    boolean refuse = refusalsLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
                    if (!refuse) {
                        received.add(body.toJsonObject());
                    }
                    request.response().setStatusCode(refuse ? 503 : 204).end();
                }))
                .listen(0, "127.0.0.1"));
        gateway = AdminFixture.start(
                folder,
                AdminFixture.CONFIG + "notifications: { webhooks: [ { url: \"http://127.0.0.1:" + receiver.actualPort()
                        + "/hook\" } ] }\n");
        gateway.post(
                "/api/v1/monitors/configured/alerts",
                new JsonObject(
                        "{\"name\":\"errors\",\"metric\":\"error_rate\",\"comparison\":\"above\",\"threshold\":0.1}"));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        AdminFixture.await(receiverVertx.close());
    }

    @Test
    void a_webhook_gets_each_change_in_the_contracts_shape() throws Exception {
        fire();

        await().atMost(Duration.ofSeconds(5)).until(() -> received.size() == 1);
        assertThat(received.get(0).fieldNames())
                .containsExactlyInAnyOrder("monitor", "rule", "metric", "state", "value", "threshold", "time");
        assertThat(received.get(0).getString("state")).isEqualTo("firing");
        assertThat(received.get(0).getDouble("value")).isEqualTo(1.0);
    }

    @Test
    void a_receiver_that_is_down_for_a_while_gets_everything_in_order() throws Exception {
        refusalsLeft.set(1);

        fire();
        calm();

        await().atMost(Duration.ofSeconds(10)).until(() -> received.size() == 2);
        assertThat(received).extracting(body -> body.getString("state")).containsExactly("firing", "resolved");
    }

    @Test
    void a_receiver_that_is_gone_delays_nothing() throws Exception {
        AdminFixture.await(receiver.close());

        fire();

        assertThat(gateway.get("/api/v1/notifications").json().getJsonArray("notifications"))
                .hasSize(1);
    }

    private void fire() throws Exception {
        gateway.statistics.record(new ModelVersion("fraud", 1), 20, 500, Outcome.UPSTREAM_ERROR, 1_000);
        gateway.statistics.collectNow();
        gateway.secondPasses();
    }

    private void calm() throws Exception {
        gateway.statistics.record(new ModelVersion("fraud", 1), 2_000, 200, Outcome.OK, 1_000);
        gateway.statistics.collectNow();
        gateway.secondPasses();
    }
}
