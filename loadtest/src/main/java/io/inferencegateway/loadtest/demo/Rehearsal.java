package io.inferencegateway.loadtest.demo;

import io.inferencegateway.loadtest.load.Arrivals;
import io.inferencegateway.loadtest.load.OpenLoop;
import io.inferencegateway.loadtest.load.Shot;
import io.inferencegateway.loadtest.serve.ModelServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A moment of traffic that nobody counts, so that the story does not show a Java process load its classes: through the
 * gateway to the stable version, and past it to every model server.
 */
final class Rehearsal {
    private static final Arrivals ARRIVALS = new Arrivals(200, Duration.ofMillis(1_500));
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 16;

    private final Vertx vertx;
    private final List<String> urls;

    Rehearsal(Vertx vertx, DemoGateway gateway, List<ModelServer> servers) {
        this.vertx = vertx;
        this.urls = new ArrayList<>();
        urls.add(gateway.modelUrl() + "/v/1/infer");
        servers.forEach(server -> urls.add(server.upstreamUrl() + "/infer"));
    }

    /** Never fails; whatever is wrong shows in the story. */
    Future<Void> play(Clients.Page page) {
        return new OpenLoop(vertx, ARRIVALS, CONNECTIONS, PATIENCE)
                .run(
                        index -> Shot.postJson(urls.get((int) (index % urls.size())), page.request()),
                        (index, ending, latencyMicros) -> {});
    }
}
