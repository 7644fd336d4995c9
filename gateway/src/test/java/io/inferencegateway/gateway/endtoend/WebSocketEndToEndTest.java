package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.inferencegateway.gateway.endtoend.ClearAndTls.Way;
import io.inferencegateway.gateway.testsupport.NodeClients;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The WebSocket client that programs on Node use, through a gateway in clear and over TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketEndToEndTest {
    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Short> closed = new LinkedBlockingQueue<>();
    private final HttpServer model = vertx.createHttpServer(new HttpServerOptions()
                    .setWebSocketSubProtocols(List.of("chat.v1"))
                    .setMaxWebSocketFrameSize(2 << 20)
                    .setMaxWebSocketMessageSize(2 << 20))
            .webSocketHandshakeHandler(handshake -> {
                if (handshake.path().endsWith("/closed")) {
                    handshake.reject(403);
                } else {
                    handshake.accept();
                }
            })
            .webSocketHandler(socket -> {
                socket.textMessageHandler(socket::writeTextMessage);
                socket.binaryMessageHandler(socket::writeBinaryMessage);
                socket.exceptionHandler(broken -> {});
                socket.closeHandler(
                        gone -> closed.add(socket.closeStatusCode() == null ? (short) 1006 : socket.closeStatusCode()));
            })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();

    @SuppressWarnings("NullAway.Init")
    private ClearAndTls gateways;

    @BeforeAll
    void start(@TempDir Path directory) {
        gateways = new ClearAndTls(directory, "http://127.0.0.1:" + model.actualPort());
    }

    @AfterAll
    void stop() throws Exception {
        gateways.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP1", "HTTP1_TLS"})
    void texts_bytes_pings_and_closes_pass_with_the_compression_both_ends_agree_on(Way way) throws Exception {
        Scrape before = Scrape.of(gateways.gateway(way));
        JsonNode seen = client("echo", way, "/chat");
        assertThat(seen.get("protocol").asText()).isEqualTo("chat.v1");
        assertThat(seen.get("extensions").asText()).contains("permessage-deflate");
        assertThat(seen.get("texts")).hasSize(3).allMatch(JsonNode::asBoolean);
        assertThat(seen.get("bytes").asBoolean()).isTrue();
        assertThat(seen.get("pong").asText()).isEqualTo("still there?");
        assertThat(seen.get("code").asInt()).isEqualTo(4001);
        assertThat(seen.get("reason").asText()).isEqualTo("done");
        assertThat(closed.poll(10, TimeUnit.SECONDS)).isEqualTo((short) 4001);
        before.awaitSince(gateways.gateway(way), Map.of("101 ok", 1L));
    }

    /** In clear its end looks like any other; over TLS an end without close_notify is a loss. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP1", "HTTP1_TLS"})
    void a_client_that_leaves_without_a_word_takes_the_models_end_with_it(Way way) throws Exception {
        Scrape before = Scrape.of(gateways.gateway(way));
        assertThat(client("terminate", way, "/chat").get("heard").asText()).isEqualTo("here");
        assertThat(closed.poll(10, TimeUnit.SECONDS)).isEqualTo((short) 1006);
        before.awaitSince(gateways.gateway(way), Map.of(way == Way.HTTP1 ? "101 ok" : "499 client_abort", 1L));
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP1", "HTTP1_TLS"})
    void a_refusal_of_the_model_is_the_clients_answer(Way way) throws Exception {
        Scrape before = Scrape.of(gateways.gateway(way));
        assertThat(client("refused", way, "/closed").get("status").asInt()).isEqualTo(403);
        before.awaitSince(gateways.gateway(way), Map.of("403 client_error", 1L));
    }

    private JsonNode client(String scenario, Way way, String path) throws Exception {
        return NodeClients.run("websocket.mjs", scenario, gateways.url(way).replaceFirst("http", "ws") + path);
    }
}
