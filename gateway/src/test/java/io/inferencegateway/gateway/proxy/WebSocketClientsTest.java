package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The JDK's WebSocket client and Vert.x's WebSocket server, with the gateway between them. */
class WebSocketClientsTest {
    private static final int TEN_MIB = 10 << 20;
    private static final int TWO_MIB = 2 << 20;
    private static final int PIECE = 16 * 1024;

    private final Vertx vertx = Vertx.builder()
            .withTransport(Transports.choose(Transports.AUTOMATIC))
            .build();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @Test
    void s26_text_and_bytes_are_echoed_and_the_subprotocol_is_agreed_on() throws Exception {
        RunningProxy proxy = proxyTo(socket -> {
            socket.textMessageHandler(socket::writeTextMessage);
            socket.binaryMessageHandler(socket::writeBinaryMessage);
        });
        Messages messages = new Messages();
        WebSocket client = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("chat.v1")
                .buildAsync(uri(proxy), messages)
                .get(10, TimeUnit.SECONDS);
        assertThat(client.getSubprotocol()).isEqualTo("chat.v1");
        for (String text : new String[] {"", "hello", "ü".repeat(40_000)}) {
            client.sendText(text, true).get(10, TimeUnit.SECONDS);
            assertThat(messages.text()).isEqualTo(text);
        }
        byte[] bytes = bytes(200_000);
        client.sendBinary(ByteBuffer.wrap(bytes), true).get(10, TimeUnit.SECONDS);
        assertThat(messages.bytes(bytes.length)).isEqualTo(bytes);
        assertThat(proxy.inFlight()).isOne();
        client.sendClose(4001, "done").get(10, TimeUnit.SECONDS);
        assertThat(messages.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4001);
        await().until(() -> proxy.outcomes().equals(Map.of("101 ok", 1L)));
        assertThat(proxy.inFlight()).isZero();
    }

    @Test
    void s26_the_servers_close_code_arrives() throws Exception {
        RunningProxy proxy = proxyTo(socket -> socket.close((short) 4002, "enough"));
        Messages messages = new Messages();
        connect(proxy, messages);
        assertThat(messages.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4002);
        await().until(() -> proxy.outcomes().equals(Map.of("101 ok", 1L)));
    }

    @Test
    void s26_ten_mebibytes_come_down_whole_to_a_reader_that_pauses() throws Exception {
        byte[] sent = bytes(TEN_MIB);
        RunningProxy proxy = proxyTo(socket -> sendPieces(socket, sent, 0));
        Messages messages = new Messages();
        messages.pausesAfter = TEN_MIB / 4;
        WebSocket client = connect(proxy, messages);
        messages.paused.get(10, TimeUnit.SECONDS);
        client.request(1);
        assertThat(messages.bytes(TEN_MIB)).isEqualTo(sent);
    }

    @Test
    void s26_two_mebibytes_go_up_whole_to_a_reader_that_pauses() throws Exception {
        // Not ten: Vert.x unmasks byte by byte, and the leak detector of the tests looks at each.
        byte[] sent = bytes(TWO_MIB);
        BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
        RunningProxy proxy = proxyTo(socket -> {
            socket.handler(buffer -> received.add(buffer.getBytes()));
            socket.pause();
            vertx.setTimer(300, resumed -> socket.resume());
        });
        WebSocket client = connect(proxy, new Messages());
        for (int from = 0; from < TWO_MIB; from += PIECE) {
            client.sendBinary(ByteBuffer.wrap(sent, from, PIECE), true).get(10, TimeUnit.SECONDS);
        }
        assertThat(Messages.gather(received, TWO_MIB)).isEqualTo(sent);
    }

    @Test
    void s26_a_refused_upgrade_hands_on_its_status() {
        HttpServer server = RunningProxy.await(vertx.createHttpServer()
                .webSocketHandshakeHandler(handshake -> handshake.reject(403))
                .webSocketHandler(never -> {})
                .listen(0, "127.0.0.1"));
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, "http://127.0.0.1:" + server.actualPort());
        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(uri(proxy), new Messages())
                        .join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, refused -> assertThat(
                                refused.getResponse().statusCode())
                        .isEqualTo(403));
        await().until(() -> proxy.outcomes().equals(Map.of("403 client_error", 1L)));
    }

    private void sendPieces(ServerWebSocket socket, byte[] all, int from) {
        int at = from;
        while (at < all.length && !socket.writeQueueFull()) {
            socket.writeBinaryMessage(io.vertx.core.buffer.Buffer.buffer().appendBytes(all, at, PIECE));
            at += PIECE;
        }
        int next = at;
        if (at < all.length) {
            socket.drainHandler(drained -> sendPieces(socket, all, next));
        } else {
            socket.drainHandler(null);
        }
    }

    private RunningProxy proxyTo(Consumer<ServerWebSocket> server) {
        HttpServerOptions options = new HttpServerOptions()
                .addWebSocketSubProtocol("chat.v1")
                .setMaxWebSocketFrameSize(1 << 20)
                .setMaxWebSocketMessageSize(1 << 20);
        HttpServer upstream = RunningProxy.await(
                vertx.createHttpServer(options).webSocketHandler(server::accept).listen(0, "127.0.0.1"));
        return new RunningProxy(vertx, RunningProxy.DEFAULTS, "http://127.0.0.1:" + upstream.actualPort());
    }

    private static URI uri(RunningProxy proxy) {
        return URI.create("ws://127.0.0.1:" + proxy.port() + "/models/m/latest/chat");
    }

    private static WebSocket connect(RunningProxy proxy, Messages messages) throws Exception {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri(proxy), messages)
                .get(10, TimeUnit.SECONDS);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    /** What the client was sent, whole texts and pieces of bytes apart. */
    private static final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final CompletableFuture<Void> paused = new CompletableFuture<>();
        private volatile int pausesAfter = Integer.MAX_VALUE;
        private int received;

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                texts.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] piece = new byte[data.remaining()];
            data.get(piece);
            received += piece.length;
            pieces.add(piece);
            if (received < pausesAfter) {
                socket.request(1);
            } else {
                pausesAfter = Integer.MAX_VALUE;
                CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(() -> paused.complete(null));
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return null;
        }

        String text() throws InterruptedException {
            String next = texts.poll(10, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return next;
        }

        byte[] bytes(int count) throws InterruptedException {
            return gather(pieces, count);
        }

        static byte[] gather(BlockingQueue<byte[]> pieces, int count) throws InterruptedException {
            ByteBuffer all = ByteBuffer.allocate(count);
            while (all.hasRemaining()) {
                byte[] next = pieces.poll(10, TimeUnit.SECONDS);
                assertThat(next).as("after %d bytes", all.position()).isNotNull();
                all.put(next);
            }
            return all.array();
        }
    }
}
