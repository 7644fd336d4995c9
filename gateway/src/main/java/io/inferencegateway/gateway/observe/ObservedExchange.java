package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.CompletedRequest;
import org.jspecify.annotations.Nullable;

/** What a sample of a recent request shows beyond its figures. Implemented by the proxy's exchange. */
public interface ObservedExchange extends CompletedRequest {
    /** When the first byte was read from the caller, in milliseconds since the epoch. */
    long startedAtMillis();

    String requestId();

    /**
     * The W3C trace that it belongs to, 32 lower-case hexadecimal digits, or null where it belongs to none. Found out
     * when it is asked for: to be asked only of what is kept.
     */
    @Nullable
    String traceId();

    /** Whether somebody records that trace: what points to another leads nowhere. */
    boolean isTraceSampled();

    /** The method token as it came, at most 32 characters. */
    String methodToken();

    /** The path as it came, without the query: queries carry credentials. */
    String path();

    /** Authority of the upstream that answered or was tried last, or null where none was chosen. */
    @Nullable
    String upstream();

    int retries();

    /** What its caller is called where usage is counted; empty if it does not say, null where it is not counted. */
    @Nullable
    String caller();
}
