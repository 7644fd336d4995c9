package io.inferencegateway.gateway.check;

import io.inferencegateway.gateway.route.CheckedReplica;
import io.inferencegateway.gateway.route.VersionRoute;
import io.vertx.core.Future;

/** Asks one replica once. */
@FunctionalInterface
interface Probe {
    /**
     * Completes on the caller's event loop with what stood against it, or with an empty text; it never fails.
     *
     * @param route with a check
     */
    Future<String> ask(CheckedReplica replica, VersionRoute route);
}
