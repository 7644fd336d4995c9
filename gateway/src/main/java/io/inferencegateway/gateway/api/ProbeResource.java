package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.api.MetricsPage.Wanted;
import io.inferencegateway.gateway.observe.ExpositionFormat;
import io.inferencegateway.gateway.state.StateHealth;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What machines ask: metrics for Prometheus, liveness and readiness for whoever runs the gateway. */
final class ProbeResource {
    /** As the Prometheus clients call it. */
    private static final String FAMILIES = "name[]";

    private static final int MOST_FAMILIES = 64;

    private final AdminDependencies needs;
    private final SharedPages health;
    private final SharedPages quality;
    private final PacedAnswers answers;

    /** @param unreadLimit how long a scraper may take to read its page */
    ProbeResource(Vertx vertx, AdminDependencies needs, Duration unreadLimit) {
        this.needs = needs;
        this.health = new SharedPages(vertx, needs.metrics());
        this.quality = new SharedPages(vertx, needs.qualityMetrics());
        this.answers = new PacedAnswers(vertx, unreadLimit);
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/metrics", ctx -> metrics(ctx, health)),
                Operation.get("/metrics/quality", ctx -> metrics(ctx, quality)),
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

    private void metrics(RoutingContext ctx, SharedPages pages) {
        Parameters.allow(ctx, FAMILIES);
        Set<String> families = families(ctx);
        String accept = ctx.request().getHeader(HttpHeaders.ACCEPT);
        String coding = ctx.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        Wanted wanted = new Wanted(ExpositionFormat.negotiate(accept), families);
        pages.get(new SharedPages.Kind(wanted, takesGzip(coding)))
                .onSuccess(page -> {
                    HttpServerResponse response = ctx.response()
                            .putHeader(HttpHeaders.CONTENT_TYPE, page.contentType())
                            .putHeader(HttpHeaders.VARY, "Accept, Accept-Encoding")
                            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
                    if (page.gzip()) {
                        response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
                    } else if (coding != null) {
                        // Or the listener would compress the page in a way of its own, once more for each caller.
                        response.putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
                    }
                    HttpConnection connection = ctx.request().connection();
                    answers.send(response, () -> AdminConnections.cut(connection), page.body());
                })
                .onFailure(ctx::fail);
    }

    private static Set<String> families(RoutingContext ctx) {
        List<String> names = ctx.queryParam(FAMILIES);
        if (names.size() > MOST_FAMILIES) {
            throw Parameters.invalid(FAMILIES, FAMILIES + " may be given " + MOST_FAMILIES + " times at most");
        }
        for (String name : names) {
            if (!name.matches("[a-zA-Z_:][a-zA-Z0-9_:]{0,199}")) {
                throw Parameters.invalid(
                        FAMILIES, FAMILIES + " must be the name of a metric, such as inference_gateway_requests_total");
            }
        }
        return Set.copyOf(names);
    }

    /** Whether gzip is named and not refused; a wildcard is content with the page as it is. */
    private static boolean takesGzip(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return false;
        }
        for (String coding : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = coding.replace(" ", "").split(";", 2);
            if (parts[0].equals("gzip")) {
                return parts.length == 1 || !parts[1].matches("q=0(\\.0*)?");
            }
        }
        return false;
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
