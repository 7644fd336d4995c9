package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.alert.Acknowledgement;
import io.inferencegateway.gateway.alert.Alert;
import io.inferencegateway.gateway.alert.AlertEvaluator;
import io.inferencegateway.gateway.control.Links;
import io.inferencegateway.gateway.observe.Monitor;
import io.inferencegateway.gateway.observe.Monitor.Origin;
import io.inferencegateway.monitoring.alert.AlertNotice;
import io.inferencegateway.monitoring.alert.AlertPresets;
import io.inferencegateway.monitoring.alert.AlertRule;
import io.inferencegateway.monitoring.alert.AlertState.Phase;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Alert rules of monitors, and where each stands. */
final class AlertResource {
    private static final int MOST_REASON = 500;
    private static final int MOST_ACTOR = 100;

    private final AdminDependencies needs;
    private final AlertEvaluator alerts;
    private final Links links;

    AlertResource(AdminDependencies needs) {
        this.needs = needs;
        this.alerts = needs.alerts();
        this.links = new Links(needs.config());
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/api/v1/monitors/{name}/alerts", this::ofMonitor),
                Operation.post("/api/v1/monitors/{name}/alerts", this::create),
                Operation.get(
                        "/api/v1/monitors/{name}/alerts/{rule}", ctx -> Answers.json(ctx, 200, shown(alert(ctx)))),
                Operation.put("/api/v1/monitors/{name}/alerts/{rule}", this::replace),
                Operation.delete("/api/v1/monitors/{name}/alerts/{rule}", this::delete),
                Operation.post("/api/v1/monitors/{name}/alerts/{rule}/acknowledge", this::acknowledge),
                Operation.delete("/api/v1/monitors/{name}/alerts/{rule}/acknowledge", this::forgetAcknowledgement),
                Operation.get("/api/v1/alerts", this::all),
                Operation.get("/api/v1/alerts/presets", AlertResource::presets));
    }

    private static void presets(RoutingContext ctx) {
        Parameters.allow(ctx);
        Answers.json(ctx, 200, Answers.list("presets", AlertPresets.all(), AlertJson::of));
    }

    private void ofMonitor(RoutingContext ctx) {
        Monitor monitor = MonitorResource.monitor(ctx, needs.monitors());
        Answers.json(ctx, 200, Answers.list("alerts", alerts.of(monitor.name()), this::shown));
    }

    private void all(RoutingContext ctx) {
        Parameters.allow(ctx, "state", "monitor", "severity", "owner");
        String state = Parameters.text(ctx, "state");
        if (state != null
                && Stream.of(Phase.values()).noneMatch(phase -> phase.label().equals(state))) {
            throw Parameters.invalid(
                    "state",
                    "state must be one of "
                            + Stream.of(Phase.values()).map(Phase::label).collect(Collectors.joining(", ")));
        }
        String monitor = Parameters.text(ctx, "monitor");
        String severity = Parameters.text(ctx, "severity");
        String owner = Parameters.text(ctx, "owner");
        List<Alert> shown = alerts.all().stream()
                .filter(alert -> asked(state, alert.state().phase().label()))
                .filter(alert -> asked(monitor, alert.monitor()))
                .filter(alert -> asked(severity, alert.rule().notice().severity()))
                .filter(alert -> asked(owner, alert.rule().notice().owner()))
                .toList();
        Answers.json(ctx, 200, Answers.list("alerts", shown, this::shown));
    }

    private static boolean asked(@Nullable String wanted, @Nullable String value) {
        return wanted == null || Objects.equals(wanted, value);
    }

    private void create(RoutingContext ctx) {
        Monitor monitor = MonitorResource.notArchived(MonitorResource.monitor(ctx, needs.monitors()), "changed");
        AlertRule rule = AlertBody.read(JsonBody.required(ctx), null, monitor.owner());
        String name = rule.name();
        if (alerts.find(monitor.name(), name).isPresent()) {
            throw Problem.of(409, "monitor '" + monitor.name() + "' has a rule '" + name + "' already; PUT changes it")
                    .asException();
        }
        if (alerts.all().size() >= AlertEvaluator.MOST) {
            throw Problem.of(409, "there are " + AlertEvaluator.MOST + " alert rules already; delete one")
                    .asException();
        }
        ctx.response().putHeader("Location", "/api/v1/monitors/" + monitor.name() + "/alerts/" + name);
        answer(ctx, 201, alerts.define(monitor.name(), rule));
    }

    private void replace(RoutingContext ctx) {
        Alert before = editable(ctx);
        AlertRule rule = AlertBody.read(
                JsonBody.required(ctx),
                before.rule().name(),
                before.rule().notice().owner());
        answer(ctx, 200, alerts.define(before.monitor(), rule));
    }

    private void delete(RoutingContext ctx) {
        Alert alert = editable(ctx);
        alerts.remove(alert.monitor(), alert.rule().name())
                .onSuccess(gone -> ctx.response().setStatusCode(204).end())
                .onFailure(ctx::fail);
    }

    private void acknowledge(RoutingContext ctx) {
        Alert alert = alert(ctx);
        JsonBody body = JsonBody.orEmpty(ctx);
        String actor = AccessGuard.actor(ctx, body.note("actor", MOST_ACTOR));
        String reason = body.note("reason", MOST_REASON);
        body.check();
        if (!alert.isFiring()) {
            throw Problem.of(
                            409,
                            "rule '" + alert.rule().name() + "' is "
                                    + alert.state().phase().label() + "; only what fires can be acknowledged")
                    .asException();
        }
        Acknowledgement by = new Acknowledgement(
                actor, reason == null ? "" : reason, needs.clock().instant());
        answer(ctx, 200, alerts.acknowledge(alert, by));
    }

    private void forgetAcknowledgement(RoutingContext ctx) {
        answer(ctx, 200, alerts.forgetAcknowledgement(alert(ctx)));
    }

    private void answer(RoutingContext ctx, int status, Future<Alert> alert) {
        Answers.json(ctx, status, alert.map(this::shown));
    }

    private JsonObject shown(Alert alert) {
        Monitor monitor = needs.monitors().find(alert.monitor()).orElse(null);
        String state = alert.state().phase().label();
        AlertNotice notice = alert.rule().notice();
        String runbook = links.runbook(notice, monitor, state);
        return AlertJson.of(alert, monitor, alerts)
                .put("runbook", runbook != null ? runbook : Links.ownRunbook(notice, monitor));
    }

    private Alert editable(RoutingContext ctx) {
        Alert alert = alert(ctx);
        if (alert.origin() == Origin.CONFIG) {
            throw Problem.of(
                            409,
                            "rule '" + alert.rule().name() + "' of monitor '" + alert.monitor()
                                    + "' stands in the configuration file, under monitors or alerts.presets; change it there")
                    .asException();
        }
        needs.monitors().find(alert.monitor()).ifPresent(monitor -> MonitorResource.notArchived(monitor, "changed"));
        return alert;
    }

    private Alert alert(RoutingContext ctx) {
        Monitor monitor = MonitorResource.monitor(ctx, needs.monitors());
        String rule = Parameters.path(ctx, "rule");
        return alerts.find(monitor.name(), rule).orElseThrow(() -> Problem.of(
                        404,
                        "monitor '" + monitor.name() + "' has no rule '" + rule + "'; /api/v1/monitors/"
                                + monitor.name() + "/alerts lists them")
                .asException());
    }
}
