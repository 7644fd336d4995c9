package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.control.UsageLedger;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.monitoring.usage.CallerUsage;
import io.inferencegateway.monitoring.usage.Usage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Who sends how much to a model. */
final class UsageResource {
    private static final Duration DEFAULT_SINCE = Duration.ofDays(1);
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 1_000;

    private final AdminDependencies needs;

    UsageResource(AdminDependencies needs) {
        this.needs = needs;
    }

    List<Operation> operations() {
        return List.of(Operation.get("/api/v1/models/{id}/usage", this::usage));
    }

    private void usage(RoutingContext ctx) {
        Parameters.allow(ctx, "since", "limit");
        ModelRoute model = ModelResource.model(ctx, needs.routes());
        Duration since = since(ctx);
        int limit = Parameters.integer(ctx, "limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
        Answers.json(
                ctx,
                200,
                needs.statistics()
                        .collectNow()
                        .map(collected -> render(model, needs.usage().read(model.id(), since), limit)));
    }

    private static Duration since(RoutingContext ctx) {
        String text = Parameters.text(ctx, "since");
        if (text == null) {
            return DEFAULT_SINCE;
        }
        try {
            Duration since = Quantities.duration(text);
            if (since.compareTo(UsageLedger.LONGEST) <= 0) {
                return since;
            }
        } catch (IllegalArgumentException e) {
            throw Parameters.invalid("since", String.valueOf(e.getMessage()));
        }
        throw Parameters.invalid("since", "usage is kept for " + UsageLedger.LONGEST.toDays() + "d");
    }

    private static JsonObject render(ModelRoute model, UsageLedger.Reading reading, int limit) {
        Usage usage = reading.usage();
        List<CallerUsage> shown = usage.busiest().stream().limit(limit).toList();
        JsonArray callers = new JsonArray();
        shown.forEach(each -> callers.add(toJson(each, usage.requests())));
        long others = usage.requests()
                - shown.stream()
                        .mapToLong(each -> each.requests() - each.overcount())
                        .sum();
        return new JsonObject()
                .put("model", model.id())
                .put("by", model.settings().callerNames().by().written())
                .put("from", Instant.ofEpochMilli(reading.fromMillis()).toString())
                .put("to", Instant.ofEpochMilli(reading.toMillis()).toString())
                .put("total_requests", usage.requests())
                .put("callers", callers)
                .put("others_at_most", others);
    }

    private static JsonObject toJson(CallerUsage caller, long total) {
        return new JsonObject()
                .put("caller", caller.caller())
                .put("requests", caller.requests())
                .put("at_most_over", caller.overcount())
                .put("share", (double) caller.requests() / total)
                .put("errors", caller.errors())
                .put("request_bytes", caller.requestBytes())
                .put("response_bytes", caller.responseBytes());
    }
}
