package io.inferencegateway.gateway.pack;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.Random;

/** What a kubelet shows of pods: the families that boards and alerts read and the gateway does not write. Owner: the event loop of its server. */
final class Kubelet implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Random random = new Random(7);
    private final HttpServer server;
    private double podSeconds;

    Kubelet() {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("content-type", "text/plain; version=0.0.4")
                        .end(page()))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String authority() {
        return "127.0.0.1:" + server.actualPort();
    }

    private String page() {
        StringBuilder page = new StringBuilder(512);
        podSeconds += 0.3 + 0.2 * random.nextDouble();
        for (String pod : List.of("model-fraud-7c9d", "model-claims-5f2b")) {
            line(page, "container_cpu_usage_seconds_total", pod, podSeconds);
            line(page, "container_memory_usage_bytes", pod, 7e8 + 2e7 * random.nextDouble());
        }
        return page.toString();
    }

    private static void line(StringBuilder page, String name, String pod, double value) {
        page.append(name)
                .append("{pod=\"")
                .append(pod)
                .append("\"} ")
                .append(value)
                .append('\n');
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
