package io.inferencegateway.gateway.route;

import org.jspecify.annotations.Nullable;

/**
 * The limits and habits of one model on the data plane, in the units the hot path uses. Immutable.
 *
 * @param connectionLimit how many connections may be open to each upstream over all event loops; 0 for any number
 * @param keepPath whether the upstream gets the whole path instead of the tail behind the version
 * @param generative whether the tokens of its answers are counted and timed
 * @param stickyHeader the header whose value decides the split, or null
 * @param stickyCookie the cookie whose value decides the split, or null
 * @param headerOverride whether {@code x-igw-track} may choose the track
 * @param splitPinned whether a request pinned to the stable version takes part in the split
 * @param rescue whether stable answers for a canary that failed before its caller got a byte
 * @param tokens who may call it, or null for everyone
 * @param callerNames what its callers are called where usage is counted
 * @param adaptive between which bounds the number in flight is found, or null where {@code inFlightLimit} is all
 * @param hedgeAfterMillis how long an answer may take to begin before another replica is asked as well; 0 for ever
 * @param rate how many requests may come, or null for any number
 * @param capture which of its exchanges are copied for the quality plane, or null for none
 */
public record RouteSettings(
        long connectTimeoutMillis,
        long firstByteTimeoutMillis,
        long idleTimeoutMillis,
        long totalTimeoutMillis,
        long requestBodyTimeoutMillis,
        long requestBodyLimitBytes,
        int inFlightLimit,
        int queueLimit,
        long queueWaitMillis,
        int connectionLimit,
        boolean keepPath,
        boolean idempotent,
        boolean generative,
        boolean headerOverride,
        boolean splitPinned,
        boolean rescue,
        @Nullable String stickyHeader,
        @Nullable String stickyCookie,
        @Nullable CallerTokens tokens,
        CallerNames callerNames,
        @Nullable AdaptiveLimit adaptive,
        long hedgeAfterMillis,
        @Nullable RateLimit rate,
        @Nullable CaptureSettings capture) {}
