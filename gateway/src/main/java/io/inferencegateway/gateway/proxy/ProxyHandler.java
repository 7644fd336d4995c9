package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.RoutingTable;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a request, from its complete head to the upstream or to a refusal. Owner: one event loop.
 *
 * <p>The routing table is read once: an exchange ends on the table that it began on. From {@link Forwarding} on, the
 * bodies move; {@link Exchange} keeps the books.
 */
final class ProxyHandler {
    private final TrafficLoop loop;

    ProxyHandler(TrafficLoop loop) {
        this.loop = loop;
    }

    /** A request whose head is well-formed. */
    void handle(HttpServerRequest request) {
        CallerConnection caller = CallerConnection.of(request);
        RequestTarget target = RequestTarget.parse(request.method().name(), request.uri());
        Exchange exchange = open(caller, request, target);
        Refusal refusal = target.refusal();
        if (refusal != null) {
            GatewayAnswer.refuse(loop, caller, exchange, refusal);
            return;
        }
        if (target.selector() == RequestTarget.Selector.SERVER) {
            GatewayAnswer.options(loop, caller, exchange);
            return;
        }
        RoutingTable table = loop.routes().current();
        ModelRoute model = table.model(target.model());
        VersionChoice choice = model == null ? null : VersionChoice.of(model, target, request.headers(), loop.random());
        if (model == null || choice == null) {
            GatewayAnswer.fail(loop, caller, exchange, ProxyFailure.UNKNOWN_MODEL);
            return;
        }
        ServedVersion version = loop.served(choice.route());
        exchange.routed(model, version, choice);
        ProxyFailure objection = objection(exchange, model, version);
        if (objection != null) {
            GatewayAnswer.fail(loop, caller, exchange, objection);
            return;
        }
        exchange.admitted();
        loop.retries().request();
        new Forwarding(loop, caller, exchange, model.settings(), version).start();
    }

    /** What stands against sending it on, or null; null means that a place under the model's limit was taken. */
    private @Nullable ProxyFailure objection(Exchange exchange, ModelRoute model, ServedVersion version) {
        if (loop.hops().isLoop(exchange.request().headers())) {
            return ProxyFailure.LOOP;
        }
        if (exchange.length().bytes() > model.settings().requestBodyLimitBytes()) {
            return ProxyFailure.BODY_TOO_LARGE;
        }
        return version.gate().tryEnter(model.settings().inFlightLimit()) ? null : ProxyFailure.SHED;
    }

    /** A request that the decoder refused; its connection is closed after the answer. */
    void handleInvalid(HttpServerRequest request) {
        CallerConnection caller = CallerConnection.of(request);
        Throwable fault = request.decoderResult().cause();
        Refusal refusal = fault == null ? Refusal.GARBLED : Refusal.of(fault);
        Exchange exchange = open(caller, request, RequestTarget.parse("GET", "*"));
        GatewayAnswer.refuse(loop, caller, exchange, refusal);
    }

    private Exchange open(CallerConnection caller, HttpServerRequest request, RequestTarget target) {
        String offered = request.getHeader(OwnFields.REQUEST_ID);
        return new Exchange(loop, request, target, RequestIds.keepOrCreate(offered), caller.firstByteNanos());
    }
}
