package io.inferencegateway.gateway.notify;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A receiver on a real socket that answers as a test says and keeps what it was sent. */
final class ScriptedReceiver implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    final List<Request> requests = new CopyOnWriteArrayList<>();
    volatile Script script = request -> request.response().setStatusCode(204).end();

    interface Script {
        void answer(HttpServerRequest request);
    }

    record Request(String path, Map<String, String> fields, String body) {
        JsonObject json() {
            return new JsonObject(body);
        }

        String delivery() {
            return fields.get("x-igw-delivery");
        }
    }

    ScriptedReceiver() throws Exception {
        this(0);
    }

    ScriptedReceiver(int port) throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    Map<String, String> fields = new java.util.HashMap<>();
                    request.headers()
                            .forEach(field ->
                                    fields.put(field.getKey().toLowerCase(java.util.Locale.ROOT), field.getValue()));
                    requests.add(new Request(request.uri(), fields, body.toString()));
                    script.answer(request);
                }))
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    /** Answers with this status from now on. */
    void answers(int status) {
        script = request -> request.response().setStatusCode(status).end();
    }

    int port() {
        return server.actualPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    @Override
    public void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
