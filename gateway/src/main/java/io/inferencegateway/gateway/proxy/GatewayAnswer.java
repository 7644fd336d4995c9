package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.grpc.GrpcCall;
import io.inferencegateway.gateway.grpc.GrpcMessage;
import io.inferencegateway.gateway.grpc.GrpcStatus;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.wire.OwnFields;
import io.inferencegateway.gateway.wire.Refusal;
import io.inferencegateway.gateway.wire.RequestLength;
import io.inferencegateway.monitoring.stats.Outcome;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * An answer that the gateway itself gives, on its way out. Owner: the exchange's event loop. This is the one place where
 * a failure or a refusal becomes a status, a body and fields on the wire.
 */
final class GatewayAnswer implements Caller.Listener {
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
    private static final CharSequence WWW_AUTHENTICATE = HttpHeaders.createOptimized("www-authenticate");

    private final TrafficLoop loop;
    private final Caller caller;
    private final Exchange exchange;

    private GatewayAnswer(TrafficLoop loop, Caller caller, Exchange exchange) {
        this.loop = loop;
        this.caller = caller;
        this.exchange = exchange;
    }

    /** Answers a request that must not go upstream. */
    static void refuse(TrafficLoop loop, Caller caller, Exchange exchange, Refusal refusal) {
        exchange.decide(refusal.status(), Outcome.CLIENT_ERROR);
        ProxyError error = refusal.status() == 404 ? ProxyError.DESTINATION_NOT_FOUND : ProxyError.HTTP_REQUEST_ERROR;
        new GatewayAnswer(loop, caller, exchange)
                .send(
                        refusal.status(),
                        refusal.title(),
                        refusal.detail(),
                        error,
                        GrpcStatus.ofRefusal(refusal.status()));
    }

    /** Answers in place of an upstream. */
    static void fail(TrafficLoop loop, Caller caller, Exchange exchange, ProxyFailure failure) {
        exchange.decide(failure.status(), failure.outcome());
        new GatewayAnswer(loop, caller, exchange)
                .send(failure.status(), failure.title(), failure.detail(), failure.error(), failure.grpcStatus());
    }

    /** Answers {@code OPTIONS *}: the methods that this gateway knows. */
    static void options(TrafficLoop loop, Caller caller, Exchange exchange) {
        exchange.decide(204, Outcome.OK);
        GatewayAnswer answer = new GatewayAnswer(loop, caller, exchange);
        HttpServerResponse response = answer.begin(204);
        response.headers().add(HttpHeaders.ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        answer.finish(response, null);
    }

    private void send(int status, String title, String detail, ProxyError error, GrpcStatus grpcStatus) {
        boolean grpc = exchange.grpc() != null;
        HttpServerResponse response = begin(grpc ? 200 : status);
        response.headers()
                .add(OwnFields.PROXY_STATUS, ProblemBody.proxyStatus(loop.hops().pseudonym(), error, detail));
        if (grpc) {
            // A head that is the end as well: all that a call without messages needs.
            response.headers()
                    .add(HttpHeaders.CONTENT_TYPE, GrpcCall.MEDIA_TYPE)
                    .add(GrpcCall.STATUS, Integer.toString(grpcStatus.number()))
                    .add(GrpcCall.MESSAGE, GrpcMessage.encoded(detail));
            finish(response, null);
            return;
        }
        response.headers().add(HttpHeaders.CONTENT_TYPE, OwnFields.PROBLEM_JSON);
        ModelRoute model = exchange.model();
        if (exchange.outcome() == Outcome.UNAUTHORIZED && model != null) {
            String realm = " realm=\"" + model.id() + '"';
            response.headers().add(WWW_AUTHENTICATE, "Bearer" + realm);
            response.headers().add(WWW_AUTHENTICATE, "Basic" + realm + ", charset=\"UTF-8\"");
        }
        if (exchange.outcome() == Outcome.SHED || exchange.outcome() == Outcome.RATE_LIMITED) {
            response.headers().add(RETRY_AFTER, Long.toString(exchange.retryAfterSeconds()));
        }
        finish(
                response,
                ProblemBody.json(status, title, detail, exchange.outcome().label(), exchange.requestId()));
    }

    private HttpServerResponse begin(int status) {
        caller.begin(this);
        HttpServerResponse response = exchange.request().response();
        // Whatever a relayed answer had set: this one takes its place.
        response.headers().clear();
        response.setStatusCode(status);
        response.setStatusMessage(HttpResponseStatus.valueOf(status).reasonPhrase());
        AnswerFields.addOwn(response.headers(), exchange);
        return response;
    }

    private void finish(HttpServerResponse response, @Nullable Buffer body) {
        boolean close = loop.isDraining() || exchange.request().decoderResult().isFailure() || !restMayBeDropped();
        if (close) {
            caller.sayClose(response);
        }
        exchange.judge();
        boolean bodiless = body == null || exchange.request().method().equals(HttpMethod.HEAD);
        response.headers().set(HttpHeaders.DATE, loop.date());
        if (body != null && bodiless) {
            response.headers().set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        }
        if (body != null && !bodiless) {
            exchange.countResponseBytes(body.length());
        }
        CallerWrites.end(response, bodiless ? null : body).onComplete(written -> {
            if (written.failed()) {
                exchange.callerLeft();
            }
            conclude();
            if (close) {
                caller.lingerThenClose(exchange.request());
            }
        });
    }

    /**
     * A short body that is on its way can be read and dropped; a long or a slow one costs the connection. So does one
     * that the caller held back and now need not send: what it sends next could be either that body or another request.
     */
    private boolean restMayBeDropped() {
        RequestLength length = exchange.length();
        return !length.hasBody()
                || exchange.request().isEnded()
                || (!exchange.request().headers().contains(HttpHeaders.EXPECT)
                        && !exchange.wasForwarded()
                        && length.isKnown()
                        && length.bytes() <= RequestPump.GATHER_BYTES);
    }

    private void conclude() {
        caller.end(this);
        exchange.end();
    }

    @Override
    public void onCallerBatchEnd() {
        // Nothing was held back.
    }

    @Override
    public void onCallerGone() {
        exchange.callerLeft();
        conclude();
    }

    @Override
    public void onCut() {
        conclude();
    }

    @Override
    public long answerBytes() {
        return exchange.responseBytes();
    }
}
