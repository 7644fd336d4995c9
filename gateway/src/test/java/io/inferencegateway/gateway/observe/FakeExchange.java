package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.RequestMethod;
import io.inferencegateway.monitoring.stats.Track;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** An exchange that ended, as tests make them up. */
record FakeExchange(
        long startedAtMillis,
        String requestId,
        Track track,
        RequestMethod method,
        String path,
        int status,
        Outcome outcome,
        long latencyMicros,
        long upstreamResponseMicros,
        long upstreamFirstByteMicros,
        long connectMicros,
        long requestBytes,
        long responseBytes,
        @Nullable String traceId)
        implements ObservedExchange {

    static FakeExchange answered(Track track, int status, Outcome outcome, long latencyMicros) {
        return at(0, "r", track, status, outcome, latencyMicros);
    }

    static FakeExchange at(
            long startedAtMillis, String requestId, Track track, int status, Outcome outcome, long latencyMicros) {
        return new FakeExchange(
                startedAtMillis,
                requestId,
                track,
                RequestMethod.POST,
                "/models/m/v/1/infer",
                status,
                outcome,
                latencyMicros,
                latencyMicros / 2,
                latencyMicros / 4,
                0,
                100,
                1_000,
                null);
    }

    FakeExchange inTrace(String id) {
        return new FakeExchange(
                startedAtMillis,
                requestId,
                track,
                method,
                path,
                status,
                outcome,
                latencyMicros,
                upstreamResponseMicros,
                upstreamFirstByteMicros,
                connectMicros,
                requestBytes,
                responseBytes,
                id);
    }

    static FakeExchange random(Random random) {
        int[] statuses = {200, 201, 400, 401, 404, 429, 499, 500, 502, 504};
        long latency = (long) Math.exp(random.nextDouble() * Math.log(900e6));
        return new FakeExchange(
                0,
                "r",
                anyOf(Track.values(), random),
                anyOf(RequestMethod.values(), random),
                "/p",
                statuses[random.nextInt(statuses.length)],
                anyOf(Outcome.values(), random),
                latency,
                random.nextBoolean() ? NOT_MEASURED : latency / 3,
                random.nextBoolean() ? NOT_MEASURED : latency / 5,
                random.nextBoolean() ? NOT_MEASURED : 0,
                random.nextInt(2_000),
                random.nextInt(2_000_000),
                null);
    }

    private static <T> T anyOf(T[] values, Random random) {
        return values[random.nextInt(values.length)];
    }

    @Override
    public boolean isTraceSampled() {
        return traceId != null;
    }

    @Override
    public String methodToken() {
        return method.label();
    }

    @Override
    public String upstream() {
        return "127.0.0.1:9001";
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
