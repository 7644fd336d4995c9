package io.inferencegateway.gateway.endtoend;

import io.inferencegateway.gateway.testsupport.NodeClients;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A model for pages of other origins, and the server of the page that calls it. What the page asks of the model goes
 * through the gateway; the page itself, its acknowledgements and its report come here directly.
 */
final class PageModel implements AutoCloseable {
    static final List<String> PIECES = List.of("one", "two ", "drei\n", "4");

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<JsonObject> seen = new CompletableFuture<>();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private final List<String> preflights = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private @Nullable AcknowledgedStream stream;

    PageModel() {
        this.server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** What the page reports when it is done. */
    CompletableFuture<JsonObject> seen() {
        return seen;
    }

    /** Completes when the reader of the endless answer has gone. */
    CompletableFuture<Void> left() {
        return left;
    }

    /** Which fields the browser asked for before it sent a request that has them. */
    List<String> preflights() {
        return preflights;
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        switch (request.path()) {
            case "/page" ->
                response.putHeader("content-type", "text/html")
                        .sendFile(NodeClients.FOLDER.resolve("browser.html").toString());
            case "/acknowledge" -> {
                if (stream != null) {
                    stream.acknowledged();
                }
                response.end();
            }
            case "/seen" ->
                request.body().onSuccess(body -> {
                    response.end();
                    seen.complete(body.toJsonObject());
                });
            default -> call(request, crossOrigin(request, response));
        }
    }

    private void call(HttpServerRequest request, HttpServerResponse response) {
        if (request.method() == HttpMethod.OPTIONS) {
            preflights.add(request.getHeader("access-control-request-headers"));
            response.setStatusCode(204)
                    .putHeader("access-control-allow-methods", "GET, POST")
                    .putHeader("access-control-allow-headers", "content-type, x-page")
                    .end();
            return;
        }
        switch (request.path()) {
            case "/json" ->
                request.body().onSuccess(body -> response.putHeader("content-type", "application/json")
                        .end(body.toJsonObject()
                                .put("page", request.getHeader("x-page"))
                                .encode()));
            case "/stream" -> stream = AcknowledgedStream.start(response, PIECES, "");
            case "/events" -> {
                response.putHeader("content-type", "text/event-stream");
                List<String> events = PIECES.stream()
                        .map(piece -> "id: " + PIECES.indexOf(piece) + "\ndata: " + piece.strip() + "\n\n")
                        .toList();
                stream = AcknowledgedStream.start(response, events, "event: last\ndata: x\n\n");
            }
            case "/endless" -> {
                response.exceptionHandler(gone -> left.complete(null));
                stream = AcknowledgedStream.endless(response, "again");
            }
            default -> response.setStatusCode(404).end();
        }
    }

    private static HttpServerResponse crossOrigin(HttpServerRequest request, HttpServerResponse response) {
        String origin = request.getHeader("origin");
        return response.putHeader("access-control-allow-origin", origin == null ? "*" : origin)
                .putHeader("access-control-expose-headers", "x-model-version")
                .putHeader("timing-allow-origin", "*");
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
