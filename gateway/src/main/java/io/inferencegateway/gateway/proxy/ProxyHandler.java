package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.admission.CallerKey;
import io.inferencegateway.gateway.grpc.GrpcCall;
import io.inferencegateway.gateway.route.CallerTokens;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.RateLimit;
import io.inferencegateway.gateway.wire.OwnFields;
import io.inferencegateway.gateway.wire.Refusal;
import io.inferencegateway.gateway.wire.RequestTarget;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a request, from its complete head to the upstream or to a refusal. Owner: one event loop.
 *
 * <p>The routing table is read once: an exchange ends on the table that it began on, and one that has to wait for a
 * place begins when it has one. From {@link Forwarding} on, the bodies move; {@link Exchange} keeps the books.
 */
final class ProxyHandler {
    private final TrafficLoop loop;

    ProxyHandler(TrafficLoop loop) {
        this.loop = loop;
    }

    /** A request whose head is well-formed. */
    void handle(HttpServerRequest request) {
        Caller caller = Caller.of(request);
        Refusal early = caller.refusal();
        if (early != null) {
            refuse(caller, request, early);
            return;
        }
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
        ModelRoute model = loop.routes().current().model(target.model());
        VersionChoice choice = model == null ? null : choose(model, exchange);
        if (model == null || choice == null) {
            GatewayAnswer.fail(loop, caller, exchange, ProxyFailure.UNKNOWN_MODEL);
            return;
        }
        ServedVersion version = loop.served(choice.route());
        exchange.routed(model, version, choice);
        ProxyFailure objection = objection(exchange, model);
        if (objection != null) {
            GatewayAnswer.fail(loop, caller, exchange, objection);
            return;
        }
        if (version.gate().tryEnter(loop.inFlightLimit(model))) {
            forward(caller, exchange, model, version);
        } else if (!QueuedRequest.begin(loop, caller, exchange, version, model.settings(), this::admitted)) {
            GatewayAnswer.fail(loop, caller, exchange, ProxyFailure.SHED);
        }
    }

    private @Nullable VersionChoice choose(ModelRoute model, Exchange exchange) {
        return VersionChoice.of(model, exchange.target(), exchange.request().headers(), loop.random());
    }

    /** A place was taken for a request that had to wait. Much may have changed since it came, so it is routed anew. */
    private void admitted(Caller caller, Exchange exchange) {
        ModelRoute model = loop.routes().current().model(exchange.target().model());
        VersionChoice choice = model == null ? null : choose(model, exchange);
        if (model == null || choice == null) {
            exchange.leaveGate();
            QueuedRequest.answer(loop, caller, exchange, ProxyFailure.UNKNOWN_MODEL);
            return;
        }
        ServedVersion version = loop.served(choice.route());
        exchange.rerouted(model, version, choice);
        forward(caller, exchange, model, version);
    }

    /** With a place taken. */
    private void forward(Caller caller, Exchange exchange, ModelRoute model, ServedVersion version) {
        exchange.admitted();
        loop.retries().request();
        new Forwarding(loop, caller, exchange, model.settings(), version).start();
    }

    /** What stands against sending it on whatever the load, or null. */
    private @Nullable ProxyFailure objection(Exchange exchange, ModelRoute model) {
        if (loop.hops().isLoop(exchange.request().headers())) {
            return ProxyFailure.LOOP;
        }
        GrpcCall call = exchange.grpc();
        if (call != null && !call.isWellFormed()) {
            return ProxyFailure.DEADLINE_GARBLED;
        }
        CallerTokens tokens = model.settings().tokens();
        if (tokens != null) {
            String holder = tokens.callerOf(exchange.request().headers().getAll(HttpHeaders.AUTHORIZATION));
            if (holder == null) {
                return ProxyFailure.UNAUTHORIZED;
            }
            exchange.showedTokenOf(holder);
        }
        RateLimit limit = model.settings().rate();
        if (limit != null && !takeFromBudget(exchange, model, limit)) {
            return ProxyFailure.RATE_LIMITED;
        }
        return exchange.length().bytes() > model.settings().requestBodyLimitBytes()
                ? ProxyFailure.BODY_TOO_LARGE
                : null;
    }

    private boolean takeFromBudget(Exchange exchange, ModelRoute model, RateLimit limit) {
        long now = System.nanoTime();
        String caller = CallerKey.of(limit, exchange.request(), loop.trustedPeers());
        long waitNanos = loop.limiter(model.id(), limit, now).take(caller, now);
        exchange.retryAfter(waitNanos);
        return waitNanos == 0;
    }

    /** A request that the decoder refused; its connection is closed after the answer. */
    void handleInvalid(HttpServerRequest request) {
        Caller caller = Caller.of(request);
        Throwable fault = request.decoderResult().cause();
        refuse(caller, request, fault == null ? Refusal.GARBLED : Refusal.of(fault));
    }

    /** Whoever speaks HTTP/1 where HTTP/2 is to be known beforehand; the connection was not made one of ours. */
    void handleHttp1OnH2c(HttpServerRequest request) {
        loop.telemetry().unroutable(505, Outcome.CLIENT_ERROR);
        request.response()
                .setStatusCode(505)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end("This listener speaks HTTP/2 with prior knowledge only.\n")
                .onComplete(written -> request.connection().close());
    }

    /** Whatever the head says is not looked at. */
    private void refuse(Caller caller, HttpServerRequest request, Refusal refusal) {
        Exchange exchange = open(caller, request, RequestTarget.parse("GET", "*"));
        GatewayAnswer.refuse(loop, caller, exchange, refusal);
    }

    private Exchange open(Caller caller, HttpServerRequest request, RequestTarget target) {
        caller.trailers().headHandled();
        String offered = request.getHeader(OwnFields.REQUEST_ID);
        return new Exchange(loop, caller, request, target, RequestIds.keepOrCreate(offered));
    }
}
