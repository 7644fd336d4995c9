package io.inferencegateway.loadtest.serve;

import io.inferencegateway.loadtest.serve.InferenceProtocol.BadRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves one version of one model on loopback in the KServe v2 form: {@code POST
 * /v2/models/NAME[/versions/N]/infer}, readiness and liveness by GET. Inference runs on the event loop that read the
 * request: it takes less than a hand-over would.
 */
public final class ModelServer {
    private static final int LARGEST_BODY = 1 << 20;

    private final ServedModel model;
    private final HttpServer http;

    private ModelServer(ServedModel model, HttpServer http) {
        this.model = model;
        this.http = http;
    }

    /** Fails if the port is taken; 0 takes any free one. Closing the server closes the model. */
    public static Future<ModelServer> start(Vertx vertx, ServedModel model, int port) {
        Router router = Router.router(vertx);
        List<String> bases =
                List.of("/v2/models/" + model.name(), "/v2/models/" + model.name() + "/versions/" + model.version());
        router.get("/v2/health/live").handler(context -> context.json(new JsonObject().put("live", true)));
        router.get("/v2/health/ready").handler(context -> context.json(new JsonObject().put("ready", true)));
        for (String base : bases) {
            router.get(base + "/ready")
                    .handler(context -> context.json(
                            new JsonObject().put("name", model.name()).put("ready", true)));
            router.post(base + "/infer")
                    .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
                    .handler(context -> infer(model, context));
        }
        router.route().failureHandler(ModelServer::answerFailure);
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(port, "127.0.0.1")
                .map(http -> new ModelServer(model, http));
    }

    public int port() {
        return http.actualPort();
    }

    /** Where a gateway sends a request whose tail is {@code /infer}. */
    public String upstreamUrl() {
        return "http://127.0.0.1:" + port() + "/v2/models/" + model.name() + "/versions/" + model.version();
    }

    public Future<Void> close() {
        return http.close().onComplete(done -> model.classifier().close());
    }

    private static void infer(ServedModel model, RoutingContext context) {
        if (context.body().isEmpty()) {
            throw new BadRequest("the request has no body");
        }
        InferenceProtocol.Request request =
                InferenceProtocol.parse(context.body().buffer());
        List<Future<float[]>> prepared = new ArrayList<>();
        request.pages().forEach(page -> prepared.add(model.preprocessing().apply(page)));
        Future.all(prepared)
                .map(all -> model.classifier().classify(all.list()))
                .onSuccess(predictions -> context.response()
                        .putHeader("content-type", "application/json")
                        .end(InferenceProtocol.answer(model, request, predictions)))
                .onFailure(context::fail);
    }

    /** A thrown exception ends here: the caller's mistakes as 400, everything else as the 500 that it is. */
    private static void answerFailure(RoutingContext context) {
        Throwable failure = context.failure();
        int status = failure instanceof BadRequest ? 400 : context.statusCode() < 0 ? 500 : context.statusCode();
        if (context.response().ended()) {
            return;
        }
        String message = failure == null ? "status " + status : String.valueOf(failure.getMessage());
        context.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(new JsonObject().put("error", message).toBuffer());
    }
}
