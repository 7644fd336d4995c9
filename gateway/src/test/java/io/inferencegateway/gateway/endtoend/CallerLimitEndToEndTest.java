package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code igw run} and callers that open many connections. */
class CallerLimitEndToEndTest {
    private static final String REQUEST = "GET /models/fraud/v/1/x HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();
    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    private Socket connect(GatewayProcess gateway, String from) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(20_000);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", gateway.traffic().getPort()), 20_000);
        open.add(socket);
        return socket;
    }

    /** The status line of the answer, or nothing where the connection was closed. */
    private static String ask(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] first = in.readNBytes(12);
            return new String(first, StandardCharsets.US_ASCII);
        } catch (SocketException reset) {
            return "";
        }
    }

    private double refused(GatewayProcess gateway, String limit) throws Exception {
        String series = "inference_gateway_connections_refused_total{limit=\"" + limit + "\"} ";
        return callers.get(gateway.admin().resolve("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ten_thousand_connections_from_one_address_leave_room_for_others() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory,
                        GatewayFile.of(model.url())
                                .withListen("connections: { all: 200, per-address: 100 }")
                                .in(directory))) {
            for (int i = 0; i < 100; i++) {
                assertThat(ask(connect(gateway, "127.0.0.1"))).isEqualTo("HTTP/1.1 200");
            }
            for (int i = 0; i < 9_900; i++) {
                try (Socket refused = new Socket()) {
                    refused.connect(
                            new InetSocketAddress("127.0.0.1", gateway.traffic().getPort()), 20_000);
                }
            }
            assertThat(ask(connect(gateway, "127.0.0.1"))).isEmpty();
            assertThat(ask(connect(gateway, "127.0.0.2"))).isEqualTo("HTTP/1.1 200");
            assertThat(refused(gateway, "address")).isEqualTo(9_901);
            assertThat(refused(gateway, "all")).isZero();
            assertThat((gateway.output() + gateway.errors()).split("connections refused", -1).length)
                    .as("lines of the log, of which there is one in ten seconds")
                    .isBetween(2, 10);

            open.get(0).close();
            Awaitility.await("the place of one that left")
                    .atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(
                            () -> assertThat(ask(connect(gateway, "127.0.0.1"))).isEqualTo("HTTP/1.1 200"));
        }
    }

    @Test
    void the_sum_is_limited_and_the_admin_listener_is_not() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory,
                        GatewayFile.of(model.url())
                                .withListen("connections: { all: 3, per-address: 2 }")
                                .in(directory))) {
            assertThat(ask(connect(gateway, "127.0.0.1"))).isEqualTo("HTTP/1.1 200");
            assertThat(ask(connect(gateway, "127.0.0.1"))).isEqualTo("HTTP/1.1 200");
            assertThat(ask(connect(gateway, "127.0.0.2"))).isEqualTo("HTTP/1.1 200");
            assertThat(ask(connect(gateway, "127.0.0.3"))).isEmpty();
            assertThat(refused(gateway, "all")).isEqualTo(1);
        }
    }
}
