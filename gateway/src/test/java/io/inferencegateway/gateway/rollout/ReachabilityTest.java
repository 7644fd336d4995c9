package io.inferencegateway.gateway.rollout;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.testsupport.FixedDirectory;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReachabilityTest {
    private final Vertx vertx = Vertx.vertx();
    private final Reachability reachability =
            Reachability.byConnecting(vertx, FixedDirectory.EMPTY, Duration.ofSeconds(1));

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    @Test
    void one_upstream_that_accepts_is_enough_and_none_is_not() throws Exception {
        NetServer server = vertx.createNetServer().connectHandler(socket -> {});
        int port = server.listen(0, "127.0.0.1").await(20, SECONDS).actualPort();
        NetServer closed = vertx.createNetServer().connectHandler(socket -> {});
        int free = closed.listen(0, "127.0.0.1").await(20, SECONDS).actualPort();
        closed.close().await(20, SECONDS);
        URI dead = URI.create("http://127.0.0.1:" + free);
        URI alive = URI.create("http://127.0.0.1:" + port + "/base");

        assertThat(reachability
                        .anyOf(new ModelVersion("m", 1), List.of(dead, alive))
                        .await(20, SECONDS))
                .isTrue();
        assertThat(reachability.anyOf(new ModelVersion("m", 1), List.of(dead)).await(20, SECONDS))
                .isFalse();
        assertThat(reachability.anyOf(new ModelVersion("m", 1), List.of()).await(20, SECONDS))
                .isFalse();
    }
}
