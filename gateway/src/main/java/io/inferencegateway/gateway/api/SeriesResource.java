package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.observe.Monitor;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.state.StateFault;
import io.inferencegateway.monitoring.stats.Granularity;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.VersionSeries;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A version's figures over time, for charts: by the monitor that watches it, or by its own name. */
final class SeriesResource {
    private static final int MAX_POINTS = 1_000;
    private static final int DEFAULT_POINTS = 30;
    private static final Duration DEFAULT_RANGE = Duration.ofHours(1);
    private static final long FINEST_KEPT_MILLIS = Granularity.MINUTE.lengthMillis();

    /** For so long windows in memory are finer than what is kept. */
    private static final Duration LIVE = Duration.ofMinutes(20);

    private static final Logger LOG = LoggerFactory.getLogger(SeriesResource.class);

    private final AdminDependencies needs;

    SeriesResource(AdminDependencies needs) {
        this.needs = needs;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/api/v1/monitors/{name}/series", this::ofMonitor),
                Operation.get("/api/v1/models/{id}/versions/{n}/series", this::ofVersion),
                Operation.get("/api/v1/history/versions", this::versions));
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
        try {
            answer(ctx, new JsonObject(), version(ctx, needs.routes()), DEFAULT_RANGE);
        } catch (ProblemException notConfigured) {
            ofPast(ctx, notConfigured);
        }
    }

    /** A version that left the file has its history all the same. */
    private void ofPast(RoutingContext ctx, ProblemException notConfigured) {
        String model = Parameters.path(ctx, "id");
        String number = Parameters.path(ctx, "n");
        readable(needs.history().versions())
                .onSuccess(known -> known.stream()
                        .filter(each -> each.model().equals(model)
                                && Integer.toString(each.version()).equals(number))
                        .findFirst()
                        .ifPresentOrElse(past -> answerOrFail(ctx, past), () -> ctx.fail(notConfigured)))
                .onFailure(ctx::fail);
    }

    private void answerOrFail(RoutingContext ctx, ModelVersion past) {
        try {
            answer(ctx, new JsonObject(), past, DEFAULT_RANGE);
        } catch (ProblemException refused) {
            ctx.fail(refused);
        }
    }

    private void versions(RoutingContext ctx) {
        Parameters.allow(ctx);
        Answers.json(
                ctx,
                200,
                readable(needs.history().versions()).map(known -> Answers.list("versions", known, this::toJson)));
    }

    private JsonObject toJson(ModelVersion version) {
        ModelRoute model = needs.routes().current().model(version.model());
        return new JsonObject()
                .put("model", version.model())
                .put("version", version.version())
                .put("configured", model != null && model.versions().containsKey(version.version()));
    }

    /** @throws ProblemException 404 where the model has no such version */
    static ModelVersion version(RoutingContext ctx, Routes routes) {
        ModelRoute model = ModelResource.model(ctx, routes);
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
        long askedStep = step(ctx, Duration.between(asked, to)).toMillis();
        boolean live = askedStep < FINEST_KEPT_MILLIS && isRecent(asked);
        long step = live ? askedStep : needs.history().stepMillis(askedStep, asked.toEpochMilli());
        // What is kept lies in stretches that begin at whole multiples of their length: pieces that do too cut none of
        // them.
        long from = Math.floorDiv(asked.toEpochMilli(), step) * step;
        if ((to.toEpochMilli() - from) / step > MAX_POINTS) {
            throw Parameters.invalid("step", "that makes more than " + MAX_POINTS + " points; take a longer step");
        }
        SeriesView view = new SeriesView(Parameters.flag(ctx, "histogram"));
        head.put("model", version.model()).put("version", version.version());
        Answers.json(
                ctx,
                200,
                needs.statistics()
                        .collectNow()
                        .compose(collected -> live
                                ? Future.succeededFuture(live(version, from, to.toEpochMilli(), step))
                                : kept(version, from, to.toEpochMilli(), step))
                        .map(series -> view.render(head, series)));
    }

    private boolean isRecent(Instant from) {
        return !from.isBefore(needs.clock().instant().minus(LIVE));
    }

    /** Finer than what is kept. */
    private VersionSeries live(ModelVersion version, long from, long to, long step) {
        List<VersionSeries.Piece> pieces = needs.statistics().series(version, from, to, step).stream()
                .map(stats -> new VersionSeries.Piece(stats, true))
                .toList();
        return new VersionSeries(from, to, step, OptionalLong.empty(), pieces);
    }

    private Future<VersionSeries> kept(ModelVersion version, long from, long to, long step) {
        return readable(needs.history().series(version, from, to, step));
    }

    private static <T> Future<T> readable(Future<T> history) {
        return history.recover(fault -> {
            if (fault instanceof StateFault) {
                LOG.warn("history can't be read cause=\"{}\"", fault.getMessage());
                return Future.failedFuture(Problem.of(503, "history can't be read just now; ask again in a moment")
                        .asException());
            }
            return Future.failedFuture(fault);
        });
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
