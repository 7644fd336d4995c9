package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Outcome;

/** What OpenTelemetry's conventions call {@code error.type} of a request, the same in metrics and in spans. Pure. */
public final class ErrorType {
    private ErrorType() {}

    /** The status where the server answered with an error, else what went wrong; empty where nothing did. */
    public static String of(Outcome outcome, int status) {
        return switch (outcome) {
            case OK, CLIENT_ERROR, RATE_LIMITED, UNAUTHORIZED -> "";
            case UPSTREAM_ERROR -> Integer.toString(status);
            case TIMEOUT_CONNECT, TIMEOUT_FIRST_BYTE, TIMEOUT_IDLE, TIMEOUT_TOTAL, CLIENT_ABORT, UPSTREAM_RESET, SHED ->
                outcome.label();
        };
    }
}
