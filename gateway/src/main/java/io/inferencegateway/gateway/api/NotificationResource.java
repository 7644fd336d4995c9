package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.control.Notification;
import io.inferencegateway.gateway.notify.Announcer;
import io.inferencegateway.gateway.observe.Monitor;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** What became of alerts, and how those do who are told. */
final class NotificationResource {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final AdminDependencies needs;

    NotificationResource(AdminDependencies needs) {
        this.needs = needs;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/api/v1/notifications", this::list),
                Operation.get("/api/v1/notifications/receivers", this::receivers),
                Operation.post("/api/v1/notifications/test", this::test));
    }

    private void receivers(RoutingContext ctx) {
        Parameters.allow(ctx);
        Answers.json(
                ctx,
                200,
                Answers.list("receivers", needs.notifications().announcer().receivers(), NotificationResource::shown));
    }

    private static JsonObject shown(Announcer.Standing receiver) {
        JsonObject json = new JsonObject()
                .put("name", receiver.name())
                .put("kind", receiver.kind())
                .put("topics", new JsonArray(receiver.topics()))
                .put("waiting", receiver.waiting());
        receiver.counts().forEach((result, count) -> json.put(result.label(), count));
        return json.put("last_failure", receiver.lastFailure());
    }

    private void test(RoutingContext ctx) {
        JsonBody body = JsonBody.required(ctx);
        String name = body.text("receiver", Monitor.NAME, AlertBody.NAME_RULE);
        body.check();
        long start = System.nanoTime();
        Future<Announcer.Trial> trial = needs.notifications()
                .announcer()
                .tryOut(name)
                .orElseThrow(() -> Problem.of(
                                404, "there is no receiver '" + name + "'; /api/v1/notifications/receivers lists them")
                        .asException());
        Answers.json(ctx, 200, trial.map(result -> new JsonObject()
                .put("receiver", name)
                .put("delivered", result.delivered())
                .put("detail", result.detail())
                .put("took_ms", (System.nanoTime() - start) / 1_000_000)));
    }

    private void list(RoutingContext ctx) {
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
}
