package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How soon an upstream hears that its caller has left. A busy machine makes any one time long, so the shortest of ten is
 * held against the limit: what waits for a timer somewhere is late each time.
 */
class CancellationTest {
    private static final Duration LIMIT = Duration.ofMillis(50);
    private static final int TRIES = 10;

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {
        if (request.target().equals("/begun")) {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
        }
    });

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP1_CLOSES, silent",
        "HTTP1_CLOSES, begun",
        "HTTP1_RESETS, silent",
        "HTTP1_RESETS, begun",
        "HTTP2_STREAM, silent",
        "HTTP2_STREAM, begun",
        "HTTP2_STREAM, upload",
        "HTTP2_CLOSES, silent",
        "HTTP2_CLOSES, begun"
    })
    void the_upstream_hears_of_it_within_50_ms(Leaving how, String path) {
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            shortest = Math.min(shortest, how.isHttp2() ? leaveHttp2(proxy, how, path) : leaveHttp1(proxy, how, path));
        }
        assertThat(Duration.ofNanos(shortest)).isLessThan(LIMIT);
        await().untilAsserted(() -> assertThat(proxy.outcomes()).containsOnlyKeys("499 client_abort"));
    }

    /** Who goes, and how. */
    enum Leaving {
        HTTP1_CLOSES,
        HTTP1_RESETS,
        HTTP2_STREAM,
        HTTP2_CLOSES;

        boolean isHttp2() {
            return this == HTTP2_STREAM || this == HTTP2_CLOSES;
        }
    }

    private long leaveHttp1(RunningProxy proxy, Leaving how, String path) {
        try (RawHttp caller = proxy.connect()) {
            caller.send("GET /models/m/v/1/" + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> upstream.openConnections() == 1);
            if (path.equals("begun")) {
                caller.readAtLeast(50);
            }
            return nanosUntilUpstreamKnows(how == Leaving.HTTP1_RESETS ? caller::reset : caller::close);
        }
    }

    private long leaveHttp2(RunningProxy proxy, Leaving how, String path) {
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            boolean upload = path.equals("upload");
            caller.headers(1, !upload, RawHttp2.head(upload ? "POST" : "GET", "/models/m/v/1/" + path));
            (upload ? caller.data(1, false, "x".repeat(10_000)) : caller).flush();
            await().until(() -> upstream.openConnections() == 1);
            if (path.equals("begun")) {
                assertThat(caller.next(1)).isNotNull();
            }
            return nanosUntilUpstreamKnows(
                    how == Leaving.HTTP2_CLOSES
                            ? caller::close
                            : () -> caller.reset(1, RawHttp2.CANCEL).flush());
        }
    }

    private long nanosUntilUpstreamKnows(Runnable leave) {
        long before = System.nanoTime();
        leave.run();
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> upstream.openConnections() == 0);
        return System.nanoTime() - before;
    }
}
