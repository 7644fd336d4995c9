package io.inferencegateway.gateway.pack;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Model servers, one for each name, that answer as their temper says (those called {@code assistant} with streams) and tell what they use at {@code /metrics}. Safe from
 * every thread.
 */
final class ScriptedModels implements AutoCloseable {
    /**
     * How a model answers.
     *
     * @param medianMillis of what an ordinary answer takes
     * @param slowShare of requests that take up to a second, 0 to 1
     * @param badEvery one in so many requests is answered with {@code badStatus}, and one in eight of the first forty, so
     *     that a short story has some; copies that a rollout makes of others' requests are all answered well
     */
    record Temper(double medianMillis, double slowShare, int badEvery, int badStatus) {}

    private static final double SPREAD = 0.45;
    private static final int FIRST = 40;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Model> models = new ConcurrentHashMap<>();

    /** Starts it, or changes the temper of the one of this name. */
    void put(String name, Temper temper) {
        models.computeIfAbsent(name, added -> new Model(vertx, added, temper)).temper = temper;
    }

    /** As if its process had begun anew. */
    void restart(String name) {
        model(name).startedAt = Instant.now();
    }

    String url(String name) {
        return "http://127.0.0.1:" + model(name).server.actualPort();
    }

    private Model model(String name) {
        Model model = models.get(name);
        if (model == null) {
            throw new IllegalArgumentException("no model " + name);
        }
        return model;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Owner: the event loop that its server listens on, but for the two fields that the script sets. */
    private static final class Model {
        private final Vertx vertx;
        private final Random random;
        private final HttpServer server;
        private final boolean generates;
        private final Random scores;
        private final double meanScore;
        private volatile Temper temper;
        private volatile Instant startedAt = Instant.now().minusSeconds(86_400);
        private double busySeconds;
        private long asked;
        private int inHand;

        Model(Vertx vertx, String name, Temper temper) {
            this.vertx = vertx;
            this.random = new Random(name.hashCode());
            this.generates = name.startsWith("assistant");
            this.scores = new Random(name.hashCode());
            this.meanScore = name.startsWith("claims") ? 0.5 : name.equals("fraud-1") ? 0.3 : 0.4;
            this.temper = temper;
            this.server = vertx.createHttpServer()
                    .requestHandler(this::answer)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }

        private void answer(HttpServerRequest request) {
            if (request.method() == HttpMethod.GET) {
                request.response().end(metrics());
                return;
            }
            Temper now = temper;
            double millis = now.medianMillis * Math.exp(SPREAD * random.nextGaussian());
            if (random.nextDouble() < now.slowShare) {
                millis += 300 + 600 * random.nextDouble();
            }
            boolean bad = !request.headers().contains("x-igw-shadow")
                    && ++asked % (asked <= FIRST ? Math.min(8, now.badEvery) : now.badEvery) == 0;
            int status = bad ? now.badStatus : 200;
            busySeconds += Math.min(millis, 60) / 4_000;
            inHand++;
            Future<Void> worked = vertx.timer(Math.max(1, Math.round(millis))).mapEmpty();
            if (generates && !bad) {
                request.body().compose(body -> worked).onComplete(done -> generate(request, now.medianMillis / 4));
                return;
            }
            request.body().compose(body -> worked).onComplete(done -> inHand--).onSuccess(done -> request.response()
                    .setStatusCode(status)
                    .putHeader("content-type", "application/json")
                    .end("{\"score\":" + score() + "}"));
        }

        private double score() {
            return Math.max(0, Math.min(1, meanScore + 0.18 * scores.nextGaussian()));
        }

        /** A stream as chat servers write it: a token an event, the usage behind them. */
        private void generate(HttpServerRequest request, double millisPerToken) {
            HttpServerResponse stream =
                    request.response().setChunked(true).putHeader("content-type", "text/event-stream");
            next(stream, 4 + random.nextInt(12), 0, millisPerToken);
        }

        private void next(HttpServerResponse stream, int tokens, int written, double millisPerToken) {
            if (stream.closed()) {
                inHand--;
            } else if (written < tokens) {
                stream.write("data: {\"choices\":[{\"delta\":{\"content\":\"so \"}}]}\n\n");
                long pause = Math.max(1, Math.round(millisPerToken * (0.5 + random.nextDouble())));
                vertx.setTimer(pause, waited -> next(stream, tokens, written + 1, millisPerToken));
            } else {
                inHand--;
                stream.end(
                        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}}\n\ndata: [DONE]\n\n"
                                .formatted(20 + random.nextInt(200), tokens));
            }
        }

        private String metrics() {
            return """
                    process_cpu_seconds_total %f
                    process_resident_memory_bytes %d
                    process_start_time_seconds %d
                    vllm:num_requests_waiting %d
                    vllm:kv_cache_usage_perc %f
                    """
                    .formatted(
                            busySeconds,
                            600_000_000L + 8_000_000L * inHand + random.nextInt(4_000_000),
                            startedAt.getEpochSecond(),
                            Math.max(0, inHand - 2),
                            Math.min(1, 0.2 + 0.05 * inHand));
        }
    }
}
