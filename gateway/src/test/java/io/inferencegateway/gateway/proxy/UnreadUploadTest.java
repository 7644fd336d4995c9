package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.inferencegateway.gateway.testsupport.RawHttp2.Frame;
import io.inferencegateway.gateway.testsupport.ScriptedHttp2Upstream;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.StuckUpload;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Uploads that nobody takes, or hardly anybody, over each transport that this host gives: the callers are held back, and
 * what becomes of them shows in no read.
 */
class UnreadUploadTest {
    private static final int CALLERS = 3;
    private static final long HUGE = 512L << 20;
    private static final String POST =
            "POST /models/m/v/1/x HTTP/1.1\r\nHost: h\r\nContent-Length: " + HUGE + "\r\n\r\n";
    /** By far shorter than the idle time of those who are not to wait for it. */
    private static final Duration PROMPTLY = Duration.ofSeconds(10);

    private static final RunningProxy.Settings SETTINGS = RunningProxy.DEFAULTS.bodyLimit(HUGE);
    private static final long SHORT_IDLE_MILLIS = 800;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void a_caller_that_resets_is_gone_at_once_where_the_system_tells(String wanted) {
        Transport transport = Transports.choose(wanted);
        boolean told = transport != Transport.NIO;
        Vertx vertx = vertx(transport);
        Unreading upstream = new Unreading(vertx);
        RunningProxy proxy =
                new RunningProxy(vertx, told ? SETTINGS : SETTINGS.idle(SHORT_IDLE_MILLIS), upstream.url());
        List<StuckUpload> callers = stuckCallers(proxy);

        callers.forEach(StuckUpload::reset);

        String end = told ? "499 client_abort" : "504 timeout_idle";
        await().atMost(PROMPTLY)
                .untilAsserted(() -> assertThat(proxy.outcomes()).isEqualTo(Map.of(end, (long) CALLERS)));
        assertThat(proxy.inFlight()).isZero();
        upstream.readToTheEnd();
    }

    /** The end waits in the caller's system behind bytes for which the gateway's has no room. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"epoll", "nio"})
    void an_end_behind_bytes_that_nobody_takes_shows_once_they_are_taken(String wanted) {
        Vertx vertx = vertx(Transports.choose(wanted));
        Unreading upstream = new Unreading(vertx);
        RunningProxy proxy = new RunningProxy(vertx, SETTINGS, upstream.url());
        List<StuckUpload> callers = stuckCallers(proxy);

        callers.forEach(StuckUpload::finish);
        upstream.readToTheEnd();

        await().atMost(PROMPTLY).untilAsserted(() -> assertThat(proxy.outcomes())
                .isEqualTo(Map.of("499 client_abort", (long) CALLERS)));
        assertThat(proxy.inFlight()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"auto", "nio"})
    void an_upstream_that_takes_nothing_for_the_idle_time_is_504(String wanted) {
        Vertx vertx = vertx(Transports.choose(wanted));
        Unreading upstream = new Unreading(vertx);
        RunningProxy proxy = new RunningProxy(vertx, SETTINGS.idle(SHORT_IDLE_MILLIS), upstream.url());
        try (RawHttp2 other = RawHttp2.connect(proxy.h2cPort());
                RawHttp caller = proxy.connect()) {
            other.headers(1, false, RawHttp2.head("POST", "/models/m/v/1/x")).flush();
            for (int i = 0; i < 4; i++) {
                other.data(1, false, "x".repeat(16_000));
            }
            other.flush();
            caller.sendRegardless(POST + "x".repeat(64 << 20));

            WireMessage answer = caller.read();
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.field("proxy-status").orElseThrow()).contains("error=connection_write_timeout");
            assertThat(answer.content()).contains("timeout_idle").contains("stopped taking");
            // Its 64 KiB fit into what the systems hold, so that it was the caller who said no more.
            other.reset(1, RawHttp2.CANCEL).flush();
        }
        await().untilAsserted(() ->
                assertThat(proxy.outcomes()).isEqualTo(Map.of("504 timeout_idle", 1L, "499 client_abort", 1L)));
        assertThat(proxy.inFlight()).isZero();
    }

    /** With the system's own measure, it would seem to stand still until a third of some MiB is gone; NIO has no other. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"io_uring", "epoll"})
    void an_upstream_that_takes_slowly_is_not_idle(String wanted) throws Exception {
        int bytes = 3 << 20;
        Vertx vertx = vertx(Transports.choose(wanted));
        String url = slowUpstream(bytes);
        RunningProxy proxy = new RunningProxy(vertx, SETTINGS.idle(400), url);

        try (RawHttp caller = proxy.connect()) {
            String head = POST.replace(Long.toString(HUGE), Integer.toString(bytes));
            assertThat(caller.send(head + "x".repeat(bytes)).read().content()).isEqualTo("taken");
        }
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 1L));
    }

    @Test
    void an_upstream_that_has_begun_to_answer_may_be_silent_while_its_caller_speaks() {
        Vertx vertx = vertx(Transports.choose(Transports.AUTOMATIC));
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, new ScriptedUpstream.Script() {
            @Override
            public void onHead(ScriptedUpstream.Connection connection) {
                connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
            }

            @Override
            public void onRequest(WireMessage request, ScriptedUpstream.Connection connection) {
                connection.send("3\r\nbye\r\n0\r\n\r\n");
            }
        });
        RunningProxy proxy = new RunningProxy(vertx, SETTINGS.idle(SHORT_IDLE_MILLIS), upstream.url());
        try (RawHttp caller = proxy.connect()) {
            caller.send("POST /models/m/v/1/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 8; i++) {
                caller.send("1\r\nx\r\n");
                rest(SHORT_IDLE_MILLIS / 4);
            }
            assertThat(caller.send("0\r\n\r\n").read().content()).isEqualTo("hibye");
        }
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 1L));
    }

    @ParameterizedTest(name = "opens its window: {0}")
    @ValueSource(booleans = {true, false})
    void an_http2_upstream_is_idle_that_opens_no_window(boolean opens) {
        Vertx vertx = vertx(Transports.choose(Transports.AUTOMATIC));
        int updates = opens ? 8 : 0;
        ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((caller, number) -> {
            int stream = Objects.requireNonNull(caller.nextHead()).stream();
            for (int i = 0; i < updates; i++) {
                rest(SHORT_IDLE_MILLIS / 4);
                caller.window(stream, 100).window(0, 100).flush();
            }
            if (opens) {
                caller.ok(stream, "taken");
            }
            Frame last = caller.next(stream);
            while (last != null && last.type() != RawHttp2.RST_STREAM) {
                last = caller.next(stream);
            }
            assertThat(Objects.requireNonNull(last).number(0)).isEqualTo(RawHttp2.CANCEL);
        });
        open.add(upstream);
        RunningProxy proxy = new RunningProxy(vertx, SETTINGS.http2().idle(SHORT_IDLE_MILLIS), upstream.url());
        try (RawHttp caller = proxy.connect()) {
            caller.sendRegardless(POST + "x".repeat(16 << 20));
            assertThat(caller.read().status()).isEqualTo(opens ? 200 : 504);
        }
        await().untilAsserted(() ->
                assertThat(proxy.outcomes()).isEqualTo(Map.of(opens ? "200 ok" : "504 timeout_idle", 1L)));
        assertThat(proxy.inFlight()).isZero();
        assertThat(upstream.faults()).isEmpty();
    }

    @ParameterizedTest(name = "with its connection: {0}")
    @ValueSource(booleans = {true, false})
    void an_http2_caller_that_leaves_is_gone_at_once(boolean withConnection) {
        Vertx vertx = vertx(Transports.choose(Transports.AUTOMATIC));
        ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((caller, number) -> {
            int stream = Objects.requireNonNull(caller.nextHead()).stream();
            Frame last = caller.next(stream);
            while (last != null && last.type() != RawHttp2.RST_STREAM) {
                last = caller.next(stream);
            }
        });
        open.add(upstream);
        RunningProxy proxy = new RunningProxy(vertx, SETTINGS.http2(), upstream.url());
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.headers(1, false, RawHttp2.head("POST", "/models/m/v/1/x"));
            for (int i = 0; i < 4; i++) {
                caller.data(1, false, "x".repeat(16_000));
            }
            caller.flush();
            await().until(() -> proxy.inFlight() == 1);
            if (withConnection) {
                caller.crash();
            } else {
                caller.reset(1, RawHttp2.CANCEL).flush();
            }
            await().atMost(PROMPTLY)
                    .untilAsserted(() -> assertThat(proxy.outcomes()).isEqualTo(Map.of("499 client_abort", 1L)));
        }
        assertThat(proxy.inFlight()).isZero();
        assertThat(upstream.faults()).isEmpty();
    }

    private Vertx vertx(Transport transport) {
        Vertx vertx = Vertx.builder().withTransport(transport).build();
        open.add(() -> RunningProxy.await(vertx.close()));
        return vertx;
    }

    /** Reads nothing of what it accepts before it is told to, and keeps nothing of it. */
    private static final class Unreading {
        private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
        private final AtomicInteger open = new AtomicInteger();
        private final NetServer server;

        Unreading(Vertx vertx) {
            server = RunningProxy.await(vertx.createNetServer()
                    .connectHandler(socket -> {
                        sockets.add(socket.pause());
                        open.incrementAndGet();
                        socket.handler(dropped -> {}).closeHandler(closed -> {
                            // What a paused connection has read is not released by Vert.x when it closes.
                            socket.resume();
                            open.decrementAndGet();
                        });
                    })
                    .listen(0, "127.0.0.1"));
        }

        String url() {
            return "http://127.0.0.1:" + server.actualPort();
        }

        /** Reads on, and waits until everybody has gone. */
        void readToTheEnd() {
            sockets.forEach(NetSocket::resume);
            await().until(() -> open.get() == 0);
        }
    }

    private List<StuckUpload> stuckCallers(RunningProxy proxy) {
        List<StuckUpload> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(StuckUpload.begin(proxy.port(), POST));
        }
        open.addAll(0, callers);
        StuckUpload.untilStuck(callers);
        return callers;
    }

    /** Takes 64 KiB in 25 ms, and answers once it has this many bytes. */
    private String slowUpstream(int bytes) throws IOException {
        ServerSocket server = new ServerSocket();
        open.add(server);
        server.setReceiveBufferSize(64 * 1024);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread thread = new Thread(
                () -> {
                    try (Socket caller = server.accept()) {
                        InputStream in = caller.getInputStream();
                        byte[] block = new byte[64 * 1024];
                        long left = bytes;
                        while (left > 0) {
                            left -= in.readNBytes(block, 0, (int) Math.min(left, block.length));
                            rest(25);
                        }
                        caller.getOutputStream()
                                .write(ScriptedUpstream.ok("taken").getBytes(StandardCharsets.ISO_8859_1));
                    } catch (IOException gone) {
                        // The test sees what its caller got.
                    }
                },
                "slow-upstream");
        thread.setDaemon(true);
        thread.start();
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private static void rest(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
