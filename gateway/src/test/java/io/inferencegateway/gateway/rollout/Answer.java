package io.inferencegateway.gateway.rollout;

import io.inferencegateway.gateway.observe.ObservedExchange;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.RequestMethod;
import io.inferencegateway.monitoring.stats.Track;
import org.jspecify.annotations.Nullable;

/** A finished request of 5 ms, good or bad. */
public record Answer(Track track, Outcome outcome, int status) implements ObservedExchange {
    public static final Answer GOOD = new Answer(Track.CANARY, Outcome.OK, 200);
    public static final Answer BAD = new Answer(Track.CANARY, Outcome.UPSTREAM_ERROR, 500);

    @Override
    public RequestMethod method() {
        return RequestMethod.POST;
    }

    @Override
    public long latencyMicros() {
        return 5_000;
    }

    @Override
    public long upstreamResponseMicros() {
        return 4_000;
    }

    @Override
    public long upstreamFirstByteMicros() {
        return 3_000;
    }

    @Override
    public long connectMicros() {
        return 0;
    }

    @Override
    public long requestBytes() {
        return 10;
    }

    @Override
    public long responseBytes() {
        return 20;
    }

    @Override
    public long startedAtMillis() {
        return 0;
    }

    @Override
    public String requestId() {
        return "r";
    }

    @Override
    public @Nullable String traceId() {
        return null;
    }

    @Override
    public boolean isTraceSampled() {
        return false;
    }

    @Override
    public String methodToken() {
        return "POST";
    }

    @Override
    public String path() {
        return "/models/fraud";
    }

    @Override
    public @Nullable String upstream() {
        return null;
    }

    @Override
    public int retries() {
        return 0;
    }

    @Override
    public @Nullable String caller() {
        return null;
    }
}
