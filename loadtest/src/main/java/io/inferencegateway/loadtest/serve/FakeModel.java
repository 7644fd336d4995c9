package io.inferencegateway.loadtest.serve;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A scripted upstream on loopback for tests and measurements: reads the whole request, then does what the script in
 * force says, at next to no cost. {@link #play} changes the script for the requests that end from then on; any thread
 * may call it.
 */
public final class FakeModel {
    private static final int BODY_BYTES = 200;

    private final Vertx vertx;
    private final HttpServer http;
    private final SplittableRandom random;
    private volatile Script script;

    /**
     * @param delay before the head of the answer
     * @param errorShare 0 to 1, answered with 500
     * @param body what a good answer holds
     * @param tokens 0 for a plain answer, else how many server-sent events follow one another
     * @param betweenTokens from one event to the next, at least a millisecond if there are tokens
     */
    public record Script(Duration delay, double errorShare, Buffer body, int tokens, Duration betweenTokens) {
        public Script {
            if (!(errorShare >= 0 && errorShare <= 1)) {
                throw new IllegalArgumentException("a share lies between 0 and 1");
            }
            if (tokens > 0 && betweenTokens.toMillis() < 1) {
                throw new IllegalArgumentException("tokens are at least a millisecond apart");
            }
        }

        /** 200 bytes, at once. */
        public static Script good() {
            return new Script(Duration.ZERO, 0, Buffer.buffer("x".repeat(BODY_BYTES)), 0, Duration.ZERO);
        }

        public Script late(Duration by) {
            return new Script(by, errorShare, body, tokens, betweenTokens);
        }

        public Script failing(double share) {
            return new Script(delay, share, body, tokens, betweenTokens);
        }

        public Script answering(Buffer good) {
            return new Script(delay, errorShare, good, tokens, betweenTokens);
        }

        public Script streaming(int events, Duration apart) {
            return new Script(delay, errorShare, body, events, apart);
        }
    }

    private FakeModel(Vertx vertx, long seed, Script script) {
        this.vertx = vertx;
        this.script = script;
        this.random = new SplittableRandom(seed);
        this.http = vertx.createHttpServer();
    }

    /** @param seed of the errors: equal seeds fail the same requests */
    public static Future<FakeModel> start(Vertx vertx, int port, Script script, long seed) {
        FakeModel model = new FakeModel(vertx, seed, script);
        return model.http
                .requestHandler(request -> request.endHandler(whole -> model.answer(request)))
                .listen(port, "127.0.0.1")
                .map(model);
    }

    public void play(Script next) {
        script = next;
    }

    public int port() {
        return http.actualPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public Future<Void> close() {
        return http.close();
    }

    private void answer(HttpServerRequest request) {
        Script now = script;
        boolean fails = now.errorShare > 0 && random.nextDouble() < now.errorShare;
        long delayMillis = now.delay.toMillis();
        if (delayMillis == 0) {
            respond(request.response(), now, fails);
        } else {
            vertx.setTimer(delayMillis, timer -> respond(request.response(), now, fails));
        }
    }

    private void respond(HttpServerResponse response, Script now, boolean fails) {
        if (response.closed()) {
            return;
        }
        if (fails) {
            response.setStatusCode(500).end("scripted failure");
        } else if (now.tokens == 0) {
            response.end(now.body);
        } else {
            response.putHeader("content-type", "text/event-stream").setChunked(true);
            token(response, now, 0);
        }
    }

    private void token(HttpServerResponse response, Script now, int index) {
        if (response.closed()) {
            return;
        }
        if (index == now.tokens) {
            response.end("data: [DONE]\n\n");
            return;
        }
        response.write("data: {\"token\":" + index + "}\n\n");
        vertx.setTimer(now.betweenTokens.toMillis(), timer -> token(response, now, index + 1));
    }
}
