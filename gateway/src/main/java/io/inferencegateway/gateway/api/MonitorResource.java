package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.config.Notation;
import io.inferencegateway.gateway.control.Monitors;
import io.inferencegateway.gateway.observe.Monitor;
import io.inferencegateway.gateway.observe.Monitor.About;
import io.inferencegateway.gateway.observe.Monitor.Origin;
import io.inferencegateway.gateway.observe.Monitor.State;
import io.inferencegateway.gateway.observe.MonitorSnapshot;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Window;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Function;

/** Monitors: definitions, states and snapshots. */
final class MonitorResource {
    private static final int HIGHEST_VERSION = 999_999_999;
    private static final int MOST_OWNER = 64;
    private static final int MOST_DESCRIPTION = 500;
    private static final List<String> IN_LISTS = List.of(
            "total_requests",
            "request_rate",
            "error_rate",
            "error_rate_low",
            "error_rate_high",
            "p50_latency_ms",
            "p95_latency_ms",
            "p99_latency_ms");
    private static final String NAME_RULE = "1 to 64 of the characters A-Z a-z 0-9 . _ -";

    private final AdminDependencies needs;
    private final Monitors monitors;

    MonitorResource(AdminDependencies needs) {
        this.needs = needs;
        this.monitors = needs.monitors();
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/api/v1/monitors", this::list),
                Operation.post("/api/v1/monitors", this::create),
                Operation.get("/api/v1/monitors/{name}", ctx -> Answers.json(ctx, 200, toJson(monitor(ctx)))),
                Operation.put("/api/v1/monitors/{name}", this::replace),
                Operation.delete("/api/v1/monitors/{name}", this::delete),
                Operation.post("/api/v1/monitors/{name}/pause", this::pause),
                Operation.post("/api/v1/monitors/{name}/archive", this::archive),
                Operation.post("/api/v1/monitors/{name}/unarchive", this::unarchive),
                Operation.post("/api/v1/monitors/{name}/resume", ctx -> change(ctx, monitors::resume)),
                Operation.get("/api/v1/monitors/{name}/snapshot", this::snapshot));
    }

    /** @throws ProblemException 404 where there is no such monitor */
    static Monitor monitor(RoutingContext ctx, Monitors monitors) {
        String name = Parameters.path(ctx, "name");
        return monitors.find(name)
                .orElseThrow(() -> Problem.of(404, "there is no monitor '" + name + "'; /api/v1/monitors lists them")
                        .asException());
    }

    private Monitor monitor(RoutingContext ctx) {
        return monitor(ctx, monitors);
    }

    private void list(RoutingContext ctx) {
        MonitorFilter filter = MonitorFilter.of(ctx);
        Answers.json(ctx, 200, needs.statistics().collectNow().map(collected -> {
            List<Monitor> shown = monitors.all().stream()
                    .filter(filter::mayShow)
                    .filter(monitor -> filter.shows(monitors.snapshot(monitor).health()))
                    .toList();
            return Answers.list("monitors", shown, this::toJson);
        }));
    }

    private void create(RoutingContext ctx) {
        JsonBody body = JsonBody.required(ctx);
        String name = body.text("name", Monitor.NAME, NAME_RULE);
        Definition definition = definition(body);
        body.check();
        if (monitors.find(name).isPresent()) {
            throw Problem.of(
                            409,
                            "there is a monitor '" + name + "' already; PUT /api/v1/monitors/" + name
                                    + " changes it, or take another name")
                    .asException();
        }
        if (monitors.all().size() >= Monitors.MOST) {
            throw Problem.of(409, "there are " + Monitors.MOST + " monitors already; delete one")
                    .asException();
        }
        ctx.response().putHeader("Location", "/api/v1/monitors/" + name);
        Answers.json(
                ctx,
                201,
                monitors.define(name, definition.version(), definition.window(), definition.about())
                        .map(this::toJson));
    }

    private void replace(RoutingContext ctx) {
        Monitor before = notArchived(editable(ctx), "changed");
        JsonBody body = JsonBody.required(ctx);
        if (body.has("name") && !before.name().equals(body.text("name", Monitor.NAME, NAME_RULE))) {
            body.reject("name", "a monitor keeps its name; make another one");
        }
        Definition definition = definition(body);
        body.check();
        change(ctx, name -> monitors.define(name, definition.version(), definition.window(), definition.about()));
    }

    private void delete(RoutingContext ctx) {
        Monitor monitor = editable(ctx);
        needs.alerts()
                .removeAllOf(monitor.name())
                .compose(gone -> monitors.remove(monitor.name()))
                .onSuccess(gone -> ctx.response().setStatusCode(204).end())
                .onFailure(ctx::fail);
    }

    private void pause(RoutingContext ctx) {
        Monitor monitor = notArchived(monitor(ctx), "paused");
        change(ctx, name -> monitors.freeze(monitor.name(), State.PAUSED));
    }

    private void archive(RoutingContext ctx) {
        change(ctx, name -> monitors.freeze(name, State.ARCHIVED));
    }

    private void unarchive(RoutingContext ctx) {
        Monitor monitor = monitor(ctx);
        if (monitor.state() != State.ARCHIVED) {
            throw Problem.of(
                            409,
                            "monitor '" + monitor.name() + "' is "
                                    + monitor.state().label() + ", not archived")
                    .asException();
        }
        change(ctx, monitors::resume);
    }

    private void change(RoutingContext ctx, Function<String, Future<Monitor>> change) {
        Monitor monitor = monitor(ctx);
        Answers.json(ctx, 200, change.apply(monitor.name()).map(changed -> {
            JsonObject json = toJson(changed);
            needs.events().publish("monitor", json);
            return json;
        }));
    }

    private void snapshot(RoutingContext ctx) {
        String name = monitor(ctx).name();
        Answers.json(ctx, 200, needs.statistics().collectNow().map(collected -> {
            // Whoever deleted it meanwhile gets the answer of before.
            Monitor monitor = monitors.find(name)
                    .orElseThrow(() -> Problem.of(404, "the monitor is gone").asException());
            MonitorSnapshot snapshot = monitors.snapshot(monitor);
            return new JsonObject().put("monitor", name).mergeIn(snapshot.toJson());
        }));
    }

    private Monitor editable(RoutingContext ctx) {
        Monitor monitor = monitor(ctx);
        if (monitor.origin() == Origin.CONFIG) {
            throw Problem.of(
                            409,
                            "monitor '" + monitor.name() + "' stands in the configuration file as monitors["
                                    + placeInFile(monitor.name()) + "]; change it there")
                    .asException();
        }
        return monitor;
    }

    private int placeInFile(String name) {
        List<GatewayConfig.Monitor> configured = needs.config().get().monitors();
        int place = 0;
        while (place < configured.size() && !configured.get(place).name().equals(name)) {
            place++;
        }
        return place;
    }

    static Monitor notArchived(Monitor monitor, String done) {
        if (monitor.state() == State.ARCHIVED) {
            throw Problem.of(
                            409,
                            "monitor '" + monitor.name() + "' is archived and can't be " + done
                                    + "; POST /api/v1/monitors/" + monitor.name() + "/unarchive first")
                    .asException();
        }
        return monitor;
    }

    private record Definition(ModelVersion version, Window window, About about) {}

    private Definition definition(JsonBody body) {
        String model = body.parsed(
                "model",
                id -> {
                    if (!ModelVersion.isModelId(id) || needs.routes().current().model(id) == null) {
                        throw new IllegalArgumentException("there is no model '" + id + "'; /api/v1/models lists them");
                    }
                    return id;
                },
                "-",
                false);
        int version = body.integer("version", 0, HIGHEST_VERSION);
        ModelRoute route = needs.routes().current().model(model);
        if (route != null && !route.versions().containsKey(version)) {
            body.reject(
                    "version",
                    "model '" + model + "' has no version " + version + "; it has "
                            + route.versions().keySet().stream().sorted().toList());
        }
        Window window = body.parsed("window", Window::of, Window.FIVE_MINUTES, false);
        About about = new About(
                body.note("owner", MOST_OWNER),
                body.note("description", MOST_DESCRIPTION),
                body.has("runbook") ? body.parsed("runbook", MonitorResource::runbook, "", false) : null);
        return new Definition(new ModelVersion(model, version), window, about);
    }

    private static String runbook(String text) {
        return Notation.runbook(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("runbook must be an http or https URL, in which {model},"
                                + " {version} and {event} may stand, such as https://runbooks.example/{model}"));
    }

    private JsonObject toJson(Monitor monitor) {
        MonitorSnapshot snapshot = monitors.snapshot(monitor);
        JsonObject all = snapshot.toJson();
        JsonObject figures = new JsonObject();
        IN_LISTS.forEach(name -> figures.put(name, all.getValue(name)));
        return new JsonObject()
                .put("name", monitor.name())
                .put("model", monitor.version().model())
                .put("version", monitor.version().version())
                .put("window", monitor.window().label())
                .put("state", monitor.state().label())
                .put("origin", monitor.origin().label())
                .put("owner", monitor.about().owner())
                .put("description", monitor.about().description())
                .put("runbook", monitor.about().runbook())
                .put("health", snapshot.health().label())
                .put("figures", figures);
    }
}
