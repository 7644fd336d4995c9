package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inferencegateway.gateway.testsupport.EventWatcher;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three ways to a new configuration, and a file that nobody should serve from. */
class ReloadEndToEndTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INVALID = "models: { fraud: { stable: 7, versions: {} } }\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();

    @Test
    void sighup_reads_a_file_that_the_watcher_would_leave_alone() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(model.url()).in(directory))) {
            assertThat(lastReload(gateway).get("trigger").asText()).isEqualTo("start");

            // The watcher judges a content once: whoever reads this file again was told to by the signal.
            gateway.signal("HUP");
            awaitTrigger(gateway, "signal");

            assertThat(lastReload(gateway).get("applied").asBoolean()).isTrue();
            assertThat(reloads(gateway, "success")).isEqualTo(1);
            assertThat(told(gateway, "signal").getBoolean("applied")).isTrue();
            assertThat(get(gateway).status()).isEqualTo(200);
        }
    }

    @Test
    void the_api_puts_a_new_file_in_force_before_it_answers() throws Exception {
        try (StubModel first = StubModel.healthy();
                StubModel second = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(first.url()).in(directory))) {
            GatewayFile.of(second.url()).in(directory);

            Callers.Answer answer = reload(gateway);

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(JSON.readTree(answer.body()).get("trigger").asText()).isEqualTo("api");
            assertThat(get(gateway).status()).isEqualTo(200);
            assertThat(first.received()).isZero();
            assertThat(second.received()).isEqualTo(1);
        }
    }

    @Test
    void a_changed_file_is_served_without_a_signal() throws Exception {
        try (StubModel first = StubModel.healthy();
                StubModel second = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(first.url()).in(directory))) {
            GatewayFile.of(second.url()).in(directory);
            awaitTrigger(gateway, "file");

            assertThat(get(gateway).status()).isEqualTo(200);
            assertThat(first.received()).isZero();
            assertThat(second.received()).isEqualTo(1);
        }
    }

    @Test
    void an_invalid_file_is_refused_counted_shown_and_told_while_the_old_one_serves() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(model.url()).in(directory))) {
            Files.writeString(directory.resolve(GatewayFile.NAME), INVALID);

            Callers.Answer refused = reload(gateway);

            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.body()).contains(GatewayFile.NAME);
            JsonNode shown = lastReload(gateway);
            assertThat(shown.get("applied").asBoolean()).isFalse();
            assertThat(shown.get("problems")).isNotEmpty();
            assertThat(reloads(gateway, "invalid")).isPositive();
            assertThat(reloads(gateway, "success")).isZero();
            JsonObject told = told(gateway, "api");
            assertThat(told.getBoolean("applied")).isFalse();
            assertThat(told.getJsonArray("problems")).isNotEmpty();
            assertThat(gateway.output() + gateway.errors()).contains("config rejected");
            assertThat(get(gateway).status()).isEqualTo(200);

            // What is invalid still has to be so for a signal, which asks for nothing but another look.
            gateway.signal("HUP");
            awaitTrigger(gateway, "signal");
            assertThat(lastReload(gateway).get("applied").asBoolean()).isFalse();
            assertThat(get(gateway).status()).isEqualTo(200);
        }
    }

    private Callers.Answer get(GatewayProcess gateway) throws Exception {
        return callers.get(gateway.traffic().resolve("/models/fraud/v/1/x"));
    }

    private Callers.Answer reload(GatewayProcess gateway) throws Exception {
        return callers.post(gateway.admin().resolve("/api/v1/config/reload"), "{}");
    }

    private JsonNode lastReload(GatewayProcess gateway) throws Exception {
        return JSON.readTree(
                        callers.get(gateway.admin().resolve("/api/v1/config")).body())
                .get("last_reload");
    }

    private void awaitTrigger(GatewayProcess gateway, String trigger) {
        Awaitility.await("a reload by " + trigger).atMost(10, TimeUnit.SECONDS).untilAsserted(() -> assertThat(
                        lastReload(gateway).get("trigger").asText())
                .isEqualTo(trigger));
    }

    private long reloads(GatewayProcess gateway, String result) throws Exception {
        String series = "inference_gateway_config_reloads_total{result=\"" + result + "\"} ";
        return callers.get(gateway.admin().resolve("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToLong(line -> Long.parseLong(line.substring(series.length())))
                .sum();
    }

    /** The reload event with this trigger, told to a watcher that says it has missed everything. */
    private static JsonObject told(GatewayProcess gateway, String trigger) throws IOException {
        try (EventWatcher watcher = EventWatcher.of(gateway.admin().getPort(), "1")) {
            JsonObject event = watcher.next("reload");
            while (!event.getString("trigger").equals(trigger)) {
                event = watcher.next("reload");
            }
            return event;
        }
    }
}
