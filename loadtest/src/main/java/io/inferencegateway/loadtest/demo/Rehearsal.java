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
import java.util.function.BooleanSupplier;

/**
 * Traffic that nobody counts, until answers come fast: the story is not about a Java process that loads its classes and
 * compiles them. Goes through the gateway to the stable version, and past it to every model server.
 */
final class Rehearsal {
    private static final double PER_SECOND = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 16;

    private static final int FEWEST = 200;
    private static final int FAST_IN_A_ROW = 60;
    private static final long FAST_MICROS = 60_000;

    private final Vertx vertx;
    private final List<String> urls;
    private final Duration longest;
    private final BooleanSupplier endEarly;
    private int answers;
    private int fastInARow;

    /** @param endEarly whether nobody wants to see the story any more */
    Rehearsal(Vertx vertx, DemoGateway gateway, List<ModelServer> servers, Duration longest, BooleanSupplier endEarly) {
        this.vertx = vertx;
        this.longest = longest;
        this.endEarly = endEarly;
        this.urls = new ArrayList<>();
        urls.add(gateway.modelUrl() + "/v/1/infer");
        servers.forEach(server -> urls.add(server.upstreamUrl() + "/infer"));
    }

    /**
     * Never fails; whatever is wrong shows in the story.
     *
     * @param pages that are usual: what the gateway knows of inputs is not to begin with others
     */
    Future<Void> play(List<Clients.Page> pages) {
        OpenLoop traffic = new OpenLoop(vertx, new Arrivals(PER_SECOND, longest), CONNECTIONS, PATIENCE);
        return traffic.run(
                index -> Shot.postJson(
                        urls.get((int) (index % urls.size())),
                        pages.get((int) (index % pages.size())).request()),
                (index, ending, latencyMicros) -> {
                    answers++;
                    fastInARow = latencyMicros <= FAST_MICROS ? fastInARow + 1 : 0;
                    boolean warm = answers >= FEWEST && fastInARow >= FAST_IN_A_ROW;
                    if (warm || endEarly.getAsBoolean()) {
                        traffic.stop();
                    }
                });
    }
}
