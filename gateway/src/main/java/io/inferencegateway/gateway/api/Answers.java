package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.quality.QualityProblem;
import io.inferencegateway.gateway.rollout.RolloutProblem;
import io.inferencegateway.gateway.state.StateFault;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The few ways in which the admin API answers. */
final class Answers {
    static final String REQUEST_ID = "request-id";
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    static void json(RoutingContext ctx, int status, JsonObject body) {
        ctx.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(body.toBuffer());
    }

    static void json(RoutingContext ctx, int status, Future<JsonObject> body) {
        body.onSuccess(json -> json(ctx, status, json)).onFailure(ctx::fail);
    }

    static <T> JsonObject list(String name, List<T> items, Function<T, JsonObject> render) {
        JsonArray array = new JsonArray();
        items.forEach(item -> array.add(render.apply(item)));
        return new JsonObject().put(name, array);
    }

    /** The one place where a failure becomes a status. */
    static void failure(RoutingContext ctx) {
        Throwable cause = ctx.failure();
        if (cause instanceof ProblemException known) {
            problem(ctx, known.problem());
        } else if (cause instanceof RolloutProblem known) {
            problem(ctx, new Problem(known.status(), known.title(), known.detail(), List.of()));
        } else if (cause instanceof QualityProblem known) {
            problem(ctx, new Problem(known.status(), known.title(), known.detail(), List.of()));
        } else if (cause instanceof StateFault) {
            LOG.warn("a change is in force but not stored cause={}", cause.getMessage());
            problem(
                    ctx,
                    Problem.of(503, "the change is in force but could not be stored: it will not survive a restart"));
        } else if (cause instanceof HttpException known) {
            problem(ctx, generic(known.getStatusCode()));
        } else if (cause == null && ctx.statusCode() >= 400) {
            problem(ctx, generic(ctx.statusCode()));
        } else {
            LOG.error(
                    "admin request failed method={} path={}",
                    ctx.request().method(),
                    ctx.request().path(),
                    cause);
            problem(ctx, Problem.of(500, "this is a fault of the gateway; its log has the details"));
        }
    }

    static void problem(RoutingContext ctx, Problem problem) {
        if (ctx.response().ended()) {
            return;
        }
        if (ctx.response().headWritten()) {
            ctx.request().connection().close();
            return;
        }
        if (problem.status() == 401) {
            ctx.response().putHeader("WWW-Authenticate", "Bearer realm=\"inference-gateway\"");
        }
        String requestId = ctx.get(REQUEST_ID, "");
        ctx.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .putHeader("Cache-Control", "no-store")
                .end(problem.toJson(requestId).toBuffer());
    }

    private static Problem generic(int status) {
        return switch (status) {
            case 404 -> Problem.of(404, "there is nothing at this path; /openapi.yaml lists what there is");
            case 413 -> Problem.of(413, "a body may have " + AdminRouter.MAX_BODY_BYTES / 1024 + " KiB at most");
            default -> Problem.of(status, HttpResponseStatus.valueOf(status).reasonPhrase());
        };
    }
}
