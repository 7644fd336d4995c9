package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.observe.ObservedExchange;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.RequestMethod;
import io.inferencegateway.monitoring.stats.Track;
import org.jspecify.annotations.Nullable;

/**
 * A request as one version served it, where that differs from what its caller met: a wait in the queue is the model's and
 * the time in which the event loop stood still the gateway's, so no version is judged by them; and a try that was
 * rescued failed all the same.
 *
 * @param latencyMicros what the version took
 */
record AsServed(ObservedExchange exchange, Track track, int status, Outcome outcome, long latencyMicros)
        implements ObservedExchange {
    @Override
    public RequestMethod method() {
        return exchange.method();
    }

    @Override
    public long upstreamResponseMicros() {
        return exchange.upstreamResponseMicros();
    }

    @Override
    public long upstreamFirstByteMicros() {
        return exchange.upstreamFirstByteMicros();
    }

    @Override
    public long connectMicros() {
        return exchange.connectMicros();
    }

    @Override
    public long requestBytes() {
        return exchange.requestBytes();
    }

    @Override
    public long responseBytes() {
        return exchange.responseBytes();
    }

    @Override
    public long startedAtMillis() {
        return exchange.startedAtMillis();
    }

    @Override
    public String requestId() {
        return exchange.requestId();
    }

    @Override
    public @Nullable String traceId() {
        return exchange.traceId();
    }

    @Override
    public boolean isTraceSampled() {
        return exchange.isTraceSampled();
    }

    @Override
    public String methodToken() {
        return exchange.methodToken();
    }

    @Override
    public String path() {
        return exchange.path();
    }

    @Override
    public @Nullable String upstream() {
        return exchange.upstream();
    }

    @Override
    public int retries() {
        return exchange.retries();
    }

    /** Nobody's: what its caller sent is counted once, with the answer that it got. */
    @Override
    public @Nullable String caller() {
        return null;
    }
}
