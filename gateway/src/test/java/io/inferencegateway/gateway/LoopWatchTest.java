package io.inferencegateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicInteger deaths = new AtomicInteger();

    @Test
    void a_loop_that_ends_while_it_should_serve_is_noticed() {
        LoopWatch.over(vertx, stopping::get, deaths::incrementAndGet);
        EventExecutor one =
                ((VertxInternal) vertx).nettyEventLoopGroup().iterator().next();
        one.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(deaths).hasValue(1));
        // Vert.x can't close in an orderly way any more; the other loops go with it.
        stopping.set(true);
        ((VertxInternal) vertx).nettyEventLoopGroup().shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void loops_that_end_with_the_gateway_are_not() {
        LoopWatch.over(vertx, stopping::get, deaths::incrementAndGet);
        stopping.set(true);
        vertx.close().toCompletionStage().toCompletableFuture().join();
        for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            await().until(loop::isTerminated);
        }
        assertThat(deaths).hasValue(0);
    }
}
