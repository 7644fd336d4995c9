package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.inferencegateway.gateway.testsupport.NodeClients;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's official client talks through the gateway as it would with OpenAI: only its base URL differs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiClientEndToEndTest {
    private final ChatModel model = new ChatModel();

    @SuppressWarnings("NullAway.Init")
    private GatewayProcess gateway;

    @SuppressWarnings("NullAway.Init")
    private Scrape before;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        gateway = GatewayProcess.start(
                directory,
                GatewayFile.of(model.url())
                        .withModel("route: chat")
                        .withModel("generative: true")
                        .in(directory));
    }

    @BeforeEach
    void scrape() {
        before = Scrape.of(gateway);
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        model.close();
    }

    @Test
    void gets_a_completion_and_its_usage() throws Exception {
        JsonNode seen = client("unary", "fraud");
        assertThat(seen.get("content").asText()).isEqualTo("Grüße");
        assertThat(seen.get("tokens").asInt()).isEqualTo(7);
        assertThat(seen.get("version").asText()).isEqualTo("1");
        before.awaitSince(gateway, Map.of("200 ok", 1L));
    }

    @Test
    void lists_models() throws Exception {
        assertThat(texts(client("models", "fraud").get("ids"))).containsExactly("small", "endless", "busy");
        before.awaitSince(gateway, Map.of("200 ok", 1L));
    }

    /** The model sends a token only when the client has the one before: nothing on the way waits for more. */
    @Test
    void has_each_token_of_a_stream_before_the_next_one_is_made() throws Exception {
        assertThat(texts(client("stream", "fraud").get("tokens"))).isEqualTo(ChatModel.TOKENS);
        before.awaitSince(gateway, Map.of("200 ok", 1L));
    }

    @Test
    void stops_the_model_when_it_aborts_a_stream() throws Exception {
        JsonNode seen = client("abort", "fraud");
        assertThat(texts(seen.get("tokens"))).containsExactly("again", "again", "again");
        assertThat(seen.get("aborted").asBoolean()).isTrue();
        model.left().get(10, TimeUnit.SECONDS);
        before.awaitSince(gateway, Map.of("499 client_abort", 1L));
    }

    @Test
    void is_told_when_a_stream_breaks() throws Exception {
        JsonNode seen = client("broken", "fraud");
        assertThat(texts(seen.get("tokens"))).isEqualTo(ChatModel.TOKENS.subList(0, 2));
        assertThat(seen.get("ended").asText()).isEqualTo("broken");
        before.awaitSince(gateway, Map.of("200 upstream_reset", 1L));
    }

    @Test
    void gets_the_models_own_errors() throws Exception {
        JsonNode seen = client("error", "fraud");
        assertThat(seen.get("kind").asText()).isEqualTo("NotFoundError");
        assertThat(seen.get("code").asText()).isEqualTo("no_such_model");
        assertThat(seen.get("message").asText()).contains("no such model");
        before.awaitSince(gateway, Map.of("404 client_error", 1L));
    }

    @Test
    void takes_the_gateways_own_errors_for_what_they_are() throws Exception {
        JsonNode seen = client("error", "nobody");
        assertThat(seen.get("kind").asText()).isEqualTo("NotFoundError");
        assertThat(seen.get("status").asInt()).isEqualTo(404);
        before.awaitSince(gateway, Map.of("404 client_error", 1L));
    }

    @Test
    void waits_and_tries_again_when_the_model_is_busy() throws Exception {
        JsonNode seen = client("busy", "fraud");
        assertThat(seen.get("refused").get("kind").asText()).isEqualTo("RateLimitError");
        assertThat(seen.get("refused").get("retryAfter").asText()).isEqualTo("1");
        assertThat(seen.get("content").asText()).isEqualTo("Grüße");
        before.awaitSince(gateway, Map.of("429 client_error", 2L, "200 ok", 1L));
    }

    @Test
    void has_its_tokens_counted_and_timed_where_the_answer_came_whole() throws Exception {
        assertThat(client("counted", "fraud").at("/usage/total_tokens").asInt()).isEqualTo(31);
        client("unary", "fraud");
        client("stream", "fraud");
        client("broken", "fraud");
        client("error", "fraud");
        client("models", "fraud");
        before.awaitSince(gateway, Map.of("200 ok", 4L, "200 upstream_reset", 1L, "404 client_error", 1L));

        Scrape now = Scrape.of(gateway);
        assertThat(generated(now, "client_token_usage_count", "input")).isEqualTo(2);
        assertThat(generated(now, "client_token_usage_sum", "input")).isEqualTo(23);
        assertThat(generated(now, "client_token_usage_count", "output")).isEqualTo(2);
        assertThat(generated(now, "client_token_usage_sum", "output")).isEqualTo(15);
        assertThat(generated(now, "server_request_duration_seconds_count", "")).isEqualTo(3);
        assertThat(generated(now, "server_time_to_first_token_seconds_count", ""))
                .isEqualTo(2);
        assertThat(generated(now, "server_time_to_first_token_seconds_sum", ""))
                .isGreaterThanOrEqualTo(ChatModel.PAUSE_MILLIS / 1e3 - 1e-6);
        assertThat(generated(now, "server_time_per_output_token_seconds_count", ""))
                .isEqualTo(2);
    }

    /** What was added since. */
    private double generated(Scrape now, String name, String type) {
        String labels =
                "gen_ai_operation_name=\"chat\",gen_ai_request_model=\"fraud\",gen_ai_response_model=\"fraud-v1\"";
        String ofType = type.isEmpty() ? "" : ",gen_ai_token_type=\"" + type + '"';
        String series = "gen_ai_" + name + '{' + labels + ofType + "} ";
        return now.value(series) - before.value(series);
    }

    private JsonNode client(String scenario, String name) throws Exception {
        return NodeClients.run(
                "openai.mjs", scenario, gateway.traffic() + "/models/" + name + "/latest/v1", model.acknowledgeUrl());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
