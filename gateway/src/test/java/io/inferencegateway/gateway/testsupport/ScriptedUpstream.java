package io.inferencegateway.gateway.testsupport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * An upstream that answers with exactly the bytes a script gives it and keeps every request byte for byte. Text stands
 * for bytes in ISO-8859-1. Scripts run on the upstream's event loop; what was recorded may be read from any thread.
 */
public final class ScriptedUpstream implements AutoCloseable {
    private final List<WireMessage> requests = new CopyOnWriteArrayList<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Vertx vertx;
    private final Script script;
    private final NetServer server;

    private ScriptedUpstream(Vertx vertx, Script script) {
        this.vertx = vertx;
        this.script = script;
        this.server = vertx.createNetServer(
                new NetServerOptions().setHost("127.0.0.1").setPort(0).setTcpNoDelay(true));
    }

    /** What to do with requests. */
    public interface Script {
        /** The head of a request is there, its body perhaps not. */
        default void onHead(Connection connection) {}

        /** A whole request is there. */
        void onRequest(WireMessage request, Connection connection);
    }

    public static ScriptedUpstream start(Vertx vertx, Script script) {
        ScriptedUpstream upstream = new ScriptedUpstream(vertx, script);
        try {
            upstream.server
                    .connectHandler(socket -> upstream.accept(socket))
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the scripted upstream did not start", e);
        }
        return upstream;
    }

    /** Gives every request the same answer. */
    public static ScriptedUpstream answering(Vertx vertx, String bytes) {
        return start(vertx, (request, connection) -> connection.send(bytes));
    }

    /** Gives every request the same answer, then closes. */
    public static ScriptedUpstream answeringAndClosing(Vertx vertx, String bytes) {
        return start(vertx, (request, connection) -> connection.send(bytes).close());
    }

    /** Gives every request the same answer but closes on one of them, as if the connection had been idle for too long. */
    public static ScriptedUpstream answeringButClosingAt(Vertx vertx, int unlucky, String bytes) {
        AtomicInteger asked = new AtomicInteger();
        return start(vertx, (request, connection) -> {
            if (asked.incrementAndGet() == unlucky) {
                connection.close();
            } else {
                connection.send(bytes);
            }
        });
    }

    /** A plain 200 with this content. */
    public static String ok(String content) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + content.length() + "\r\n\r\n" + content;
    }

    public int port() {
        return server.actualPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Every whole request so far, in the order of their last bytes. */
    public List<WireMessage> requests() {
        return List.copyOf(requests);
    }

    public WireMessage lastRequest() {
        return requests.get(requests.size() - 1);
    }

    /** Every connection so far, with what came over it. */
    public List<Connection> connections() {
        return List.copyOf(connections);
    }

    public int openConnections() {
        return open.get();
    }

    /** Returns when nobody is served here any more; not to be called on an event loop. */
    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
        connections.forEach(Connection::close);
        Awaitility.await().until(() -> open.get() == 0);
    }

    private void accept(NetSocket socket) {
        Connection connection = new Connection(socket);
        connections.add(connection);
        open.incrementAndGet();
        socket.closeHandler(closed -> {
            connection.closed = true;
            // What a paused connection has read and not taken is not released by Vert.x when it closes.
            socket.handler(unread -> {}).resume();
            open.decrementAndGet();
        });
        socket.exceptionHandler(reset -> connection.reset = true);
        socket.handler(connection::receive);
    }

    /** One connection to this upstream. */
    public final class Connection {
        private final NetSocket socket;
        private final WireReader reader = WireReader.ofRequests();

        @SuppressWarnings("JdkObsolete") // written on the event loop, read by the test's thread
        private final StringBuffer received = new StringBuffer();

        private boolean headSeen;
        private volatile boolean closed;
        private volatile boolean reset;

        Connection(NetSocket socket) {
            this.socket = socket;
        }

        public Connection send(String bytes) {
            socket.write(Buffer.buffer(bytes.getBytes(StandardCharsets.ISO_8859_1)));
            return this;
        }

        /** Does something later, on this connection's event loop. */
        public Connection after(long millis, Runnable action) {
            vertx.setTimer(millis, timer -> action.run());
            return this;
        }

        /** Stops reading, as a server does that is too slow. */
        public Connection pause() {
            socket.pause();
            return this;
        }

        public Connection resume() {
            socket.resume();
            return this;
        }

        public void close() {
            socket.close();
        }

        /** Closes with a reset, as a crashed server would. */
        public void reset() {
            if (!isClosed()) {
                channel().config().setOption(ChannelOption.SO_LINGER, 0);
                socket.close();
            }
        }

        private Channel channel() {
            return ((ConnectionBase) socket).channel();
        }

        /** Every byte that came over it. */
        public String received() {
            return received.toString();
        }

        /** Whether nothing can be sent any more; the event that says so may still be on its way. */
        public boolean isClosed() {
            return closed || !channel().isOpen();
        }

        /** Whether the other side ended it with a reset. */
        public boolean wasReset() {
            return reset;
        }

        private void receive(Buffer bytes) {
            String text = bytes.toString(StandardCharsets.ISO_8859_1);
            received.append(text);
            reader.feed(text);
            while (reader.hasHead()) {
                if (!headSeen) {
                    headSeen = true;
                    script.onHead(this);
                }
                @Nullable WireMessage request = reader.next(false);
                if (request == null) {
                    return;
                }
                headSeen = false;
                requests.add(request);
                script.onRequest(request, this);
            }
        }
    }
}
