package io.inferencegateway.gateway;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices an event loop that dies under its work, as of an error when memory beside the heap runs out: its connections hang
 * and its share of the listener is lost, while the process looks alive. Thread-safe.
 */
final class LoopWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LoopWatch.class);

    private LoopWatch() {}

    /**
     * Watches all loops there are.
     *
     * @param stopping whether loops end because they should
     * @param onDeath runs for each loop that ends otherwise, on a thread that is none of them
     */
    static void over(Vertx vertx, BooleanSupplier stopping, Runnable onDeath) {
        for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            loop.terminationFuture().addListener(ended -> {
                if (!stopping.getAsBoolean()) {
                    LOG.error("an event loop died; a gateway that goes on without it only looks alive");
                    onDeath.run();
                }
            });
        }
    }
}
