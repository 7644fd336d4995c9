package io.inferencegateway.loadtest.soak;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetServer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The upstreams of a soak: each does with a request what the script in its path says, and counts it. Requests are served on
 * event loops; counts may be read from any thread.
 */
final class ScriptedModels {
    /** What a slow reader is given. */
    static final int LARGE = 1 << 20;

    static final int EVENTS = 10;

    private static final int CUT_AFTER = 300;
    private static final Buffer PIECE = Buffer.buffer("x".repeat(CUT_AFTER));
    private static final Buffer WHOLE = Buffer.buffer(new byte[LARGE]);
    private static final long BETWEEN_EVENTS_MILLIS = 5;

    private final Vertx vertx;
    private final Consumer<String> arrived;
    private final Map<Script, LongAdder> received = new EnumMap<>(Script.class);
    private final LongAdder tunnels = new LongAdder();
    private final HttpServer stable;
    private final HttpServer canary;
    private final NetServer garbled;
    private HttpServer replica;

    /** @param arrived hears the path of every request that is there, on an event loop */
    ScriptedModels(Vertx vertx, Consumer<String> arrived) {
        this.vertx = vertx;
        this.arrived = arrived;
        for (Script script : Script.values()) {
            received.put(script, new LongAdder());
        }
        this.stable = vertx.createHttpServer().requestHandler(this::answer).webSocketHandler(socket -> {
            tunnels.increment();
            socket.textMessageHandler(socket::writeTextMessage);
        });
        this.canary = vertx.createHttpServer().requestHandler(request -> {
            count(request);
            request.response().setStatusCode(500).end("a bad version");
        });
        this.garbled = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(request -> {
                    count(Script.GARBLED);
                    socket.write("HTTP/9.9 two hundred\r\n\r\n").onComplete(written -> socket.close());
                }));
        this.replica = replica();
    }

    Future<?> start() {
        return Future.all(
                stable.listen(0, "127.0.0.1"),
                canary.listen(0, "127.0.0.1"),
                garbled.listen(0, "127.0.0.1"),
                replica.listen(0, "127.0.0.1"));
    }

    String stableUrl() {
        return url(stable.actualPort());
    }

    String canaryUrl() {
        return url(canary.actualPort());
    }

    String garbledUrl() {
        return url(garbled.actualPort());
    }

    String replicaUrl() {
        return url(replica.actualPort());
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    /** One replica dies, with its connections, and comes back on the same port after a while. */
    void restartReplica(long awayMillis) {
        int port = replica.actualPort();
        replica.close()
                .onComplete(closed -> vertx.setTimer(awayMillis, back -> {
                    replica = replica();
                    replica.listen(port, "127.0.0.1");
                }));
    }

    /** How many requests of a script have arrived. */
    long received(Script script) {
        return count(received, script).sum();
    }

    long tunnels() {
        return tunnels.sum();
    }

    Future<?> close() {
        return Future.join(stable.close(), canary.close(), garbled.close(), replica.close());
    }

    private HttpServer replica() {
        return vertx.createHttpServer().requestHandler(this::answer);
    }

    private void count(HttpServerRequest request) {
        count(scriptOf(request.path()));
    }

    private void count(Script script) {
        count(received, script).increment();
    }

    private static LongAdder count(Map<Script, LongAdder> counts, Script script) {
        LongAdder count = counts.get(script);
        if (count == null) {
            throw new IllegalStateException("no counter for " + script);
        }
        return count;
    }

    /** Paths are {@code /SCRIPT/NUMBER}. */
    private static Script scriptOf(String path) {
        return Script.valueOf(path.substring(1, path.indexOf('/', 1)));
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        Script script = scriptOf(request.path());
        count(script);
        arrived.accept(request.path());
        switch (script) {
            case PLAIN, REPLICATED, CANARIED, UNKNOWN -> response.end(PIECE);
            case ECHO -> request.body().onSuccess(response::end);
            case STREAM -> event(response.setChunked(true), 0);
            case MISSING -> response.setStatusCode(404).end(PIECE);
            case BUSY -> response.setStatusCode(429).end(PIECE);
            case FAILING, GARBLED -> response.setStatusCode(500).end(PIECE);
            case DYING -> half(response).onSuccess(written -> response.reset());
            case HANGING -> half(response);
            case STALLING, LEAVING -> {}
            case LEAVING_IN_BODY -> endless(response.setChunked(true));
            case SLOW_READER -> response.end(WHOLE);
        }
    }

    private static Future<Void> half(HttpServerResponse response) {
        return response.putHeader("content-length", "1000").write(PIECE);
    }

    private void event(HttpServerResponse response, int number) {
        if (response.closed()) {
            return;
        }
        if (number == EVENTS) {
            response.end();
        } else {
            response.write("data: " + number + "\n\n");
            vertx.setTimer(BETWEEN_EVENTS_MILLIS, later -> event(response, number + 1));
        }
    }

    private void endless(HttpServerResponse response) {
        if (!response.closed()) {
            response.write(PIECE);
            vertx.setTimer(BETWEEN_EVENTS_MILLIS, later -> endless(response));
        }
    }
}
