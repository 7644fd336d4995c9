package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.inferencegateway.gateway.testsupport.RawHttp2.Answer;
import io.inferencegateway.gateway.testsupport.RawHttp2.Frame;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over HTTP/2 the slower end sets the pace of its own stream, and of no other. */
class Http2BackPressureTest {
    /** What can lie between two ends one of which has stalled, the kernel's buffers on both sides included. */
    private static final long BOUND = 16L << 20;

    private static final int TOTAL = 24 << 20;
    private static final Duration LONG_ENOUGH = Duration.ofMillis(700);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    private RunningProxy proxy(NetServer upstream) {
        int port = RunningProxy.await(upstream.listen(0, "127.0.0.1")).actualPort();
        return new RunningProxy(vertx, RunningProxy.DEFAULTS.bodyLimit(1L << 30), "http://127.0.0.1:" + port);
    }

    @Test
    void a_stalled_reader_stops_its_upstream_and_loses_nothing_when_it_goes_on() {
        AtomicLong pushed = new AtomicLong();
        Buffer block = Buffer.buffer("x".repeat(64 * 1024));
        RunningProxy proxy = proxy(vertx.createNetServer().connectHandler(socket -> {
            Runnable push = () -> {
                while (!socket.writeQueueFull() && pushed.get() < TOTAL) {
                    pushed.addAndGet(block.length());
                    socket.write(block);
                }
            };
            socket.drainHandler(drained -> push.run());
            socket.handler(request -> {
                socket.write("HTTP/1.1 200 OK\r\nContent-Length: " + TOTAL + "\r\n\r\n");
                push.run();
            });
        }));
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.window(0, 1 << 30).get(1, "/models/m");
            long[] before = {-1};
            await().pollInterval(LONG_ENOUGH).until(() -> {
                boolean stands = pushed.get() > 0 && pushed.get() == before[0];
                before[0] = pushed.get();
                return stands;
            });
            assertThat(pushed.get()).isLessThan(BOUND);
            assertThat(caller.get(3, "/models/none").answer(3).status()).isEqualTo(404);

            caller.window(1, 1 << 30).flush();
            Answer answer = caller.answer(1);
            assertThat(answer.ended()).isTrue();
            assertThat(answer.body()).hasSize(TOTAL);
        }
        await().until(() -> proxy.outcomes().equals(Map.of("200 ok", 1L)));
    }

    @Test
    void a_stalled_upstream_stops_the_upload_and_loses_nothing_when_it_goes_on() {
        AtomicReference<NetSocket> stalled = new AtomicReference<>();
        AtomicReference<String> end = new AtomicReference<>("");
        AtomicLong read = new AtomicLong();
        RunningProxy proxy = proxy(vertx.createNetServer().connectHandler(socket -> {
            stalled.set(socket.pause());
            socket.handler(bytes -> {
                String last = end.get() + bytes.getString(Math.max(0, bytes.length() - 5), bytes.length());
                end.set(last.substring(Math.max(0, last.length() - 5)));
                if (read.addAndGet(bytes.length()) > TOTAL && end.get().equals("0\r\n\r\n")) {
                    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                }
            });
        }));
        String part = "x".repeat(16 * 1024);
        int sent = 0;
        int window = 65_535;
        boolean resumed = false;
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.headers(1, false, RawHttp2.head("POST", "/models/m")).flush();
            while (sent < TOTAL) {
                if (window >= part.length()) {
                    window -= part.length();
                    sent += part.length();
                    caller.data(1, sent == TOTAL, part).flush();
                    continue;
                }
                Frame grant = caller.nextWithin(1, resumed ? RawHttp2.PATIENCE : LONG_ENOUGH);
                if (grant != null) {
                    assertThat(grant.type()).isEqualTo(RawHttp2.WINDOW_UPDATE);
                    window += grant.number(0);
                    continue;
                }
                assertThat(resumed).isFalse();
                assertThat((long) sent).isLessThan(BOUND);
                assertThat(caller.get(3, "/models/none").answer(3).status()).isEqualTo(404);
                resumed = true;
                stalled.get().resume();
            }
            assertThat(resumed).isTrue();
            assertThat(caller.answer(1).body()).isEqualTo("ok");
        }
    }
}
