package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.observe.Sample;
import io.inferencegateway.gateway.observe.SampleFilter;
import io.inferencegateway.monitoring.stats.CompletedRequest;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Recent requests, newest first. */
final class SampleResource {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    private static final int HIGHEST_VERSION = 999_999_999;

    private final AdminDependencies needs;

    SampleResource(AdminDependencies needs) {
        this.needs = needs;
    }

    List<Operation> operations() {
        return List.of(Operation.get("/api/v1/samples", this::samples));
    }

    private void samples(RoutingContext ctx) {
        Parameters.allow(ctx, "model", "version", "outcome", "status", "request_id", "min_latency_ms", "limit");
        SampleFilter filter = new SampleFilter(
                Parameters.text(ctx, "model"),
                orNull(Parameters.integer(ctx, "version", 0, HIGHEST_VERSION)),
                outcome(Parameters.text(ctx, "outcome")),
                orNull(Parameters.integer(ctx, "status", 100, 599)),
                Parameters.text(ctx, "request_id"),
                Math.round(Parameters.atLeastZero(ctx, "min_latency_ms").orElse(0) * 1_000),
                Parameters.integer(ctx, "limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT));
        Answers.json(
                ctx,
                200,
                needs.telemetry()
                        .samples(filter)
                        .map(samples -> Answers.list("samples", samples, SampleResource::toJson)));
    }

    private static JsonObject toJson(Sample sample) {
        return new JsonObject()
                .put("time", Instant.ofEpochMilli(sample.startedAtMillis()).toString())
                .put("request_id", sample.requestId())
                .put("trace_id", sample.traceId())
                .put("model", sample.version().model())
                .put("version", sample.version().version())
                .put("track", sample.track().label())
                .put("method", sample.method())
                .put("path", sample.path())
                .put("status", sample.status())
                .put("outcome", sample.outcome().label())
                .put("latency_ms", millis(sample.latencyMicros()))
                .put("first_byte_ms", millis(sample.firstByteMicros()))
                .put("request_bytes", sample.requestBytes())
                .put("response_bytes", sample.responseBytes())
                .put("upstream", sample.upstream())
                .put("retries", sample.retries())
                .put("kept_because", sample.keptBecause().label());
    }

    private static @Nullable Double millis(long micros) {
        return micros == CompletedRequest.NOT_MEASURED ? null : micros / 1_000.0;
    }

    private static @Nullable Outcome outcome(@Nullable String label) {
        if (label == null) {
            return null;
        }
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.label().equals(label))
                .findFirst()
                .orElseThrow(() -> Parameters.invalid(
                        "outcome",
                        "outcome must be one of "
                                + Arrays.stream(Outcome.values())
                                        .map(Outcome::label)
                                        .collect(Collectors.joining(", "))));
    }

    private static @Nullable Integer orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }
}
