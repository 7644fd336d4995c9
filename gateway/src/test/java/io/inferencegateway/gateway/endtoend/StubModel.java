package io.inferencegateway.gateway.endtoend;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

/** A model server that answers each request with the status a script gives for its number, counted from 1. */
final class StubModel implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger received = new AtomicInteger();
    private final IntUnaryOperator statusOfRequest;
    private final HttpServer server;
    private volatile long delayMillis;

    private StubModel(IntUnaryOperator statusOfRequest) {
        this.statusOfRequest = statusOfRequest;
        this.server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    static StubModel answering(IntUnaryOperator statusOfRequest) {
        return new StubModel(statusOfRequest);
    }

    static StubModel healthy() {
        return new StubModel(number -> 200);
    }

    /** From now on every answer takes this long. */
    StubModel after(long millis) {
        delayMillis = millis;
        return this;
    }

    private void answer(HttpServerRequest request) {
        int status = statusOfRequest.applyAsInt(received.incrementAndGet());
        Future<Buffer> ready = request.body();
        if (delayMillis > 0) {
            ready = ready.compose(body -> vertx.timer(delayMillis).map(body));
        }
        ready.onSuccess(body -> request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end("{\"status\":" + status + "}"));
    }

    int received() {
        return received.get();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
