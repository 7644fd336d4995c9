package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A gateway with 128 MiB of heap and as much beside it: what it carries does not decide how much it takes. */
class MemoryEndToEndTest {
    private static final int BODIES = 20;
    private static final long BODY_BYTES = 64L << 20;
    private static final int STALLED = 200;

    private static final String[] SMALL = {"-Xmx128m", "-XX:MaxDirectMemorySize=128m"};
    /** Heap, what lies beside it, and as much again for classes, code and threads. */
    private static final long MOST_MEBIBYTES = 384;

    private static final String SMALL_REQUEST = "GET /models/fraud/v/1/small HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String LARGE_REQUEST = "GET /models/fraud/v/1/down HTTP/1.1\r\nHost: h\r\n\r\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final AtomicLong pushed = new AtomicLong();
    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final HttpServer model = vertx.createHttpServer().requestHandler(this::answer);

    @AfterEach
    void close() throws Exception {
        callers.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void large_bodies_stream_through_and_stalled_readers_stay_bounded() throws Exception {
        model.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        GatewayFile file =
                GatewayFile.of("http://127.0.0.1:" + model.actualPort()).withModel("limits: { request-body: 64MiB }");
        try (GatewayProcess gateway = GatewayProcess.start(directory, file.in(directory), SMALL)) {
            int port = gateway.traffic().getPort();
            List<Callable<Long>> transfers = new ArrayList<>();
            for (int i = 0; i < BODIES; i++) {
                transfers.add(() -> upload(port));
                transfers.add(() -> download(port));
            }
            for (Future<Long> transfer : callers.invokeAll(transfers)) {
                assertThat(transfer.get()).isEqualTo(BODY_BYTES);
            }
            assertThat(gateway.memoryMebibytes("VmHWM")).as("MiB, streaming").isLessThan(MOST_MEBIBYTES);

            List<RawHttp> stalled = new ArrayList<>();
            for (int i = 0; i < STALLED; i++) {
                stalled.add(RawHttp.connect(port).send(LARGE_REQUEST));
            }
            stalled.forEach(reader -> assertThat(reader.readAtLeast(1)).isNotEmpty());
            awaitStandstill();
            assertThat(RawHttp.exchange(port, SMALL_REQUEST).status())
                    .as("beside them")
                    .isEqualTo(200);
            assertThat(gateway.memoryMebibytes("VmHWM")).as("MiB, stalled").isLessThan(MOST_MEBIBYTES);

            stalled.forEach(RawHttp::close);
            for (int i = 0; i < STALLED; i++) {
                assertThat(RawHttp.exchange(port, SMALL_REQUEST).raw())
                        .as("right after they left")
                        .startsWith("HTTP/1.1 200 ");
            }
            assertThat(gateway.output() + gateway.errors()).doesNotContain("OutOfMemory");
        }
    }

    /** As messages, chunks of a byte would take forty times their room. */
    static Stream<Arguments> uploads() {
        return Stream.of(
                Arguments.of("large", "Content-Length: " + BODY_BYTES, "x".repeat(60_000)),
                Arguments.of("in tiny chunks", "Transfer-Encoding: chunked", "1\r\nx\r\n".repeat(10_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uploads")
    void uploads_that_no_model_takes_stay_bounded(String what, String framing, String block) throws Exception {
        model.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        GatewayFile file =
                GatewayFile.of("http://127.0.0.1:" + model.actualPort()).withModel("limits: { request-body: 64MiB }");
        try (GatewayProcess gateway = GatewayProcess.start(directory, file.in(directory), SMALL)) {
            int port = gateway.traffic().getPort();
            List<SocketChannel> stalled = new ArrayList<>();
            for (int i = 0; i < STALLED; i++) {
                stalled.add(beginUpload(port, framing));
            }
            long taken = pushUntilNothingIsTaken(stalled, ascii(block));
            assertThat(taken).as("bytes that the gateway and the sockets hold").isLessThan(STALLED * BODY_BYTES / 4);
            assertThat(RawHttp.exchange(port, SMALL_REQUEST).status())
                    .as("beside them")
                    .isEqualTo(200);
            assertThat(gateway.memoryMebibytes("VmHWM")).as("MiB, stalled").isLessThan(MOST_MEBIBYTES);

            for (SocketChannel caller : stalled) {
                caller.setOption(StandardSocketOptions.SO_LINGER, 0).close();
            }
            for (int i = 0; i < STALLED; i++) {
                assertThat(RawHttp.exchange(port, SMALL_REQUEST).raw())
                        .as("right after they left")
                        .startsWith("HTTP/1.1 200 ");
            }
            assertThat(Scrape.atRest(gateway).inFlight()).isZero();
            assertThat(gateway.output() + gateway.errors()).doesNotContain("OutOfMemory");
        }
    }

    private static SocketChannel beginUpload(int port, String framing) throws IOException {
        SocketChannel caller = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        caller.write(ascii("POST /models/fraud/v/1/stuck HTTP/1.1\r\nHost: h\r\n" + framing + "\r\n\r\n"));
        caller.configureBlocking(false);
        return caller;
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Until no socket has taken a byte for a second. Returns what they took in all. */
    private static long pushUntilNothingIsTaken(List<SocketChannel> stalled, ByteBuffer block) {
        // Each goes on where it was cut off, or the chunks would be garbled.
        Map<SocketChannel, ByteBuffer> rests = new HashMap<>();
        AtomicLong taken = new AtomicLong();
        long[] before = {-1};
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    for (SocketChannel caller : stalled) {
                        int written;
                        do {
                            ByteBuffer rest = rests.get(caller);
                            if (rest == null || !rest.hasRemaining()) {
                                rest = block.duplicate();
                                rests.put(caller, rest);
                            }
                            written = caller.write(rest);
                            taken.addAndGet(written);
                        } while (written > 0);
                    }
                    boolean stands = taken.get() == before[0];
                    before[0] = taken.get();
                    return stands;
                });
        return taken.get();
    }

    /** Until nothing is pushed any more: every reader has stalled its upstream. */
    private void awaitStandstill() {
        long[] before = {-1};
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    long now = pushed.get();
                    boolean stands = now == before[0];
                    before[0] = now;
                    return stands;
                });
    }

    private void answer(HttpServerRequest request) {
        if (request.path().endsWith("/stuck")) {
            // At the socket: what a paused request keeps back is never released when its connection is closed.
            ((ConnectionBase) request.connection()).channel().config().setAutoRead(false);
        } else if (request.path().endsWith("/up")) {
            long[] count = {0};
            request.handler(bytes -> count[0] += bytes.length())
                    .endHandler(end -> request.response().end(Long.toString(count[0])));
        } else if (request.path().endsWith("/down")) {
            request.response().putHeader("content-length", Long.toString(BODY_BYTES));
            Buffer block = Buffer.buffer(new byte[64 * 1024]);
            long[] left = {BODY_BYTES};
            push(request, block, left);
            request.response().drainHandler(drained -> push(request, block, left));
        } else {
            request.response().end("small");
        }
    }

    private void push(HttpServerRequest request, Buffer block, long[] left) {
        while (left[0] > 0
                && !request.response().writeQueueFull()
                && !request.response().closed()) {
            left[0] -= block.length();
            pushed.addAndGet(block.length());
            request.response().write(block);
            if (left[0] == 0) {
                request.response().end();
            }
        }
    }

    private static long upload(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /models/fraud/v/1/up HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: "
                            + BODY_BYTES + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            byte[] block = new byte[64 * 1024];
            for (long sent = 0; sent < BODY_BYTES; sent += block.length) {
                out.write(block);
            }
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Long.parseLong(
                    answer.substring(answer.indexOf("\r\n\r\n") + 4).trim());
        }
    }

    private static long download(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write("GET /models/fraud/v/1/down HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            byte[] block = new byte[64 * 1024];
            long count = 0;
            int head = -1;
            StringBuilder begin = new StringBuilder();
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                count += read;
                if (head < 0) {
                    begin.append(new String(block, 0, read, StandardCharsets.ISO_8859_1));
                    head = begin.indexOf("\r\n\r\n");
                }
            }
            return count - head - 4;
        }
    }
}
