package io.inferencegateway.gateway.proxy;

import io.inferencegateway.monitoring.stats.CompletedRequest;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.RequestMethod;
import io.inferencegateway.monitoring.stats.Track;

/**
 * How a copy of a request ended, for the record of the version that it went to.
 *
 * @param status what a caller would have got
 * @param latencyMicros what the version took
 */
record ShadowAnswer(
        RequestMethod method,
        int status,
        Outcome outcome,
        long latencyMicros,
        UpstreamTimes times,
        long requestBytes,
        long responseBytes)
        implements CompletedRequest {
    @Override
    public Track track() {
        return Track.SHADOW;
    }

    @Override
    public long upstreamResponseMicros() {
        return times.responseMicros();
    }

    @Override
    public long upstreamFirstByteMicros() {
        return times.firstByteMicros();
    }

    @Override
    public long connectMicros() {
        return times.connectMicros();
    }
}
