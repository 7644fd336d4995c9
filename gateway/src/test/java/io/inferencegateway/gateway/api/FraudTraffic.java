package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.observe.Captured;
import io.inferencegateway.gateway.observe.Captures;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Track;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Requests to {@code fraud} and its answers, as they were copied of the traffic. */
final class FraudTraffic {
    private final Random random = new Random(7);

    /**
     * One of them is not JSON.
     *
     * @param times how often the usual income is asked for
     * @param country of every second one; the others are from {@code de}
     */
    Captures exchanges(int version, int rows, double times, String country, long nowMillis) {
        List<Captured> exchanges = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            double income = (40_000 + 10_000 * random.nextGaussian()) * times;
            JsonObject request = new JsonObject()
                    .put("country", i % 2 == 0 ? country : "de")
                    .put("age", 20 + random.nextInt(50))
                    .put("income", i % 20 == 0 ? null : income);
            JsonObject answer = new JsonObject().put("prediction", 1 / (1 + Math.exp((income - 40_000) / 8_000)));
            exchanges.add(exchange(version, request.encode(), answer.encode(), nowMillis));
        }
        exchanges.add(exchange(version, "hello", "hello", nowMillis));
        return new Captures(exchanges, Map.of());
    }

    private static Captured exchange(int version, String request, String answer, long nowMillis) {
        return new Captured(
                new ModelVersion("fraud", version),
                Track.STABLE,
                "r",
                nowMillis,
                "application/json",
                request.getBytes(StandardCharsets.UTF_8),
                "application/json",
                answer.getBytes(StandardCharsets.UTF_8));
    }
}
