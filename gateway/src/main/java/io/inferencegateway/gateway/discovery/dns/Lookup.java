package io.inferencegateway.gateway.discovery.dns;

import io.inferencegateway.gateway.discovery.Answer;
import io.inferencegateway.gateway.discovery.ServiceName;
import io.vertx.core.Future;

/** Asks once where a name leads. */
@FunctionalInterface
interface Lookup {
    /** Completes on the caller's event loop, in bounded time, and never fails. */
    Future<Answer> of(ServiceName name);
}
