package io.inferencegateway.loadtest.demo;

import io.inferencegateway.loadtest.serve.ServedModel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The model's part of the gateway's admin API, as any operator's tool would use it. Belongs to the context that calls it. */
final class AdminClient {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final WebClient http;
    private final String base;

    AdminClient(Vertx vertx, int adminPort) {
        http = WebClient.create(
                vertx, new WebClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(adminPort));
        base = "/api/v1/models/" + ServedModel.DIGITS;
    }

    /** The rollout under way or the last one; empty before any. */
    Future<Optional<RolloutStatus>> rollout() {
        return http.get(base + "/rollout")
                .timeout(PATIENCE.toMillis())
                .send()
                .compose(answer -> answer.statusCode() == 404
                        ? Future.succeededFuture(Optional.empty())
                        : checked(answer, 200).map(json -> Optional.of(RolloutStatus.of(json))));
    }

    Future<Void> startRollout(int version, List<String> weights, Duration hold) {
        JsonArray steps = new JsonArray();
        weights.forEach(
                weight -> steps.add(new JsonObject().put("weight", weight).put("hold", hold.toMillis() + "ms")));
        return http.post(base + "/rollouts")
                .timeout(PATIENCE.toMillis())
                .sendJsonObject(new JsonObject().put("version", version).put("steps", steps))
                .compose(answer -> checked(answer, 201))
                .mapEmpty();
    }

    /** The inputs that have drifted, with how far and how far they may, in words; empty for none. */
    Future<String> driftedInputs() {
        return http.get("/api/v1/quality/reports/" + ServedModel.DIGITS)
                .timeout(PATIENCE.toMillis())
                .send()
                .compose(answer -> checked(answer, 200))
                .map(report -> report.getJsonArray("features").stream()
                        .map(JsonObject.class::cast)
                        .filter(feature -> feature.getString("verdict").equals("drift"))
                        .map(feature -> String.format(
                                Locale.ROOT,
                                "%s, by %.3f where %.3f is tolerated",
                                feature.getString("feature"),
                                feature.getDouble("score"),
                                feature.getDouble("limit")))
                        .collect(Collectors.joining("; ")));
    }

    private static Future<JsonObject> checked(HttpResponse<?> answer, int expected) {
        return answer.statusCode() == expected
                ? Future.succeededFuture(answer.bodyAsJsonObject())
                : Future.failedFuture("the admin API answered " + answer.statusCode() + ": " + answer.bodyAsString());
    }
}
