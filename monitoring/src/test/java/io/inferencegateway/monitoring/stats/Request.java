package io.inferencegateway.monitoring.stats;

import java.util.Random;

/** A request that ended, as tests make them up. */
record Request(
        Track track,
        RequestMethod method,
        int status,
        Outcome outcome,
        long latencyMicros,
        long upstreamResponseMicros,
        long upstreamFirstByteMicros,
        long connectMicros,
        long requestBytes,
        long responseBytes)
        implements CompletedRequest {

    static Request ok(long latencyMicros) {
        return answered(Track.STABLE, 200, Outcome.OK, latencyMicros);
    }

    static Request answered(Track track, int status, Outcome outcome, long latencyMicros) {
        return new Request(
                track,
                RequestMethod.POST,
                status,
                outcome,
                latencyMicros,
                latencyMicros / 2,
                latencyMicros / 4,
                0,
                10,
                20);
    }

    /** Any kind of request; latencies from a microsecond to minutes, as many short ones as long ones. */
    static Request random(Random random) {
        Outcome outcome = anyOf(Outcome.values(), random);
        int[] statuses = {200, 201, 400, 401, 404, 429, 499, 500, 502, 504};
        return new Request(
                anyOf(Track.values(), random),
                anyOf(RequestMethod.values(), random),
                statuses[random.nextInt(statuses.length)],
                outcome,
                randomMicros(random),
                random.nextInt(4) == 0 ? NOT_MEASURED : randomMicros(random),
                random.nextInt(4) == 0 ? NOT_MEASURED : randomMicros(random),
                random.nextInt(4) == 0 ? NOT_MEASURED : randomMicros(random),
                random.nextInt(1_000_000),
                random.nextInt(1_000_000));
    }

    private static <T> T anyOf(T[] values, Random random) {
        return values[random.nextInt(values.length)];
    }

    static long randomMicros(Random random) {
        return (long) Math.exp(random.nextDouble() * Math.log(600e6));
    }
}
