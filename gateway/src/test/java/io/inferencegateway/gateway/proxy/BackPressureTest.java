package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The slower end sets the pace, and what lies between the two is bounded. */
class BackPressureTest {
    /** What an upstream can push for one reader that has stalled, the kernel's buffers on both sides included. */
    private static final long BOUND = 8L << 20;

    // The socket implementation that runs in production: only the native ones bound what the kernel holds.
    private final Vertx vertx = Vertx.builder()
            .withTransport(Transports.choose(Transports.AUTOMATIC))
            .build();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @Test
    void a_stalled_reader_stops_the_upstream_and_loses_nothing_when_it_goes_on() {
        int total = 24 << 20;
        AtomicLong pushed = new AtomicLong();
        Buffer block = Buffer.buffer("x".repeat(64 * 1024));
        NetServer upstream = vertx.createNetServer().connectHandler(socket -> {
            Runnable push = () -> {
                while (!socket.writeQueueFull() && pushed.get() < total) {
                    pushed.addAndGet(block.length());
                    socket.write(block);
                }
            };
            socket.drainHandler(drained -> push.run());
            socket.handler(request -> {
                socket.write("HTTP/1.1 200 OK\r\nContent-Length: " + total + "\r\n\r\n");
                push.run();
            });
        });
        int port = RunningProxy.await(upstream.listen(0, "127.0.0.1")).actualPort();
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, "http://127.0.0.1:" + port);
        try (RawHttp caller = proxy.connect()) {
            caller.send("GET /models/m HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> pushed.get() > 0);
            long[] before = {-1};
            await().pollInterval(Duration.ofMillis(300)).until(() -> {
                boolean stands = pushed.get() == before[0];
                before[0] = pushed.get();
                return stands;
            });
            assertThat(pushed.get()).isLessThan(BOUND);
            assertThat(caller.read().content()).hasSize(total);
        }
        await().until(() -> proxy.outcomes().equals(Map.of("200 ok", 1L)));
    }

    @Test
    void an_upstream_that_does_not_read_stops_the_upload_and_loses_nothing_when_it_goes_on() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, new ScriptedUpstream.Script() {
            @Override
            public void onHead(ScriptedUpstream.Connection connection) {
                connection.pause();
                connection.after(300, connection::resume);
            }

            @Override
            public void onRequest(WireMessage request, ScriptedUpstream.Connection connection) {
                connection.send(
                        ScriptedUpstream.ok(Integer.toString(request.content().length())));
            }
        });
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
        int size = 12 << 20;
        WireMessage answer = proxy.exchange(
                "POST /models/m HTTP/1.1\r\nHost: h\r\nContent-Length: " + size + "\r\n\r\n" + "y".repeat(size));
        assertThat(answer.content()).isEqualTo(Integer.toString(size));
    }

    @Test
    void a_reader_that_stalls_for_good_is_cut_at_the_idle_timeout_and_booked_on_the_caller() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("z".repeat(32 << 20)));
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS.idle(300), upstream.url());
        try (RawHttp caller = proxy.connect()) {
            caller.send("GET /models/m HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> proxy.outcomes().equals(Map.of("499 client_abort", 1L)));
        }
        await().until(() -> upstream.openConnections() == 0);
    }
}
