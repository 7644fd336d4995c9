package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.observe.Monitor;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.state.StateFault;
import io.inferencegateway.monitoring.stats.Granularity;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.VersionSeries;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Figures of versions over time, for charts: all of one, by the monitor that watches it or by its own name, or one of all. */
final class SeriesResource {
    private static final int MAX_POINTS = 1_000;
    private static final int MAX_TRENDS = 200;
    private static final int MAX_TREND_POINTS = 120;
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
                Operation.get("/api/v1/history/versions", this::versions),
                Operation.get("/api/v1/history/trends", this::trends));
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
        ModelVersion configured;
        try {
            configured = version(ctx, needs.routes());
        } catch (ProblemException notConfigured) {
            ofPast(ctx, notConfigured);
            return;
        }
        answer(ctx, new JsonObject(), configured, DEFAULT_RANGE);
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
        Stretch stretch = stretch(ctx, usual, MAX_POINTS);
        SeriesView view = new SeriesView(Parameters.flag(ctx, "histogram"));
        head.put("model", version.model()).put("version", version.version());
        Answers.json(
                ctx,
                200,
                needs.statistics()
                        .collectNow()
                        .compose(collected -> series(version, stretch))
                        .map(series -> view.render(head, series)));
    }

    private void trends(RoutingContext ctx) {
        Parameters.allow(ctx, "figure", "from", "to", "step");
        String asked = Parameters.text(ctx, "figure");
        Trend figure = Trend.named(asked == null ? "p99_latency_ms" : asked);
        Stretch stretch = stretch(ctx, DEFAULT_RANGE, MAX_TREND_POINTS);
        List<ModelVersion> all = needs.routes().current().models().stream()
                .sorted(Comparator.comparing(ModelRoute::id))
                .flatMap(model ->
                        model.versions().keySet().stream().sorted().map(number -> new ModelVersion(model.id(), number)))
                .toList();
        List<ModelVersion> shown = all.subList(0, Math.min(all.size(), MAX_TRENDS));
        JsonObject head = new JsonObject()
                .put("figure", figure.label())
                .put("from", Instant.ofEpochMilli(stretch.from).toString())
                .put("to", Instant.ofEpochMilli(stretch.to).toString())
                .put("step_seconds", stretch.step / 1_000.0)
                .put("left_out", all.size() - shown.size());
        Answers.json(
                ctx,
                200,
                needs.statistics()
                        .collectNow()
                        .compose(collected -> trends(figure, shown.iterator(), stretch, new JsonArray()))
                        .map(trends -> head.put("trends", trends)));
    }

    /** One version after the other: the reader of what is kept has others to serve too. */
    private Future<JsonArray> trends(Trend figure, Iterator<ModelVersion> left, Stretch stretch, JsonArray done) {
        if (!left.hasNext()) {
            return Future.succeededFuture(done);
        }
        ModelVersion version = left.next();
        return series(version, stretch).compose(series -> {
            done.add(new JsonObject()
                    .put("model", version.model())
                    .put("version", version.version())
                    .put("values", figure.values(series)));
            return trends(figure, left, stretch, done);
        });
    }

    /**
     * A time and its pieces.
     *
     * @param live whether the windows in memory tell it, finer than what is kept
     */
    private record Stretch(long from, long to, long step, boolean live) {}

    private Stretch stretch(RoutingContext ctx, Duration usual, int mostPoints) {
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
        if ((to.toEpochMilli() - from) / step > mostPoints) {
            throw Parameters.invalid("step", "that makes more than " + mostPoints + " points; take a longer step");
        }
        return new Stretch(from, to.toEpochMilli(), step, live);
    }

    private Future<VersionSeries> series(ModelVersion version, Stretch stretch) {
        return stretch.live
                ? Future.succeededFuture(live(version, stretch.from, stretch.to, stretch.step))
                : readable(needs.history().series(version, stretch.from, stretch.to, stretch.step));
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
