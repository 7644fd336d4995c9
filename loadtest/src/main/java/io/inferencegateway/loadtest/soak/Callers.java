package io.inferencegateway.loadtest.soak;

import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.net.NetClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Everybody who calls: over HTTP/1.1 and HTTP/2, WebSockets, and those who send garbage. Owner: one event loop. */
final class Callers {
    private static final List<String> GARBAGE = List.of(
            "\u0016\u0003\u0001\u0002 garbage\r\n\r\n",
            "GET /models/plain/latest/PLAIN/x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "POST /models/plain/latest/ECHO/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "GET /models/plain/latest/PLAIN/x HTTP/1.1\r\nHost: a\r\nX\u0000: b\r\n\r\n");
    private static final double OVER_HTTP2 = 0.3;
    /** Slow readers of one connection must not stall its other streams. */
    private static final int CONNECTION_WINDOW = 64 << 20;

    private static final int SMALLEST_BODY = 1 << 10;
    private static final int LARGEST_BODY = 4 << 10;
    private static final int TEXTS_IN_A_TUNNEL = 5;

    private final Vertx vertx;
    private final Context context;
    private final GatewayUnderTest gateway;
    private final Ledger ledger;
    private final SplittableRandom random;
    private final HttpClient http1;
    private final HttpClient http2;
    private final WebSocketClient webSockets;
    private final NetClient sockets;
    private final Map<String, Call> calls = new HashMap<>();
    private long next;

    /** Made on the event loop that owns it. */
    Callers(Vertx vertx, GatewayUnderTest gateway, Ledger ledger, long seed) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.gateway = gateway;
        this.ledger = ledger;
        this.random = new SplittableRandom(seed);
        HttpClientOptions options =
                new HttpClientOptions().setKeepAliveTimeout(20).setHttp2KeepAliveTimeout(20);
        this.http1 = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(512));
        this.http2 = vertx.createHttpClient(
                new HttpClientOptions(options)
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setHttp2ConnectionWindowSize(CONNECTION_WINDOW),
                new PoolOptions().setHttp2MaxSize(4));
        this.webSockets = vertx.createWebSocketClient();
        this.sockets = vertx.createNetClient();
    }

    /** The next request; in a burst, more of them are to fail. */
    void send(boolean burst) {
        Script script = Script.choose(random.nextDouble(), burst);
        Buffer body = script == Script.ECHO ? body() : Buffer.buffer();
        Call call =
                new Call(vertx, script, "/" + script + "/" + next++, body, ledger, over -> calls.remove(over.path()));
        calls.put(call.path(), call);
        begin(call);
    }

    /** One small request after another on each of so many connections, for a while: what the machine can do. */
    Future<Long> saturate(int connections, long millis) {
        Promise<Long> done = Promise.promise();
        long[] answered = {0};
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (int i = 0; i < connections; i++) {
            saturate(until, answered);
        }
        vertx.setTimer(millis, over -> done.complete(answered[0]));
        return done.future();
    }

    private void saturate(long untilNanos, long[] answered) {
        if (System.nanoTime() - untilNanos >= 0) {
            return;
        }
        Call call = new Call(vertx, Script.PLAIN, "/" + Script.PLAIN + "/" + next++, Buffer.buffer(), ledger, over -> {
            answered[0]++;
            context.runOnContext(then -> saturate(untilNanos, answered));
        });
        begin(call);
    }

    private void begin(Call call) {
        if (random.nextDouble() < OVER_HTTP2) {
            call.begin(http2, gateway.host(), gateway.h2cPort());
        } else {
            call.begin(http1, gateway.host(), gateway.trafficPort());
        }
    }

    private Buffer body() {
        byte[] bytes = new byte[random.nextInt(SMALLEST_BODY, LARGEST_BODY)];
        random.nextBytes(bytes);
        return Buffer.buffer(bytes);
    }

    /** An upstream has a request; called from any thread. */
    void arrived(String path) {
        context.runOnContext(now -> {
            Call call = calls.get(path);
            if (call != null) {
                call.onArrived();
            }
        });
    }

    /** Somebody sends what is no request, and is told so. */
    void sendGarbage() {
        String garbage = GARBAGE.get(random.nextInt(GARBAGE.size()));
        ledger.opened();
        Buffer answer = Buffer.buffer();
        sockets.connect(gateway.trafficPort(), gateway.host())
                .onSuccess(socket -> {
                    socket.handler(answer::appendBuffer);
                    socket.exceptionHandler(reset -> {});
                    socket.closeHandler(closed -> {
                        if (answer.toString().startsWith("HTTP/1.1 400 ")) {
                            ledger.ended(Ending.unroutable(400));
                        } else {
                            ledger.unexplained("garbage got " + answer);
                        }
                    });
                    socket.write(Buffer.buffer(garbage, "ISO-8859-1"));
                })
                .onFailure(fault -> ledger.unexplained("garbage: " + fault));
    }

    /** Somebody opens a WebSocket, is echoed a few times and closes it. */
    void openTunnel() {
        ledger.opened();
        webSockets
                .connect(gateway.trafficPort(), gateway.host(), "/models/plain/latest/tunnel")
                .onSuccess(socket -> {
                    socket.closeHandler(closed -> ledger.ended(Ending.of("plain", "1", 101, Outcome.OK)));
                    chat(socket, TEXTS_IN_A_TUNNEL);
                })
                .onFailure(fault -> ledger.unexplained("tunnel: " + fault));
    }

    private static void chat(WebSocket socket, int texts) {
        if (texts == 0) {
            socket.close();
        } else {
            socket.textMessageHandler(echo -> chat(socket, texts - 1));
            socket.writeTextMessage("text " + texts);
        }
    }

    Future<?> close() {
        return Future.join(http1.close(), http2.close(), webSockets.close(), sockets.close());
    }
}
