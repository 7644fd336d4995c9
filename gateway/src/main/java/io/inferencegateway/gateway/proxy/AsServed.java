package io.inferencegateway.gateway.proxy;

import io.inferencegateway.monitoring.stats.CompletedRequest;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.RequestMethod;
import io.inferencegateway.monitoring.stats.Track;

/**
 * A request as its version served it: what it waited in the queue is the model's, and the time in which the event loop
 * stood still the gateway's, so no version is judged by them.
 *
 * @param latencyMicros from the end of the wait to the last byte, less what the loop stood still
 */
record AsServed(CompletedRequest request, long latencyMicros) implements CompletedRequest {
    @Override
    public Track track() {
        return request.track();
    }

    @Override
    public RequestMethod method() {
        return request.method();
    }

    @Override
    public int status() {
        return request.status();
    }

    @Override
    public Outcome outcome() {
        return request.outcome();
    }

    @Override
    public long upstreamResponseMicros() {
        return request.upstreamResponseMicros();
    }

    @Override
    public long upstreamFirstByteMicros() {
        return request.upstreamFirstByteMicros();
    }

    @Override
    public long connectMicros() {
        return request.connectMicros();
    }

    @Override
    public long requestBytes() {
        return request.requestBytes();
    }

    @Override
    public long responseBytes() {
        return request.responseBytes();
    }
}
