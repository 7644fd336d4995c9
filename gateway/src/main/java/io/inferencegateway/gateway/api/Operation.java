package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.config.GatewayConfig.Role;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * One method on one path of the admin API. The router is built from a list of these and the OpenAPI document is tested
 * against the same list, so neither can name an operation that the other lacks.
 *
 * @param template the path as OpenAPI writes it, such as {@code /api/v1/models/{id}}
 * @param role what a caller must be where the configuration has tokens; null: anyone (probes, the console's own files)
 */
record Operation(HttpMethod method, String template, @Nullable Role role, Handler<RoutingContext> handler) {
    /** The template in vertx-web's notation. */
    String routePath() {
        return template.replace('{', ':').replace("}", "");
    }

    boolean changesState() {
        return !method.equals(HttpMethod.GET);
    }

    static Operation open(String template, Handler<RoutingContext> handler) {
        return new Operation(HttpMethod.GET, template, null, handler);
    }

    static Operation get(String template, Handler<RoutingContext> handler) {
        return new Operation(HttpMethod.GET, template, Role.VIEWER, handler);
    }

    static Operation post(String template, Handler<RoutingContext> handler) {
        return new Operation(HttpMethod.POST, template, Role.OPERATOR, handler);
    }

    static Operation put(String template, Handler<RoutingContext> handler) {
        return new Operation(HttpMethod.PUT, template, Role.OPERATOR, handler);
    }

    static Operation delete(String template, Handler<RoutingContext> handler) {
        return new Operation(HttpMethod.DELETE, template, Role.OPERATOR, handler);
    }
}
