package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.control.Alert;
import io.inferencegateway.gateway.control.AlertEvaluator;
import io.inferencegateway.gateway.control.Notification;
import io.inferencegateway.gateway.observe.Monitor;
import io.inferencegateway.gateway.rollout.RolloutView;
import io.inferencegateway.monitoring.alert.AlertMetric;
import io.inferencegateway.monitoring.alert.AlertRule;
import io.inferencegateway.monitoring.alert.AlertRule.Comparison;
import io.inferencegateway.monitoring.alert.AlertState.Phase;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Alert rules of monitors, and what became of them. */
final class AlertResource {
    private static final Pattern SEVERITY = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final String NAME_RULE = "1 to 64 of the characters A-Z a-z 0-9 . _ -";
    private static final double MOST_MILLIS_OR_RATE = 1e9;
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final AdminDependencies needs;
    private final AlertEvaluator alerts;

    AlertResource(AdminDependencies needs) {
        this.needs = needs;
        this.alerts = needs.alerts();
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/api/v1/monitors/{name}/alerts", this::ofMonitor),
                Operation.post("/api/v1/monitors/{name}/alerts", this::create),
                Operation.get(
                        "/api/v1/monitors/{name}/alerts/{rule}", ctx -> Answers.json(ctx, 200, toJson(alert(ctx)))),
                Operation.put("/api/v1/monitors/{name}/alerts/{rule}", this::replace),
                Operation.delete("/api/v1/monitors/{name}/alerts/{rule}", this::delete),
                Operation.get("/api/v1/alerts", this::all),
                Operation.get("/api/v1/notifications", this::notifications));
    }

    private void ofMonitor(RoutingContext ctx) {
        Monitor monitor = MonitorResource.monitor(ctx, needs.monitors());
        Answers.json(ctx, 200, Answers.list("alerts", alerts.of(monitor.name()), AlertResource::toJson));
    }

    private void all(RoutingContext ctx) {
        Parameters.allow(ctx, "state");
        String wanted = Parameters.text(ctx, "state");
        if (wanted != null
                && Stream.of(Phase.values()).noneMatch(phase -> phase.label().equals(wanted))) {
            throw Parameters.invalid("state", "state must be one of " + labels(Phase.values(), Phase::label));
        }
        List<Alert> shown = alerts.all().stream()
                .filter(alert -> wanted == null || alert.state().phase().label().equals(wanted))
                .toList();
        Answers.json(ctx, 200, Answers.list("alerts", shown, AlertResource::toJson));
    }

    private void create(RoutingContext ctx) {
        Monitor monitor = MonitorResource.monitor(ctx, needs.monitors());
        JsonBody body = JsonBody.required(ctx);
        String name = body.text("name", Monitor.NAME, NAME_RULE);
        Definition definition = Definition.read(body);
        body.check();
        if (alerts.find(monitor.name(), name).isPresent()) {
            throw Problem.of(409, "monitor '" + monitor.name() + "' has a rule '" + name + "' already; PUT changes it")
                    .asException();
        }
        if (alerts.all().size() >= AlertEvaluator.MOST) {
            throw Problem.of(409, "there are " + AlertEvaluator.MOST + " alert rules already; delete one")
                    .asException();
        }
        ctx.response().putHeader("Location", "/api/v1/monitors/" + monitor.name() + "/alerts/" + name);
        Answers.json(
                ctx, 201, alerts.define(monitor.name(), definition.named(name)).map(AlertResource::toJson));
    }

    private void replace(RoutingContext ctx) {
        Alert before = alert(ctx);
        String name = before.rule().name();
        JsonBody body = JsonBody.required(ctx);
        if (body.has("name") && !name.equals(body.text("name", Monitor.NAME, NAME_RULE))) {
            body.reject("name", "a rule keeps its name; make another one");
        }
        Definition definition = Definition.read(body);
        body.check();
        Answers.json(
                ctx,
                200,
                alerts.define(before.monitor(), definition.named(name)).map(AlertResource::toJson));
    }

    private void delete(RoutingContext ctx) {
        Alert alert = alert(ctx);
        alerts.remove(alert.monitor(), alert.rule().name())
                .onSuccess(gone -> ctx.response().setStatusCode(204).end())
                .onFailure(ctx::fail);
    }

    private void notifications(RoutingContext ctx) {
        Parameters.allow(ctx, "monitor", "limit");
        String monitor = Parameters.text(ctx, "monitor");
        int limit = Parameters.integer(ctx, "limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
        List<Notification> shown = needs.notifications().recent().stream()
                .filter(notification ->
                        monitor == null || notification.monitor().equals(monitor))
                .limit(limit)
                .toList();
        Answers.json(ctx, 200, Answers.list("notifications", shown, Notification::toJson));
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

    /** A rule without its name, which stands in the body or in the path. */
    private record Definition(
            AlertMetric metric, Comparison comparison, double threshold, Duration sustained, String severity) {

        static Definition read(JsonBody body) {
            AlertMetric metric = body.parsed(
                    "metric",
                    label -> oneOf("metric", label, AlertMetric.values(), AlertMetric::label),
                    AlertMetric.P99_LATENCY_MS,
                    false);
            Comparison comparison = body.parsed(
                    "comparison",
                    label -> oneOf("comparison", label, Comparison.values(), Comparison::label),
                    Comparison.ABOVE,
                    false);
            boolean fraction = metric == AlertMetric.ERROR_RATE || metric == AlertMetric.TRAFFIC_ERROR_RATE;
            double threshold = fraction
                    ? body.number("threshold", 0, 1, "a fraction from 0 to 1, such as 0.05 for 5 %")
                    : body.number("threshold", 0, MOST_MILLIS_OR_RATE, "a number of at least 0");
            Duration sustained = body.parsed("for", Definition::sustained, Duration.ZERO, true);
            String severity =
                    body.has("severity") ? body.text("severity", SEVERITY, "a word such as critical") : "warning";
            return new Definition(metric, comparison, threshold, sustained, severity);
        }

        AlertRule named(String name) {
            return new AlertRule(name, metric, comparison, threshold, sustained, severity);
        }

        private static Duration sustained(String text) {
            Duration duration = Quantities.duration(text);
            if (duration.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("for may be 7d at most");
            }
            return duration;
        }
    }

    private static <E> E oneOf(String field, String label, E[] values, Function<E, String> labelOf) {
        return Arrays.stream(values)
                .filter(value -> labelOf.apply(value).equals(label.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(field + " must be one of " + labels(values, labelOf)));
    }

    private static <E> String labels(E[] values, Function<E, String> labelOf) {
        return Arrays.stream(values).map(labelOf).collect(Collectors.joining(", "));
    }

    private static JsonObject toJson(Alert alert) {
        AlertRule rule = alert.rule();
        @Nullable Double value = alert.value().isPresent() ? alert.value().getAsDouble() : null;
        return new JsonObject()
                .put("monitor", alert.monitor())
                .put("name", rule.name())
                .put("metric", rule.metric().label())
                .put("comparison", rule.comparison().label())
                .put("threshold", rule.threshold())
                .put("for", RolloutView.duration(rule.sustained()))
                .put("severity", rule.severity())
                .put("state", alert.state().phase().label())
                .put("since", Instant.ofEpochMilli(alert.state().sinceMillis()).toString())
                .put("value", value);
    }
}
