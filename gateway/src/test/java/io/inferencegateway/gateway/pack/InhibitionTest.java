package io.inferencegateway.gateway.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pack's configuration in a real Alertmanager: which alerts silence which. It sends nothing before the test is over. */
class InhibitionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<String, AlertRules.Alert> ALERTS = new TreeMap<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init")
    private Process alertmanager;

    @SuppressWarnings("NullAway.Init")
    private URI url;

    @BeforeEach
    void start() throws Exception {
        AlertRules.all().forEach(alert -> ALERTS.put(alert.name(), alert));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        url = URI.create("http://127.0.0.1:" + port);
        alertmanager = new ProcessBuilder(
                        "prometheus-alertmanager",
                        "--config.file=" + AlertRules.PACK.resolve("alertmanager/alertmanager.yml"),
                        "--storage.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("alertmanager.log").toFile())
                .start();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> get("/-/ready").statusCode() == 200);
    }

    @AfterEach
    void stop() throws Exception {
        alertmanager.destroyForcibly().waitFor();
    }

    @Test
    void what_is_critical_silences_warnings_of_the_same_version_and_of_no_other() throws Exception {
        fire(alert("ModelHighErrorRate", "model", "fraud", "version", "2"));
        fire(alert("ModelHighLatency", "model", "fraud", "version", "2"));
        fire(alert("ModelLowTraffic", "model", "fraud", "version", "2"));
        fire(alert("ModelHighLatency", "model", "fraud", "version", "1"));
        fire(alert("RolloutRolledBack", "model", "fraud"));
        fire(alert("GatewayStateUnhealthy", "instance", "gw-1:9901"));
        fire(alert("GatewayConfigReloadFailed", "instance", "gw-1:9901"));

        assertThat(silenced(7)).containsExactlyInAnyOrder("ModelHighLatency fraud 2", "ModelLowTraffic fraud 2");
    }

    @Test
    void one_gateway_down_silences_what_it_said_of_itself_and_models_are_still_told_of() throws Exception {
        fire(alert("GatewayDown", "instance", "gw-1:9901"));
        fire(alert("GatewayConfigReloadFailed", "instance", "gw-1:9901"));
        fire(alert("GatewayConfigReloadFailed", "instance", "gw-2:9901"));
        fire(alert("ModelHighErrorRate", "model", "fraud", "version", "2"));

        assertThat(silenced(4)).containsExactly("GatewayConfigReloadFailed gw-1:9901");
    }

    @Test
    void no_gateway_at_all_silences_everything_else() throws Exception {
        fire(alert("GatewayAllDown", "job", "inference-gateway"));
        fire(alert("GatewayDown", "instance", "gw-1:9901"));
        fire(alert("ModelNoPredictions", "model", "fraud", "version", "2"));
        fire(alert("ModelCriticalFeatureDrift", "model", "fraud", "feature_name", "amount"));

        assertThat(silenced(4))
                .containsExactlyInAnyOrder(
                        "GatewayDown gw-1:9901", "ModelNoPredictions fraud 2", "ModelCriticalFeatureDrift fraud");
    }

    @Test
    void a_budget_that_burns_fast_silences_the_ticket_for_the_same_level() throws Exception {
        fire(alert("ModelBudgetBurnsFast", "model", "fraud", "slo", "availability"));
        fire(alert("ModelBudgetBurnsSlowly", "model", "fraud", "slo", "availability"));
        fire(alert("ModelBudgetBurnsSlowly", "model", "fraud", "slo", "latency-p95"));

        List<JsonObject> silent =
                statuses(3).stream().filter(InhibitionTest::isSilent).toList();
        assertThat(silent).singleElement().satisfies(alert -> assertThat(
                        alert.getJsonObject("labels").getString("slo"))
                .isEqualTo("availability"));
    }

    /** With the labels of the rule, and those that its series would add. */
    private static JsonObject alert(String name, String... more) {
        JsonObject labels = new JsonObject()
                .put("alertname", name)
                .put("severity", ALERTS.get(name).labels().get("severity"))
                .put("owner", ALERTS.get(name).labels().get("owner"));
        for (int i = 0; i < more.length; i += 2) {
            labels.put(more[i], more[i + 1]);
        }
        return new JsonObject().put("labels", labels);
    }

    private void fire(JsonObject alert) throws Exception {
        HttpRequest post = HttpRequest.newBuilder(url.resolve("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(new JsonArray().add(alert).encode()))
                .build();
        assertThat(http.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    private List<String> silenced(int all) throws Exception {
        return statuses(all).stream()
                .filter(InhibitionTest::isSilent)
                .map(alert -> alert.getJsonObject("labels"))
                .map(labels -> (labels.getString("alertname") + " "
                                + labels.getString("instance", labels.getString("model")) + " "
                                + labels.getString("version", ""))
                        .strip())
                .toList();
    }

    private static boolean isSilent(JsonObject alert) {
        return !alert.getJsonObject("status").getJsonArray("inhibitedBy").isEmpty();
    }

    private List<JsonObject> statuses(int all) throws Exception {
        await().atMost(PATIENCE).until(() -> alerts().size() == all);
        return alerts();
    }

    private List<JsonObject> alerts() throws Exception {
        return new JsonArray(get("/api/v2/alerts").body())
                .stream().map(JsonObject.class::cast).toList();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(url.resolve(path)).build(), BodyHandlers.ofString());
    }
}
