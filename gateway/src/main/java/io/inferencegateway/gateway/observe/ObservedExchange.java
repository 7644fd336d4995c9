package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.CompletedRequest;
import org.jspecify.annotations.Nullable;

/** What a sample of a recent request shows beyond its figures. Implemented by the proxy's exchange. */
public interface ObservedExchange extends CompletedRequest {
    /** When the first byte was read from the caller, in milliseconds since the epoch. */
    long startedAtMillis();

    String requestId();

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
