package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Towards an HTTP/2 upstream each stream has a pace of its own: one that is held up holds up no other. */
class Http2UpstreamBackPressureTest {
    private static final long BOUND = 8L << 20;
    private static final int TOTAL = 24 << 20;
    private static final Duration LONG_ENOUGH = Duration.ofMillis(700);
    private static final Buffer BLOCK = Buffer.buffer("x".repeat(64 * 1024));

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong moved = new AtomicLong();
    private final AtomicReference<@Nullable HttpServerRequest> stalled = new AtomicReference<>();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    private RunningProxy proxy() {
        int port = RunningProxy.await(vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
                        .requestHandler(this::serve)
                        .listen(0, "127.0.0.1"))
                .actualPort();
        return new RunningProxy(
                vertx,
                RunningProxy.DEFAULTS.http2().bodyLimit(1L << 30),
                options -> options.withLoops(1),
                "http://127.0.0.1:" + port);
    }

    private void serve(HttpServerRequest request) {
        switch (request.path()) {
            case "/large" -> push(request.response());
            case "/stall" -> {
                request.handler(chunk -> moved.addAndGet(chunk.length()));
                request.endHandler(end -> request.response().end("got " + moved.get()));
                request.pause();
                stalled.set(request);
            }
            default -> request.response().end("quick");
        }
    }

    private void push(HttpServerResponse response) {
        response.putHeader("content-length", Integer.toString(TOTAL));
        Runnable push = () -> {
            while (!response.writeQueueFull() && moved.get() < TOTAL) {
                moved.addAndGet(BLOCK.length());
                response.write(BLOCK);
            }
            if (moved.get() >= TOTAL && !response.ended()) {
                response.end();
            }
        };
        response.drainHandler(drained -> push.run());
        push.run();
    }

    private long untilStill() {
        long[] before = {-1};
        await().atMost(Duration.ofSeconds(30)).pollInterval(LONG_ENOUGH).until(() -> {
            long now = moved.get();
            boolean still = now == before[0] && now > 0;
            before[0] = now;
            return still;
        });
        return moved.get();
    }

    @Test
    void a_stalled_reader_stops_its_stream_and_no_other_and_loses_nothing() {
        RunningProxy proxy = proxy();
        try (RawHttp caller =
                RawHttp.connect(proxy.port()).send("GET /models/m/v/1/large HTTP/1.1\r\nHost: a\r\n\r\n")) {
            assertThat(untilStill()).isLessThan(TOTAL).isLessThan(BOUND + BLOCK.length());
            for (int i = 0; i < 20; i++) {
                assertThat(proxy.exchange("GET /models/m HTTP/1.1\r\nHost: a\r\n\r\n")
                                .content())
                        .isEqualTo("quick");
            }
            assertThat(caller.read().content()).hasSize(TOTAL);
        }
        assertThat(proxy.inFlight()).isZero();
    }

    @Test
    void an_upstream_that_does_not_read_stops_its_caller_and_no_other() {
        RunningProxy proxy = proxy();
        AtomicLong sent = new AtomicLong();
        String block = "x".repeat(64 * 1024);
        try (RawHttp caller = RawHttp.connect(proxy.port())) {
            Thread writer = new Thread(() -> {
                caller.send("POST /models/m/v/1/stall HTTP/1.1\r\nHost: a\r\nContent-Length: " + TOTAL + "\r\n\r\n");
                for (int i = 0; i < TOTAL / block.length(); i++) {
                    caller.send(block);
                    sent.addAndGet(block.length());
                }
            });
            writer.setDaemon(true);
            writer.start();
            long[] before = {-1};
            await().atMost(Duration.ofSeconds(30)).pollInterval(LONG_ENOUGH).until(() -> {
                long now = sent.get();
                boolean still = now == before[0] && now > 0;
                before[0] = now;
                return still;
            });
            assertThat(sent.get()).isLessThan(TOTAL);
            assertThat(proxy.exchange("GET /models/m HTTP/1.1\r\nHost: a\r\n\r\n")
                            .content())
                    .isEqualTo("quick");
            HttpServerRequest waiting = stalled.get();
            assertThat(waiting).isNotNull();
            waiting.resume();
            assertThat(caller.read().content()).isEqualTo("got " + TOTAL);
        }
        assertThat(proxy.inFlight()).isZero();
    }
}
