package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.observe.ObservedExchange;
import io.inferencegateway.gateway.trace.TraceParent;
import io.inferencegateway.gateway.wire.RequestTarget;
import io.inferencegateway.monitoring.stats.RequestMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** What is known of a request from its head, and its times. Owner: its exchange's event loop. */
abstract class ReceivedRequest implements ObservedExchange {
    private static final int MAX_METHOD_LENGTH = 32;

    private final HttpServerRequest request;
    private final RequestTarget target;
    private final String requestId;
    private final ExchangeTimes times;

    ReceivedRequest(HttpServerRequest request, RequestTarget target, String requestId, ExchangeTimes times) {
        this.request = request;
        this.target = target;
        this.requestId = requestId;
        this.times = times;
    }

    final HttpServerRequest request() {
        return request;
    }

    final RequestTarget target() {
        return target;
    }

    /** When it began, and when an upstream was sent it and answered, which {@link Forwarding} writes down. */
    final ExchangeTimes times() {
        return times;
    }

    @Override
    public final long startedAtMillis() {
        return times.startedAtMillis();
    }

    @Override
    public final String requestId() {
        return requestId;
    }

    @Override
    public final @Nullable String traceId() {
        TraceParent parent = TraceParent.in(request.headers());
        return parent == null ? null : parent.traceId();
    }

    @Override
    public final boolean isTraceSampled() {
        TraceParent parent = TraceParent.in(request.headers());
        return parent != null && parent.sampled();
    }

    @Override
    public final String methodToken() {
        String token = request.method().name();
        return token.length() <= MAX_METHOD_LENGTH ? token : token.substring(0, MAX_METHOD_LENGTH);
    }

    @Override
    public final String path() {
        return target.path();
    }

    @Override
    public final RequestMethod method() {
        return RequestMethod.of(request.method().name());
    }

    @Override
    public final long latencyMicros() {
        return times.latencyMicros();
    }

    @Override
    public final long upstreamResponseMicros() {
        return times.responseMicros();
    }

    @Override
    public final long upstreamFirstByteMicros() {
        return times.firstByteMicros();
    }

    @Override
    public final long connectMicros() {
        return times.connectMicros();
    }
}
