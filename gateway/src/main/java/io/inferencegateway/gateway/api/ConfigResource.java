package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.api.Problem.FieldError;
import io.inferencegateway.gateway.config.EffectiveConfig;
import io.inferencegateway.gateway.config.ReloadTrigger;
import io.inferencegateway.gateway.control.ConfigReload;
import io.inferencegateway.gateway.state.StateHealth;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.List;

/** The configuration in force, how its storage does, and a way to read the file again. */
final class ConfigResource {
    private static final int LONGEST_NOTE = 500;

    private final AdminDependencies needs;

    ConfigResource(AdminDependencies needs) {
        this.needs = needs;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/api/v1/config", this::show), Operation.post("/api/v1/config/reload", this::reload));
    }

    private void show(RoutingContext ctx) {
        Answers.json(
                ctx,
                200,
                new JsonObject()
                        .put(
                                "config",
                                new JsonObject(
                                        EffectiveConfig.toJson(needs.config().get())
                                                .toString()))
                        .put("last_reload", toJson(needs.reload().last()))
                        .put("state", toJson(needs.state().get())));
    }

    private void reload(RoutingContext ctx) {
        JsonBody body = JsonBody.orEmpty(ctx);
        body.note("actor", LONGEST_NOTE);
        body.note("reason", LONGEST_NOTE);
        body.check();
        Answers.json(ctx, 200, needs.reload().reload(ReloadTrigger.API).map(result -> {
            if (!result.applied()) {
                List<FieldError> errors = result.problems().stream()
                        .map(problem -> new FieldError("", problem))
                        .toList();
                throw new Problem(
                                422,
                                "The configuration file is invalid",
                                "the configuration of before serves on; mend the file and reload again",
                                errors)
                        .asException();
            }
            return toJson(result);
        }));
    }

    private static JsonObject toJson(StateHealth health) {
        JsonObject failed = new JsonObject();
        health.failed().forEach((kind, count) -> failed.put(kind.label(), count));
        return new JsonObject()
                .put("well", health.isWell())
                .put("fault", health.standing().map(Throwable::getMessage).orElse(null))
                .put("failed", failed)
                .put("waiting", health.waiting())
                .put("damaged_file", health.damagedFile().map(Path::toString).orElse(null));
    }

    private static JsonObject toJson(ConfigReload.Result result) {
        return new JsonObject()
                .put("time", result.time().toString())
                .put("trigger", result.trigger().label())
                .put("applied", result.applied())
                .put("problems", new JsonArray(result.problems()))
                .put("warnings", new JsonArray(result.warnings()));
    }
}
