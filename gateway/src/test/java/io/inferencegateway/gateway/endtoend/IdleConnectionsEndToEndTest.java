package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inferencegateway.gateway.testsupport.Programs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand callers who hold a connection and say nothing cost a bounded heap and nobody's answer: 3.7 KB each over
 * HTTP/1.1 and 6.8 KB over HTTP/2 when this was written.
 */
class IdleConnectionsEndToEndTest {
    private static final int MOST = 10_000;
    /** For what the processes have open besides. */
    private static final int SPARE_DESCRIPTORS = 500;

    /** Callers and upstreams of the requests that are served meanwhile come and go. */
    private static final long OTHERS = 50;

    private static final String REQUEST = "GET /models/fraud/v/1/x HTTP/1.1\r\nhost: a\r\n\r\n";
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final byte[] NO_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();
    private final List<SocketChannel> idle = new ArrayList<>();

    @Test
    void http1_connections_that_rest_between_requests() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = start(model)) {
            holdAndServe(gateway, gateway.traffic().getPort(), REQUEST.getBytes(StandardCharsets.US_ASCII), 8 << 10);
        }
    }

    @Test
    void http2_connections_without_a_stream() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = start(model)) {
            ByteBuffer opening = ByteBuffer.allocate(PREFACE.length() + NO_SETTINGS.length)
                    .put(PREFACE.getBytes(StandardCharsets.US_ASCII))
                    .put(NO_SETTINGS);
            holdAndServe(gateway, gateway.h2c().getPort(), opening.array(), 14 << 10);
        }
    }

    private GatewayProcess start(StubModel model) throws IOException {
        return GatewayProcess.start(
                directory,
                GatewayFile.of(model.url())
                        .withListen("h2c: { host: 127.0.0.1, port: 0 }")
                        .withModel("timeouts: { request-head: 2m }")
                        .in(directory));
    }

    private void holdAndServe(GatewayProcess gateway, int port, byte[] opening, long mostBytesEach) throws Exception {
        assertThat(served(gateway, 200)).isEqualTo(200);
        long descriptors = gateway.descriptors();
        long heap = gateway.liveHeapBytes();
        int count = Math.min(MOST, hardLimit() - SPARE_DESCRIPTORS);
        try {
            for (int i = 0; i < count; i++) {
                open(port, opening);
            }
            assertThat(served(gateway, 500)).isEqualTo(500);
            long each = (gateway.liveHeapBytes() - heap) / count;
            assertThat(each).as("bytes of heap each").isLessThan(mostBytesEach);
            assertThat(gateway.descriptors() - descriptors).as("none was cut").isCloseTo(count, within(OTHERS));
        } finally {
            for (SocketChannel one : idle) {
                one.close();
            }
        }
        Awaitility.await("their descriptors")
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> gateway.descriptors() <= descriptors + OTHERS);
        assertThat(gateway.errors()).doesNotContain("has been blocked").doesNotContain("\"level\":\"ERROR\"");
    }

    private long served(GatewayProcess gateway, int requests) throws Exception {
        return callers.takeTurns(gateway.traffic().resolve("/models/fraud/v/1/x"), requests, 4).stream()
                .filter(answer -> answer.status() == 200)
                .count();
    }

    /** Comes back when the gateway has answered. */
    private void open(int port, byte[] opening) throws IOException {
        SocketChannel socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        idle.add(socket);
        socket.write(ByteBuffer.wrap(opening));
        assertThat(socket.read(ByteBuffer.allocate(4096))).isPositive();
    }

    /** How many files a process may have open; Java asks for as many by itself. */
    private static int hardLimit() throws IOException, InterruptedException {
        String limit = Programs.run("sh", "-c", "ulimit -Hn").strip();
        return limit.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(limit);
    }
}
