package io.inferencegateway.gateway.trace;

import io.inferencegateway.gateway.observe.ObservedExchange;
import io.inferencegateway.gateway.route.UpstreamProtocol;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.Track;
import org.jspecify.annotations.Nullable;

/** A span that is over, in the terms of this gateway. Immutable: made on an event loop, written elsewhere. */
public sealed interface FinishedSpan {
    SpanIds ids();

    /** Since the epoch. */
    long startNanos();

    /** Since the epoch. */
    long endNanos();

    /** The method token as it came, at most 32 characters. */
    String method();

    /**
     * A request from its caller to its end.
     *
     * @param path as it came, without the query: queries carry credentials
     * @param scheme {@code http} or {@code https}
     * @param authority the host and perhaps the port that the caller asked for, or null where it named none
     * @param protocolVersion such as {@code 1.1}
     * @param grpc whether it is a gRPC call, whose status stands for what gRPC said
     * @param version that served, or null where none was chosen
     * @param canary whether a canary had it, even one that stable answered for
     * @param waitedMicros in the queue; 0 where it did not wait
     * @param connectMicros to a usable connection, or {@link ObservedExchange#NOT_MEASURED}
     * @param firstByteMicros the upstream's, or {@link ObservedExchange#NOT_MEASURED}
     * @param latencyMicros as it was recorded: of what left HTTP, the handshake's
     */
    record Server(
            SpanIds ids,
            long startNanos,
            long endNanos,
            String method,
            String path,
            String scheme,
            @Nullable String authority,
            String protocolVersion,
            boolean grpc,
            int status,
            Outcome outcome,
            @Nullable ModelVersion version,
            Track track,
            boolean canary,
            int retries,
            String requestId,
            long waitedMicros,
            long connectMicros,
            long firstByteMicros,
            long latencyMicros,
            long requestBytes,
            long responseBytes)
            implements FinishedSpan {}

    /**
     * One try at one upstream.
     *
     * @param why {@code first}, or what made it necessary, from a closed set
     * @param ordinal how many tries of the same request came before it
     * @param authority the upstream's in the configuration
     * @param address where it was connected to
     * @param path that it was asked for, without the query
     * @param status 0 where it did not answer
     * @param error what went wrong, from a closed set, or null
     * @param abandoned whether it was let go because nobody needed its answer any more
     */
    record Client(
            SpanIds ids,
            long startNanos,
            long endNanos,
            String method,
            String why,
            int ordinal,
            ModelVersion version,
            UpstreamProtocol protocol,
            boolean tls,
            String authority,
            String address,
            int port,
            String path,
            int status,
            @Nullable String error,
            boolean abandoned)
            implements FinishedSpan {}
}
