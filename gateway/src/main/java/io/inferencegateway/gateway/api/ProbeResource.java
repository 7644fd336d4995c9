package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.state.StateHealth;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** What machines ask: metrics for Prometheus, liveness and readiness for whoever runs the gateway. */
final class ProbeResource {
    private final AdminDependencies needs;
    private final SharedPages pages;

    ProbeResource(Vertx vertx, AdminDependencies needs) {
        this.needs = needs;
        this.pages = new SharedPages(vertx, needs.metrics());
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/metrics", this::metrics),
                Operation.open("/healthz", this::alive),
                Operation.open("/readyz", this::ready));
    }

    /** A storage that fails is told and is no reason for a restart: traffic goes on, and the decisions wait in memory. */
    private void alive(RoutingContext ctx) {
        StateHealth state = needs.state().get();
        JsonObject alive = new JsonObject().put("status", "ok").put("state", state.isWell() ? "well" : "failing");
        // Its name without its folder: this page is open to everybody.
        state.damagedFile().ifPresent(file -> alive.put("started_without", String.valueOf(file.getFileName())));
        Answers.json(ctx, 200, alive);
    }

    private void metrics(RoutingContext ctx) {
        String accept = ctx.request().getHeader("Accept");
        pages.get(accept == null ? "" : accept)
                .onSuccess(page -> ctx.response()
                        .putHeader("Content-Type", page.contentType())
                        .putHeader("Cache-Control", "no-store")
                        .end(Buffer.buffer(page.body())))
                .onFailure(ctx::fail);
    }

    private void ready(RoutingContext ctx) {
        if (needs.ready().getAsBoolean()) {
            Answers.json(ctx, 200, new JsonObject().put("status", "ready"));
        } else {
            throw Problem.of(503, "the gateway drains: it finishes what it has and takes nothing new")
                    .asException();
        }
    }
}
