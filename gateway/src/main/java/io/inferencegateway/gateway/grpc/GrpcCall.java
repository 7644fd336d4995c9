package io.inferencegateway.gateway.grpc;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is particular to a request that is a gRPC call: a deadline of its caller, and an end that stands in the trailers
 * of an answer whose HTTP status is 200 whatever happened. Immutable. Times are of {@link System#nanoTime}.
 */
public final class GrpcCall {
    public static final AsciiString STATUS = AsciiString.cached("grpc-status");
    public static final AsciiString MESSAGE = AsciiString.cached("grpc-message");
    public static final AsciiString TIMEOUT = AsciiString.cached("grpc-timeout");
    public static final AsciiString MEDIA_TYPE = AsciiString.cached("application/grpc");

    /** The status of an answer that is only known at its end. */
    public static final int PENDING = 0;

    private static final long NONE = Long.MAX_VALUE;
    /** The clocks of a caller and of an upstream may find a deadline over this much before ours does. */
    private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final long startNanos;
    private final long timeoutNanos;

    private GrpcCall(long startNanos, long timeoutNanos) {
        this.startNanos = startNanos;
        this.timeoutNanos = timeoutNanos;
    }

    /**
     * Whether a content type is gRPC's. gRPC-Web, whose callers read no trailers, is another protocol.
     *
     * @param contentType of a request or an answer
     */
    public static boolean is(@Nullable CharSequence contentType) {
        int length = MEDIA_TYPE.length();
        if (contentType == null
                || contentType.length() < length
                || !AsciiString.regionMatches(contentType, true, 0, MEDIA_TYPE, 0, length)) {
            return false;
        }
        return contentType.length() == length || "+; ".indexOf(contentType.charAt(length)) >= 0;
    }

    /**
     * The call that a request over HTTP/2 is, or null where it is none.
     *
     * @param fields of its head
     */
    public static @Nullable GrpcCall of(MultiMap fields, long startNanos) {
        return is(fields.get(HttpHeaders.CONTENT_TYPE)) ? begun(startNanos, fields.getAll(TIMEOUT)) : null;
    }

    /**
     * @param startNanos when its first byte came
     * @param timeouts the lines of {@code grpc-timeout}
     */
    public static GrpcCall begun(long startNanos, List<String> timeouts) {
        return switch (timeouts.size()) {
            case 0 -> new GrpcCall(startNanos, NONE);
            case 1 -> new GrpcCall(startNanos, GrpcTimeout.nanosOf(timeouts.get(0)));
            default -> new GrpcCall(startNanos, GrpcTimeout.MALFORMED);
        };
    }

    /** Whether its timeout is one, or absent. */
    public boolean isWellFormed() {
        return timeoutNanos != GrpcTimeout.MALFORMED;
    }

    /** How long its caller waits in all; {@link Long#MAX_VALUE} for ever. */
    public long timeoutNanos() {
        return timeoutNanos;
    }

    /**
     * What to tell the upstream about the time that is left, or null where the caller said nothing.
     *
     * @param totalNanos what the gateway allows in all
     */
    public @Nullable String timeLeft(long nowNanos, long totalNanos) {
        return timeoutNanos == NONE
                ? null
                : GrpcTimeout.written(Math.min(timeoutNanos, totalNanos) - (nowNanos - startNanos));
    }

    /** Whether who gives up now does so because the caller's time is up. */
    public boolean isOver(long nowNanos) {
        return timeoutNanos != NONE && nowNanos - startNanos >= timeoutNanos - Math.min(SLACK_NANOS, timeoutNanos / 2);
    }

    /**
     * The status under which an answer is recorded, or {@link #PENDING} where its trailers will tell.
     *
     * @param httpStatus of the answer
     * @param grpcStatus in its head, where it has no more than that
     */
    public static int recordedStatus(int httpStatus, @Nullable CharSequence grpcStatus) {
        if (httpStatus != 200) {
            return httpStatus;
        }
        return grpcStatus == null ? PENDING : GrpcStatus.of(grpcStatus).httpStatus();
    }
}
