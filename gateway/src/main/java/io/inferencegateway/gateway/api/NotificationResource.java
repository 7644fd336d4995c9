package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.control.Notification;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** What became of alerts. */
final class NotificationResource {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final AdminDependencies needs;

    NotificationResource(AdminDependencies needs) {
        this.needs = needs;
    }

    List<Operation> operations() {
        return List.of(Operation.get("/api/v1/notifications", this::list));
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
