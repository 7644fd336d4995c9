package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.observe.ObservedExchange;
import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.trace.AttemptTrace;
import io.inferencegateway.gateway.trace.ExchangeTrace;
import io.inferencegateway.gateway.trace.TraceParent;
import io.inferencegateway.gateway.trace.Tracer;
import io.inferencegateway.gateway.wire.Peer;
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
    private final @Nullable ExchangeTrace trace;

    ReceivedRequest(
            TrafficLoop loop, HttpServerRequest request, RequestTarget target, String requestId, long firstByteNanos) {
        this.request = request;
        this.target = target;
        this.requestId = requestId;
        this.times = new ExchangeTimes(loop, firstByteNanos);
        Tracer tracer = loop.tracer();
        this.trace = tracer == null
                ? null
                : tracer.begin(
                        request, Peer.of(request.connection(), loop.trustedPeers()), firstByteNanos, loop.random());
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

    /** Its trace; null where none are recorded, or its caller does not record its own. */
    final @Nullable ExchangeTrace trace() {
        return trace;
    }

    /**
     * A try at an upstream begins.
     *
     * @param why {@code first}, or what made it necessary, from a closed set
     * @return null where it is not recorded
     */
    final @Nullable AttemptTrace tries(String why, ServedVersion version, Upstream replica) {
        return trace == null ? null : trace.attempt(why, version.route(), replica);
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
        if (trace != null) {
            return trace.traceId();
        }
        TraceParent parent = TraceParent.in(request.headers());
        return parent == null ? null : parent.traceId();
    }

    @Override
    public final boolean isTraceSampled() {
        if (trace != null) {
            return trace.isSampled();
        }
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
