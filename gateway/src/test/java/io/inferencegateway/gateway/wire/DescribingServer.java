package io.inferencegateway.gateway.wire;

import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A server behind the strict decoder that answers every request with a description of what it took it for, and every
 * refused one with the refusal's status.
 */
final class DescribingServer implements AutoCloseable {
    private final List<String> served = new CopyOnWriteArrayList<>();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    DescribingServer(long headTimeoutMillis) {
        this(headTimeoutMillis, true);
    }

    /** @param strict false leaves Vert.x's own decoder in place */
    DescribingServer(long headTimeoutMillis, boolean strict) {
        HttpServerOptions options = StrictRequestDecoder.limits(
                new HttpServerOptions().setHost("127.0.0.1").setPort(0));
        server = vertx.createHttpServer(options)
                .connectionHandler(connection -> {
                    if (strict) {
                        StrictRequestDecoder.install(connection, options, headTimeoutMillis);
                    }
                })
                .invalidRequestHandler(this::refuse)
                .requestHandler(this::describe);
        try {
            server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the server did not start", e);
        }
    }

    int port() {
        return server.actualPort();
    }

    /** The request lines of the requests that were served whole, as method and target. */
    List<String> served() {
        return List.copyOf(served);
    }

    /** What requests were told that broke after their head. */
    List<Throwable> faults() {
        return List.copyOf(faults);
    }

    void forget() {
        served.clear();
        faults.clear();
    }

    /** The description that the server gives of a request with this meaning. */
    static String description(String method, String target, List<String> fields, String content) {
        return method + ' ' + target + '\n' + String.join("\n", fields) + "\n\n" + content;
    }

    static String description(WireMessage request) {
        List<String> fields = request.fieldLines().stream()
                .map(line -> line.split(":", 2))
                .map(parts -> parts[0] + ": " + parts[1].strip())
                .toList();
        return description(request.method(), request.target(), fields, request.content());
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the server did not close", e);
        }
    }

    private void describe(HttpServerRequest request) {
        Buffer content = Buffer.buffer();
        request.exceptionHandler(faults::add);
        request.handler(content::appendBuffer);
        request.endHandler(end -> {
            served.add(request.method().name() + ' ' + request.uri());
            List<String> fields = request.headers().entries().stream()
                    .map((Map.Entry<String, String> field) -> field.getKey() + ": " + field.getValue())
                    .toList();
            String text = description(
                    request.method().name(), request.uri(), fields, content.toString(StandardCharsets.ISO_8859_1));
            request.response().end(Buffer.buffer(text.getBytes(StandardCharsets.ISO_8859_1)));
        });
    }

    private void refuse(HttpServerRequest request) {
        Refusal refusal = Refusal.of(request.decoderResult().cause());
        request.response()
                .setStatusCode(refusal.status())
                .putHeader("connection", "close")
                .end(refusal.detail());
    }
}
