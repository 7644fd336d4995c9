package io.inferencegateway.gateway.grpc;

import org.jspecify.annotations.Nullable;

/**
 * How a gRPC call ended, by its number on the wire, and the HTTP status that says the same (google.rpc.Code): the one
 * under which it is recorded, since all of them travel as 200.
 */
public enum GrpcStatus {
    OK(200),
    CANCELLED(499),
    UNKNOWN(500),
    INVALID_ARGUMENT(400),
    DEADLINE_EXCEEDED(504),
    NOT_FOUND(404),
    ALREADY_EXISTS(409),
    PERMISSION_DENIED(403),
    RESOURCE_EXHAUSTED(429),
    FAILED_PRECONDITION(400),
    ABORTED(409),
    OUT_OF_RANGE(400),
    UNIMPLEMENTED(501),
    INTERNAL(500),
    UNAVAILABLE(503),
    DATA_LOSS(500),
    UNAUTHENTICATED(401);

    private static final GrpcStatus[] BY_NUMBER = values();

    private final int httpStatus;

    GrpcStatus(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /** The HTTP status that says the same; 500 and above are the version's errors. */
    public int httpStatus() {
        return httpStatus;
    }

    /** The number on the wire. */
    @SuppressWarnings("EnumOrdinal") // the numbers are fixed by the protocol, and without a gap
    public int number() {
        return ordinal();
    }

    /** What stands in {@code grpc-status}; a call without one, or with anything else in it, is of unknown end. */
    public static GrpcStatus of(@Nullable CharSequence field) {
        if (field == null || field.length() == 0 || field.length() > 2) {
            return UNKNOWN;
        }
        int number = 0;
        for (int i = 0; i < field.length(); i++) {
            int digit = field.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return UNKNOWN;
            }
            number = number * 10 + digit;
        }
        return number < BY_NUMBER.length ? BY_NUMBER[number] : UNKNOWN;
    }

    /**
     * What the gateway's own refusal tells a gRPC caller: what the protocol has a client make of such an HTTP status, but
     * for a message that is too large.
     */
    public static GrpcStatus ofRefusal(int httpStatus) {
        return switch (httpStatus) {
            case 400, 431 -> INTERNAL;
            case 401 -> UNAUTHENTICATED;
            case 403 -> PERMISSION_DENIED;
            case 404, 501 -> UNIMPLEMENTED;
            case 413 -> RESOURCE_EXHAUSTED;
            case 429, 502, 503, 504 -> UNAVAILABLE;
            default -> UNKNOWN;
        };
    }
}
