package io.inferencegateway.gateway.trace;

import io.inferencegateway.gateway.observe.ObservedExchange;
import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.wire.Peer;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Track;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The trace of one exchange: what goes upstream with it and, where it is recorded, its spans. Owner: the exchange's event
 * loop.
 *
 * <p>Nothing is made of it until the exchange ends, but for the spans' ids. A copy for a canary may end later; its span
 * follows then.
 */
public final class ExchangeTrace {
    /** A request that meets many full replicas makes a try of each; more of them tell nobody more. */
    private static final int MOST_TRIES = 32;

    private static final int LONGEST_TEXT = 1_024;

    private final SpanQueue spans;
    private final HttpServerRequest request;
    private final Peer peer;
    private final @Nullable TraceParent parent;
    private final boolean sampled;
    private final String traceId;
    private final long spanId;
    private final long startNanos;
    private final long epochMinusNanoTime;
    private final RandomGenerator random;
    private final List<AttemptTrace> attempts = new ArrayList<>(2);
    private @Nullable String state;
    private boolean stateRead;
    private boolean ended;

    ExchangeTrace(
            SpanQueue spans,
            HttpServerRequest request,
            Peer peer,
            @Nullable TraceParent parent,
            boolean sampled,
            long startNanos,
            long epochMinusNanoTime,
            RandomGenerator random) {
        this.spans = spans;
        this.request = request;
        this.peer = peer;
        this.parent = parent;
        this.sampled = sampled;
        this.startNanos = startNanos;
        this.epochMinusNanoTime = epochMinusNanoTime;
        this.random = random;
        this.traceId = parent == null ? SpanIds.newTraceId(random) : parent.traceId();
        this.spanId = SpanIds.newSpanId(random);
    }

    public String traceId() {
        return traceId;
    }

    /** Whether its spans are recorded. */
    public boolean isSampled() {
        return sampled;
    }

    /**
     * A try begins.
     *
     * @param why {@code first}, or what made it necessary, from a closed set
     * @return null where it is not recorded
     */
    public @Nullable AttemptTrace attempt(String why, VersionRoute version, Upstream replica) {
        if (!sampled || attempts.size() >= MOST_TRIES) {
            return null;
        }
        AttemptTrace begun = new AttemptTrace(
                this, SpanIds.newSpanId(random), why, attempts.size(), version, replica, System.nanoTime());
        attempts.add(begun);
        return begun;
    }

    /**
     * Says in the fields for an upstream where the trace goes on. What a caller sent that is not followed, or not
     * well-formed, is taken out.
     *
     * @param attempt that sends them, or null where it is not recorded
     * @param target of the request that goes out with them
     */
    public void writeTo(MultiMap fields, @Nullable AttemptTrace attempt, String target) {
        if (attempt != null) {
            attempt.sends(target);
        }
        fields.set(
                TraceParent.NAME, SpanIds.traceParent(traceId, attempt == null ? spanId : attempt.spanId(), sampled));
        if (parent == null) {
            fields.remove(TraceParent.STATE);
        }
    }

    /**
     * The exchange is over, and so is each of its tries.
     *
     * @param served the version, or null where none was chosen
     * @param waitedNanos in the queue
     */
    public void end(ObservedExchange exchange, @Nullable ModelVersion served, long waitedNanos) {
        if (!sampled || ended) {
            return;
        }
        long endNanos = System.nanoTime();
        List<FinishedSpan> finished = new ArrayList<>(1 + attempts.size());
        boolean canary = exchange.track() == Track.CANARY;
        AttemptTrace last = last();
        if (last != null) {
            last.decided(exchange.outcome());
        }
        for (AttemptTrace attempt : attempts) {
            attempt.end();
            finished.add(attempt.finished());
            canary |= attempt.isRescue();
        }
        finished.add(server(exchange, served, canary, waitedNanos, endNanos));
        spans.offer(finished);
        ended = true;
    }

    /** The try on whose answer the exchange hung at its end, or null where there was none. */
    private @Nullable AttemptTrace last() {
        for (int i = attempts.size() - 1; i >= 0; i--) {
            if (!attempts.get(i).isAbandoned()) {
                return attempts.get(i);
            }
        }
        return null;
    }

    private FinishedSpan server(
            ObservedExchange exchange, @Nullable ModelVersion served, boolean canary, long waitedNanos, long endNanos) {
        return new FinishedSpan.Server(
                new SpanIds(traceId, state(), spanId, parent == null ? null : parent.parentId()),
                epochNanos(startNanos),
                epochNanos(endNanos),
                exchange.methodToken(),
                path(exchange.path()),
                peer.scheme(),
                authority(),
                protocolVersion(request.version()),
                isGrpc(),
                exchange.status(),
                exchange.outcome(),
                served,
                exchange.track(),
                canary,
                exchange.retries(),
                exchange.requestId(),
                waitedNanos / 1_000,
                exchange.connectMicros(),
                exchange.upstreamFirstByteMicros(),
                exchange.latencyMicros(),
                exchange.requestBytes(),
                exchange.responseBytes());
    }

    /** A try ended. Those of the exchange are told with it; a copy's end comes later. */
    void attemptEnded(AttemptTrace attempt) {
        if (ended) {
            spans.offer(List.of(attempt.finished()));
        }
    }

    SpanIds idsOf(AttemptTrace attempt) {
        return new SpanIds(traceId, state(), attempt.spanId(), SpanIds.hexadecimal(spanId));
    }

    String method() {
        String token = request.method().name();
        return token.length() <= 32 ? token : token.substring(0, 32);
    }

    /** Since the epoch. */
    long epochNanos(long nanoTime) {
        return nanoTime + epochMinusNanoTime;
    }

    private @Nullable String state() {
        if (!stateRead && parent != null) {
            stateRead = true;
            String whole = String.join(",", request.headers().getAll(TraceParent.STATE));
            // A list that is cut somewhere is no list any more.
            state = whole.isEmpty() || whole.length() > SpanIds.LONGEST_STATE ? null : whole;
        }
        return state;
    }

    private @Nullable String authority() {
        String host = request.getHeader(HttpHeaders.HOST);
        String named = host != null || request.authority() == null
                ? host
                : request.authority().toString();
        boolean plain = named != null && !named.isEmpty() && named.indexOf('@') < 0;
        return plain && !request.decoderResult().isFailure() ? bounded(named) : null;
    }

    /** Of a target that was refused unread the whole may stand for the path, with a query or a password in it. */
    private static String path(String target) {
        if (!target.startsWith("/")) {
            return "";
        }
        int end = 0;
        while (end < target.length() && target.charAt(end) != '?' && target.charAt(end) != '#') {
            end++;
        }
        return bounded(target.substring(0, end));
    }

    private boolean isGrpc() {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return request.version() == HttpVersion.HTTP_2 && type != null && type.startsWith("application/grpc");
    }

    private static String protocolVersion(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            case HTTP_2 -> "2";
        };
    }

    static String bounded(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }
}
