package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacedAnswersTest {
    private static final int ANSWERS = 20;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void one_body_is_sent_to_all_and_freed_after_the_last() throws Exception {
        SharedBody body = new SharedBody("x".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        HttpServer server = vertx.createHttpServer();
        PacedAnswers answers = new PacedAnswers(vertx, Duration.ofSeconds(30));
        server.requestHandler(request -> answers.send(request.response(), () -> {}, body));
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        URI url = URI.create("http://127.0.0.1:" + server.actualPort());
        HttpClient client = HttpClient.newHttpClient();

        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < ANSWERS; i++) {
            asked.add(client.sendAsync(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> each : asked) {
            assertThat(each.get(10, TimeUnit.SECONDS).body()).hasSize(100_000).matches("x+");
        }
        assertThat(body.isFreed()).isFalse();
        vertx.runOnContext(go -> body.letGo());
        Awaitility.await("the memory is given back")
                .atMost(Duration.ofSeconds(10))
                .until(body::isFreed);
    }
}
