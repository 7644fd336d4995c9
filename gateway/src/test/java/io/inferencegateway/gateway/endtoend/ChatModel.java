package io.inferencegateway.gateway.endtoend;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A model server in the shapes of OpenAI's API. It streams one answer at a time, and the next token when {@code
 * /acknowledge}, asked past the gateway, says that the last one arrived. How it answers is the name of the model: {@code
 * small}, {@code counting} (all at once after {@link #PAUSE_MILLIS}, and the usage), {@code endless}, {@code dying} behind its second token, {@code busy} for the first two requests, or {@code unknown}.
 */
final class ChatModel implements AutoCloseable {
    static final List<String> TOKENS = List.of("Grüß", " ", "Gott", "!", "\n");

    static final int PAUSE_MILLIS = 150;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger turnedAway = new AtomicInteger();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private final HttpServer server;
    private @Nullable AcknowledgedStream stream;

    ChatModel() {
        this.server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    String acknowledgeUrl() {
        return url() + "/acknowledge";
    }

    /** Completes when the reader of a stream has gone. */
    CompletableFuture<Void> left() {
        return left;
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/acknowledge" -> {
                if (stream != null) {
                    stream.acknowledged();
                }
                request.response().end();
            }
            case "/v1/models" -> json(request.response(), 200, models());
            case "/v1/chat/completions" -> request.body().onSuccess(body -> complete(request, body.toJsonObject()));
            default -> json(request.response(), 404, error("no such path"));
        }
    }

    private void complete(HttpServerRequest request, JsonObject asked) {
        HttpServerResponse response = request.response();
        if (request.method() != HttpMethod.POST) {
            json(response, 405, error("POST only"));
            return;
        }
        switch (asked.getString("model")) {
            case "small" -> {
                if (asked.getBoolean("stream", false)) {
                    stream = AcknowledgedStream.start(events(response), events(), "data: [DONE]\n\n");
                } else {
                    json(response, 200, completion(asked));
                }
            }
            case "counting" ->
                vertx.setTimer(PAUSE_MILLIS, paused -> events(response)
                        .end(String.join("", events()) + usageEvent() + "data: [DONE]\n\n"));
            case "endless" -> {
                response.exceptionHandler(gone -> left.complete(null));
                stream = AcknowledgedStream.endless(events(response), event("again"));
            }
            case "dying" -> stream = AcknowledgedStream.dying(events(response), events().subList(0, 2));
            case "busy" -> {
                if (turnedAway.incrementAndGet() <= 2) {
                    json(response.putHeader("retry-after", "1"), 429, error("busy"));
                } else {
                    json(response, 200, completion(asked));
                }
            }
            default -> json(response, 404, error("no such model"));
        }
    }

    private static HttpServerResponse events(HttpServerResponse response) {
        return response.putHeader("content-type", "text/event-stream; charset=utf-8");
    }

    private static List<String> events() {
        return TOKENS.stream().map(ChatModel::event).toList();
    }

    private static String event(String token) {
        JsonObject choice = new JsonObject().put("index", 0).put("delta", new JsonObject().put("content", token));
        return "data: "
                + new JsonObject()
                        .put("id", "chatcmpl-1")
                        .put("object", "chat.completion.chunk")
                        .put("created", 1)
                        .put("model", "small")
                        .put("choices", new JsonArray().add(choice))
                        .encode()
                + "\n\n";
    }

    private static String usageEvent() {
        JsonObject usage = new JsonObject()
                .put("prompt_tokens", 20)
                .put("completion_tokens", 11)
                .put("total_tokens", 31);
        return "data: "
                + new JsonObject()
                        .put("id", "chatcmpl-1")
                        .put("object", "chat.completion.chunk")
                        .put("created", 1)
                        .put("model", "counting")
                        .put("choices", new JsonArray())
                        .put("usage", usage)
                        .encode()
                + "\n\n";
    }

    /** Says what it was asked. */
    private static JsonObject completion(JsonObject asked) {
        String said = asked.getJsonArray("messages").getJsonObject(0).getString("content");
        JsonObject message = new JsonObject().put("role", "assistant").put("content", said);
        JsonObject choice =
                new JsonObject().put("index", 0).put("message", message).put("finish_reason", "stop");
        return new JsonObject()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion")
                .put("created", 1)
                .put("model", asked.getString("model"))
                .put("choices", new JsonArray().add(choice))
                .put(
                        "usage",
                        new JsonObject()
                                .put("prompt_tokens", 3)
                                .put("completion_tokens", 4)
                                .put("total_tokens", 7));
    }

    private static JsonObject models() {
        JsonArray models = new JsonArray();
        for (String id : List.of("small", "endless", "busy")) {
            models.add(new JsonObject()
                    .put("id", id)
                    .put("object", "model")
                    .put("created", 1)
                    .put("owned_by", "nobody"));
        }
        return new JsonObject().put("object", "list").put("data", models);
    }

    private static JsonObject error(String message) {
        return new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("message", message)
                                .put("type", "invalid_request_error")
                                .put("code", message.replace(' ', '_')));
    }

    private static void json(HttpServerResponse response, int status, JsonObject content) {
        response.setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(content.encode());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
