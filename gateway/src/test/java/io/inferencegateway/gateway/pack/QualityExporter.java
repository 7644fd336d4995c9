package io.inferencegateway.gateway.pack;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.Random;

/**
 * What a job that watches the quality of predictions shows on an endpoint of its own, and what a kubelet shows of pods: the
 * families that boards and alerts read and the gateway does not write. The features of {@code fraud} wander, one of them
 * beyond its limit. Owner: the event loop of its server.
 */
final class QualityExporter implements AutoCloseable {
    private static final List<String> FEATURES = List.of("income", "age", "claim_amount", "zipcode");
    private static final List<String> VERSIONS = List.of("fraud/1", "fraud/2", "claims/1");
    private static final int BUCKETS = 11;
    private static final double LIMIT = 0.15;

    private final Vertx vertx = Vertx.vertx();
    private final Random random = new Random(7);
    private final double[] drift = {0.16, 0.06, 0.11, 0.03};
    private final double[] missing = {0.01, 0.02, 0.03, 0.05};
    private final long[][] scores = new long[VERSIONS.size()][BUCKETS];
    private final HttpServer server;
    private double podSeconds;

    QualityExporter() {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("content-type", "text/plain; version=0.0.4")
                        .end(page()))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String authority() {
        return "127.0.0.1:" + server.actualPort();
    }

    private String page() {
        StringBuilder page = new StringBuilder(4_096);
        for (int i = 0; i < drift.length; i++) {
            drift[i] = Math.max(0.01, drift[i] + 0.004 * random.nextGaussian() + (i == 0 ? 0.0003 : 0));
            String feature = "{model_name=\"fraud\",feature_name=\"" + FEATURES.get(i) + "\"} ";
            line(page, "ml_data_drift_score", feature, drift[i]);
            line(page, "ml_data_drift_detected", feature, drift[i] > LIMIT ? 1 : 0);
            missing[i] += 0.05 * (0.01 + 0.012 * i - missing[i]) + 0.0008 * random.nextGaussian();
            line(page, "ml_feature_missing_ratio", feature, Math.abs(missing[i]));
        }
        for (int version = 0; version < VERSIONS.size(); version++) {
            writeScores(page, version);
        }
        podSeconds += 0.3 + 0.2 * random.nextDouble();
        for (String pod : List.of("model-fraud-7c9d", "model-claims-5f2b")) {
            line(page, "container_cpu_usage_seconds_total", "{pod=\"" + pod + "\"} ", podSeconds);
            line(page, "container_memory_usage_bytes", "{pod=\"" + pod + "\"} ", 7e8 + 2e7 * random.nextDouble());
        }
        return page.toString();
    }

    private void writeScores(StringBuilder page, int version) {
        long[] counts = scores[version];
        for (int i = 0; i < 20; i++) {
            double score = Math.min(1, Math.abs(0.3 + 0.1 * version + 0.18 * random.nextGaussian()));
            counts[(int) Math.ceil(score * (BUCKETS - 1))]++;
        }
        String[] of = VERSIONS.get(version).split("/");
        String labels = "model_name=\"%s\",model_version=\"%s\"".formatted(of[0], of[1]);
        long sum = 0;
        for (int i = 0; i < BUCKETS; i++) {
            sum += counts[i];
            line(page, "ml_prediction_score_bucket", "{" + labels + ",le=\"" + i / 10.0 + "\"} ", sum);
        }
        line(page, "ml_prediction_score_bucket", "{" + labels + ",le=\"+Inf\"} ", sum);
        line(page, "ml_prediction_score_count", "{" + labels + "} ", sum);
    }

    private static void line(StringBuilder page, String name, String labels, double value) {
        page.append(name).append(labels).append(value).append('\n');
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
