package io.inferencegateway.gateway.api;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes a router of operations, with what holds for all of them: safety headers, access, body rules, problems. */
final class AdminRouter {
    static final int MAX_BODY_BYTES = 64 * 1024;

    /** Nothing from elsewhere, nothing inline, no framing. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final AccessGuard guard;
    private final List<Operation> operations;
    private final AdminConnections connections;

    AdminRouter(AccessGuard guard, List<Operation> operations, AdminConnections connections) {
        this.guard = guard;
        this.operations = List.copyOf(operations);
        this.connections = connections;
    }

    Router build(Vertx vertx) {
        Router router = Router.router(vertx);
        router.route().handler(this::begin).failureHandler(Answers::failure);
        BodyHandler readBody = BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES);
        for (Operation operation : operations) {
            // Typed so that vertx-web lets it stand in front of the body: who may not call does not upload either.
            SecurityPolicyHandler admit = ctx -> admit(ctx, operation);
            if (operation.changesState()) {
                router.route(operation.method(), operation.routePath())
                        .handler(admit)
                        .handler(readBody)
                        .handler(this::begun)
                        .handler(operation.handler());
            } else {
                router.route(operation.method(), operation.routePath())
                        .method(HttpMethod.HEAD)
                        .handler(admit)
                        .handler(this::begun)
                        .handler(operation.handler());
            }
        }
        router.errorHandler(404, Answers::failure);
        router.errorHandler(405, this::methodNotAllowed);
        return router;
    }

    private void begin(RoutingContext ctx) {
        String requestId = requestId(ctx.request());
        ctx.put(Answers.REQUEST_ID, requestId);
        ctx.response()
                .putHeader("X-Request-Id", requestId)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        refuseOrGoOn(ctx, guard.refusesOrigin(ctx.request()));
    }

    private void admit(RoutingContext ctx, Operation operation) {
        Optional<Problem> refusal = guard.refusesRole(ctx, operation.role());
        if (refusal.isEmpty() && operation.changesState()) {
            refusal = refusesBody(ctx.request());
        }
        refuseOrGoOn(ctx, refusal);
    }

    /** Whoever may not call, or does not send his body, has a connection that makes room for others. */
    private void begun(RoutingContext ctx) {
        connections.atWork(ctx);
        ctx.next();
    }

    private static void refuseOrGoOn(RoutingContext ctx, Optional<Problem> refusal) {
        if (refusal.isPresent()) {
            ctx.fail(refusal.get().asException());
        } else {
            ctx.next();
        }
    }

    /** Forms and plain text are what a foreign page can send without asking; they are never what we read. */
    private static Optional<Problem> refusesBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean hasBody =
                request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null || (length != null && !length.equals("0"));
        if (!hasBody) {
            return Optional.empty();
        }
        String type = mediaType(request.getHeader(HttpHeaders.CONTENT_TYPE));
        if (type != null && type.equals("application/json")) {
            return Optional.empty();
        }
        return Optional.of(Problem.of(
                415,
                type == null
                        ? "the body has no Content-Type; send application/json"
                        : "'" + type + "' is not read here; send application/json"));
    }

    private static @Nullable String mediaType(@Nullable String header) {
        return header == null ? null : header.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    }

    private void methodNotAllowed(RoutingContext ctx) {
        TreeSet<String> allowed = new TreeSet<>();
        for (Operation operation : operations) {
            String pattern = operation.template().replaceAll("\\{[^}]+}", "[^/]+");
            if (ctx.normalizedPath().matches(pattern)) {
                allowed.add(operation.method().name());
            }
        }
        ctx.response().putHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
        Answers.problem(ctx, Problem.of(405, "this resource takes " + String.join(", ", allowed)));
    }

    private static String requestId(HttpServerRequest request) {
        String offered = request.getHeader("x-request-id");
        return offered != null && offered.matches("[A-Za-z0-9._-]{1,64}")
                ? offered
                : UUID.randomUUID().toString();
    }
}
