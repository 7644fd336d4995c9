package io.inferencegateway.gateway.trace;

import io.inferencegateway.gateway.wire.Peer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Begins the traces of exchanges. Immutable; any event loop. Where no traces are recorded there is none.
 *
 * <p>A caller that is followed decides whether its trace is recorded; of all other requests a share is, drawn at random.
 * The draw goes upstream with the request, so that a trace is recorded by all or by nobody.
 */
public final class Tracer {
    private static final int WHOLE_BASIS_POINTS = 10_000;

    private final SpanQueue spans;
    private final int sampleBasisPoints;
    private final Predicate<Peer> followed;
    private final InstantSource clock;

    /**
     * @param spans where finished ones go
     * @param sampleBasisPoints the share that is recorded where no caller decides, 0 to 10,000
     * @param followed whose {@code traceparent} is believed
     */
    public Tracer(SpanQueue spans, int sampleBasisPoints, Predicate<Peer> followed, InstantSource clock) {
        if (sampleBasisPoints < 0 || sampleBasisPoints > WHOLE_BASIS_POINTS) {
            throw new IllegalArgumentException(sampleBasisPoints + " basis points are no share");
        }
        this.spans = spans;
        this.sampleBasisPoints = sampleBasisPoints;
        this.followed = followed;
        this.clock = clock;
    }

    /**
     * @param startNanos when its first byte was read, by {@link System#nanoTime}
     * @return null where the caller decided that nobody records its trace: then its fields go on as they came
     */
    public @Nullable ExchangeTrace begin(
            HttpServerRequest request, Peer peer, long startNanos, RandomGenerator random) {
        TraceParent parent = followed.test(peer) ? TraceParent.in(request.headers()) : null;
        if (parent != null && !parent.sampled()) {
            return null;
        }
        boolean sampled = parent != null || random.nextInt(WHOLE_BASIS_POINTS) < sampleBasisPoints;
        return new ExchangeTrace(
                spans, request, peer, parent, sampled, startNanos, sampled ? epochMinusNanoTime() : 0, random);
    }

    /** What {@link System#nanoTime} lacks to the time since the epoch. */
    private long epochMinusNanoTime() {
        Instant now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
    }
}
