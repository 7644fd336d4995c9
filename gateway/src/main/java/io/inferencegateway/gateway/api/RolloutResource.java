package io.inferencegateway.gateway.api;

import io.inferencegateway.canary.rollout.RolloutEvent;
import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.control.Links;
import io.inferencegateway.gateway.rollout.PlanChoice;
import io.inferencegateway.gateway.rollout.RolloutView;
import io.inferencegateway.gateway.rollout.Rollouts;
import io.inferencegateway.gateway.route.ModelRoute;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rollouts: the running or last one of a model, its history, and the commands of an operator. */
final class RolloutResource {
    private static final int LONGEST_NOTE = 500;
    private static final int MAX_STEPS = 50;
    private static final int HIGHEST_VERSION = 999_999_999;
    private static final RolloutEvent.Operation[] COMMANDS = RolloutEvent.Operation.values();

    private final AdminDependencies needs;
    private final Links links;

    RolloutResource(AdminDependencies needs) {
        this.needs = needs;
        this.links = new Links(needs.config());
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/api/v1/models/{id}/rollout", this::current),
                Operation.get("/api/v1/models/{id}/rollouts", this::history),
                Operation.post("/api/v1/models/{id}/rollouts", this::start),
                Operation.post("/api/v1/models/{id}/rollout/{command}", this::command));
    }

    private void current(RoutingContext ctx) {
        ModelRoute model = ModelResource.model(ctx, needs.routes());
        RolloutView rollout = needs.rollouts().current(model.id()).orElseThrow(() -> Problem.of(404, none(model.id()))
                .asException());
        show(ctx, 200, rollout);
    }

    private String none(String model) {
        return needs.rollouts()
                .waiting(model)
                .map(next -> "model '" + model + "' has had no rollout; the one to version " + next.version()
                        + ", which the configuration asks for, " + next.reason())
                .orElse("model '" + model + "' has had no rollout; start one with `igw rollout start " + model
                        + " --to N`");
    }

    private void history(RoutingContext ctx) {
        ModelRoute model = ModelResource.model(ctx, needs.routes());
        Answers.json(ctx, 200, Answers.list("rollouts", needs.rollouts().history(model.id()), links::shown));
    }

    private void start(RoutingContext ctx) {
        ModelRoute model = ModelResource.model(ctx, needs.routes());
        JsonBody body = JsonBody.required(ctx);
        int version = body.integer("version", 0, HIGHEST_VERSION);
        RolloutPlan.@Nullable Pace pace = body.parsed(
                        "pace", text -> Optional.of(pace(text)), Optional.<RolloutPlan.Pace>empty(), true)
                .orElse(null);
        boolean holdsAreOptional = pace == null ? isAutomatic(model.id()) : pace == RolloutPlan.Pace.AUTOMATIC;
        PlanChoice choice = new PlanChoice(steps(body, holdsAreOptional), pace, body.flag("dry_run"));
        boolean overrideFreeze = Boolean.TRUE.equals(body.flag("override_freeze"));
        Rollouts.Note note = note(ctx, body);
        body.check();
        needs.rollouts()
                .start(model.id(), new Rollouts.Start(version, choice, overrideFreeze, note))
                .onSuccess(started -> show(ctx, 201, started))
                .onFailure(ctx::fail);
    }

    private void command(RoutingContext ctx) {
        ModelRoute model = ModelResource.model(ctx, needs.routes());
        String label = Parameters.path(ctx, "command");
        RolloutEvent.Operation command = Stream.of(COMMANDS)
                .filter(known -> known.label().equals(label))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                404,
                                "'" + label + "' is no command of a rollout; there are "
                                        + Stream.of(COMMANDS)
                                                .map(RolloutEvent.Operation::label)
                                                .collect(Collectors.joining(", ")))
                        .asException());
        JsonBody body = JsonBody.orEmpty(ctx);
        boolean overrideFreeze = Boolean.TRUE.equals(body.flag("override_freeze"));
        Rollouts.Note note = note(ctx, body);
        body.check();
        needs.rollouts()
                .apply(model.id(), new Rollouts.Wish(command, EntityTags.ifMatch(ctx), overrideFreeze, note))
                .onSuccess(done -> show(ctx, 200, done))
                .onFailure(ctx::fail);
    }

    private void show(RoutingContext ctx, int status, RolloutView rollout) {
        ctx.response().putHeader(HttpHeaders.ETAG, rollout.standing().entityTag());
        JsonObject shown = links.shown(rollout);
        needs.rollouts().waiting(rollout.model()).ifPresent(next -> shown.put("waiting", next.toJson()));
        Answers.json(ctx, status, shown);
    }

    private Rollouts.Note note(RoutingContext ctx, JsonBody body) {
        String reason = body.note("reason", LONGEST_NOTE);
        return new Rollouts.Note(actor(ctx, body), reason == null ? "" : reason);
    }

    private boolean isAutomatic(String model) {
        GatewayConfig.Model configured = needs.config().get().models().get(model);
        return configured != null && configured.canary().pace() == GatewayConfig.Pace.AUTOMATIC;
    }

    private static RolloutPlan.Pace pace(String text) {
        return switch (text) {
            case "fixed" -> RolloutPlan.Pace.FIXED;
            case "automatic" -> RolloutPlan.Pace.AUTOMATIC;
            default -> throw new IllegalArgumentException("'" + text + "' is no pace; it is fixed or automatic");
        };
    }

    private static boolean isManual(String text) {
        return switch (text) {
            case "evidence" -> false;
            case "manual" -> true;
            default -> throw new IllegalArgumentException("'" + text + "' is no gate; it is evidence or manual");
        };
    }

    /** Null where the body leaves them out: the model's configured steps apply. */
    private static @Nullable List<RolloutPlan.Step> steps(JsonBody body, boolean holdsAreOptional) {
        JsonArray array = body.array("steps");
        if (array == null) {
            return null;
        }
        if (array.isEmpty() || array.size() > MAX_STEPS) {
            body.reject("steps", "steps must have 1 to " + MAX_STEPS + " entries");
        }
        List<RolloutPlan.Step> steps = new ArrayList<>();
        int weightBefore = 0;
        for (int i = 0; i < Math.min(array.size(), MAX_STEPS); i++) {
            String pointer = "steps/" + i;
            if (!(array.getValue(i) instanceof JsonObject step)) {
                body.reject(pointer, "a step is an object such as {\"weight\":\"5%\",\"hold\":\"30s\"}");
                continue;
            }
            JsonBody fields = body.nested(pointer, step);
            int weight = fields.parsed("weight", Quantities::basisPoints, 0, false);
            Duration hold = fields.parsed("hold", Quantities::duration, Duration.ZERO, holdsAreOptional);
            boolean gated = fields.parsed("gate", RolloutResource::isManual, false, true);
            fields.rejectUnknown();
            if (weight > 0 && weight <= weightBefore) {
                fields.reject("weight", "the weights of the steps must rise");
            }
            weightBefore = Math.max(weight, weightBefore);
            if (weight > 0) {
                steps.add(new RolloutPlan.Step(weight, hold, gated));
            }
        }
        return steps;
    }

    private static String actor(RoutingContext ctx, JsonBody body) {
        return AccessGuard.actor(ctx, body.note("actor", 100));
    }
}
