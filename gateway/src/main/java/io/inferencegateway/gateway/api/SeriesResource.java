package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.observe.Monitor;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A version's figures over time, for charts: by the monitor that watches it, or by its own name. */
final class SeriesResource {
    private static final int MAX_POINTS = 1_000;
    private static final int DEFAULT_POINTS = 30;
    private static final Duration DEFAULT_RANGE = Duration.ofHours(1);

    private final AdminDependencies needs;

    SeriesResource(AdminDependencies needs) {
        this.needs = needs;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/api/v1/monitors/{name}/series", this::ofMonitor),
                Operation.get("/api/v1/models/{id}/versions/{n}/series", this::ofVersion));
    }

    private void ofMonitor(RoutingContext ctx) {
        Monitor monitor = MonitorResource.monitor(ctx, needs.monitors());
        answer(
                ctx,
                new JsonObject().put("monitor", monitor.name()),
                monitor.version(),
                monitor.window().length());
    }

    private void ofVersion(RoutingContext ctx) {
        answer(ctx, new JsonObject(), version(ctx), DEFAULT_RANGE);
    }

    /** @throws ProblemException 404 where the model has no such version */
    private ModelVersion version(RoutingContext ctx) {
        ModelRoute model = ModelResource.model(ctx, needs.routes());
        String number = Parameters.path(ctx, "n");
        return model.versions().keySet().stream()
                .filter(each -> number.equals(each.toString()))
                .findFirst()
                .map(each -> new ModelVersion(model.id(), each))
                .orElseThrow(() -> Problem.of(
                                404,
                                "model '" + model.id() + "' has no version '" + number + "'; it has "
                                        + model.versions().keySet().stream()
                                                .sorted()
                                                .toList())
                        .asException());
    }

    private void answer(RoutingContext ctx, JsonObject head, ModelVersion version, Duration usual) {
        Parameters.allow(ctx, "from", "to", "step", "histogram");
        Instant to = Parameters.instant(ctx, "to", needs.clock().instant());
        Instant asked = Parameters.instant(ctx, "from", to.minus(usual));
        if (!asked.isBefore(to)) {
            throw Parameters.invalid("from", "from must be before to");
        }
        Duration step = step(ctx, Duration.between(asked, to));
        // History lies in stretches that begin at whole multiples of ten seconds: pieces that do too cut none of them.
        Instant from = Instant.ofEpochMilli(Math.floorDiv(asked.toEpochMilli(), step.toMillis()) * step.toMillis());
        if (Duration.between(from, to).toMillis() / step.toMillis() > MAX_POINTS) {
            throw Parameters.invalid("step", "that makes more than " + MAX_POINTS + " points; take a longer step");
        }
        SeriesView view = new SeriesView(Parameters.flag(ctx, "histogram"));
        head.put("model", version.model())
                .put("version", version.version())
                .put("from", from.toString())
                .put("to", to.toString())
                .put("step_seconds", step.toMillis() / 1_000.0);
        Answers.json(
                ctx,
                200,
                needs.statistics()
                        .collectNow()
                        .map(collected -> view.render(
                                head,
                                needs.statistics()
                                        .series(version, from.toEpochMilli(), to.toEpochMilli(), step.toMillis()))));
    }

    private static Duration step(RoutingContext ctx, Duration range) {
        String text = Parameters.text(ctx, "step");
        if (text == null) {
            return max(Duration.ofSeconds(1), range.dividedBy(DEFAULT_POINTS));
        }
        try {
            Duration step = Quantities.duration(text.matches("\\d{1,9}") ? text + "s" : text);
            if (step.toMillis() >= 1_000) {
                return step;
            }
        } catch (IllegalArgumentException e) {
            throw Parameters.invalid("step", String.valueOf(e.getMessage()));
        }
        throw Parameters.invalid("step", "step must be at least 1s");
    }

    private static Duration max(Duration left, Duration right) {
        return left.compareTo(right) >= 0 ? left : right;
    }
}
