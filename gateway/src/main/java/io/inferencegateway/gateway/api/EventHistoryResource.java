package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.control.Chronicle.Mark;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What changed between two moments, for marks on charts. */
final class EventHistoryResource {
    private static final Duration DEFAULT_RANGE = Duration.ofDays(1);
    private static final int DEFAULT_LIMIT = 500;
    private static final int MOST = 5_000;

    private final AdminDependencies needs;

    EventHistoryResource(AdminDependencies needs) {
        this.needs = needs;
    }

    List<Operation> operations() {
        return List.of(Operation.get("/api/v1/events/history", this::list));
    }

    private void list(RoutingContext ctx) {
        Parameters.allow(ctx, "from", "to", "model", "limit");
        Instant to = Parameters.instant(ctx, "to", needs.clock().instant().plusMillis(1));
        Instant from = Parameters.instant(ctx, "from", to.minus(DEFAULT_RANGE));
        if (!from.isBefore(to)) {
            throw Parameters.invalid("from", "from must be before to");
        }
        int limit = Parameters.integer(ctx, "limit", 1, MOST).orElse(DEFAULT_LIMIT);
        String model = Parameters.text(ctx, "model");
        List<String> models = model != null
                ? List.of(model)
                : needs.routes().current().models().stream().map(ModelRoute::id).toList();
        Answers.json(
                ctx,
                200,
                needs.chronicle()
                        .between(from, to, models, limit)
                        .map(marks -> Answers.list("events", marks, EventHistoryResource::toJson)));
    }

    private static JsonObject toJson(Mark mark) {
        ModelVersion subject = mark.subject();
        return new JsonObject()
                .put("time", mark.time().toString())
                .put("type", mark.type())
                .put("model", subject == null ? null : subject.model())
                .put("version", subject == null ? null : subject.version())
                .put("title", mark.title())
                .put("detail", mark.detail())
                .put("severity", mark.severity());
    }
}
