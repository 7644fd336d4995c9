package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.grpc.GrpcStatus;
import io.inferencegateway.gateway.upstream.NotHttp2Exception;
import io.inferencegateway.gateway.upstream.UpstreamLoss;
import io.inferencegateway.monitoring.stats.Outcome;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/**
 * How the gateway itself ends an exchange that did not get an upstream's whole answer. Each constant is the only place
 * that says which status, outcome and {@code Proxy-Status} error (RFC 9209, section 2.3) it is.
 */
enum ProxyFailure {
    UNKNOWN_MODEL(
            404,
            Outcome.CLIENT_ERROR,
            "Not Found",
            "There is no such model, version or label.",
            ProxyError.DESTINATION_NOT_FOUND),
    UNAUTHORIZED(
            401,
            Outcome.UNAUTHORIZED,
            "Unauthorized",
            "This model needs one of its tokens, as Authorization: Bearer or as the password of Basic.",
            ProxyError.HTTP_REQUEST_DENIED),
    RATE_LIMITED(
            429,
            Outcome.RATE_LIMITED,
            "Too Many Requests",
            "There were more requests than this model takes in the time.",
            ProxyError.HTTP_REQUEST_DENIED),
    BODY_TOO_LARGE(
            413,
            Outcome.CLIENT_ERROR,
            "Content Too Large",
            "The request body is larger than this model takes.",
            ProxyError.HTTP_REQUEST_DENIED),
    BODY_TOO_SLOW(
            408,
            Outcome.CLIENT_ERROR,
            "Request Timeout",
            "The request body stopped arriving.",
            ProxyError.HTTP_REQUEST_ERROR),
    LOOP(
            508,
            Outcome.CLIENT_ERROR,
            "Loop Detected",
            "The request came through here before.",
            ProxyError.PROXY_LOOP_DETECTED),
    SHED(
            503,
            Outcome.SHED,
            "Service Unavailable",
            "The model is at its limit of requests in flight.",
            ProxyError.CONNECTION_LIMIT_REACHED),
    UPSTREAMS_FULL(
            503,
            Outcome.SHED,
            "Service Unavailable",
            "As many connections to the upstreams of the model are in use as may be.",
            ProxyError.CONNECTION_LIMIT_REACHED),
    UPSTREAM_NOT_FOUND(
            502,
            Outcome.UPSTREAM_ERROR,
            "Bad Gateway",
            "No address is known for the host of the upstream.",
            ProxyError.DNS_ERROR),
    UPSTREAM_UNREACHABLE(
            502,
            Outcome.UPSTREAM_ERROR,
            "Bad Gateway",
            "The upstream could not be connected to.",
            ProxyError.CONNECTION_REFUSED),
    UPSTREAM_UNTRUSTED(
            502,
            Outcome.UPSTREAM_ERROR,
            "Bad Gateway",
            "The upstream could not prove who it is.",
            ProxyError.TLS_CERTIFICATE_ERROR),
    UPSTREAM_WITHOUT_TLS(
            502,
            Outcome.UPSTREAM_ERROR,
            "Bad Gateway",
            "The upstream could not be agreed with on TLS.",
            ProxyError.TLS_PROTOCOL_ERROR),
    UPSTREAM_WITHOUT_HTTP2(
            502,
            Outcome.UPSTREAM_ERROR,
            "Bad Gateway",
            "The upstream is configured with protocol: http2 and does not speak HTTP/2.",
            ProxyError.HTTP_PROTOCOL_ERROR),
    UPSTREAM_REFUSED(
            502,
            Outcome.UPSTREAM_RESET,
            "Bad Gateway",
            "The upstream refused the request without looking at it.",
            ProxyError.DESTINATION_UNAVAILABLE),
    UPGRADE_NOT_SERVED(
            501,
            Outcome.CLIENT_ERROR,
            "Not Implemented",
            "This version's upstreams are spoken to in HTTP/2, over which no WebSocket is opened.",
            ProxyError.HTTP_UPGRADE_FAILED),
    UPSTREAM_CLOSED(
            502,
            Outcome.UPSTREAM_RESET,
            "Bad Gateway",
            "The upstream closed the connection before its answer was whole.",
            ProxyError.CONNECTION_TERMINATED),
    UPSTREAM_GARBLED(
            502,
            Outcome.UPSTREAM_ERROR,
            "Bad Gateway",
            "The upstream's answer is not valid HTTP.",
            ProxyError.HTTP_PROTOCOL_ERROR),
    CONNECT_TIMEOUT(
            504,
            Outcome.TIMEOUT_CONNECT,
            "Gateway Timeout",
            "The upstream did not accept a connection in time.",
            ProxyError.CONNECTION_TIMEOUT),
    FIRST_BYTE_TIMEOUT(
            504,
            Outcome.TIMEOUT_FIRST_BYTE,
            "Gateway Timeout",
            "The upstream did not begin its answer in time.",
            ProxyError.HTTP_RESPONSE_TIMEOUT),
    IDLE_TIMEOUT(
            504,
            Outcome.TIMEOUT_IDLE,
            "Gateway Timeout",
            "The upstream stopped in the middle of the exchange.",
            ProxyError.CONNECTION_READ_TIMEOUT),
    UPLOAD_STALLED(
            504,
            Outcome.TIMEOUT_IDLE,
            "Gateway Timeout",
            "The upstream stopped taking the request, and said nothing.",
            ProxyError.CONNECTION_WRITE_TIMEOUT),
    TOTAL_TIMEOUT(
            504,
            Outcome.TIMEOUT_TOTAL,
            "Gateway Timeout",
            "The exchange took longer than this model allows.",
            ProxyError.HTTP_RESPONSE_TIMEOUT),
    DEADLINE_GARBLED(
            400,
            Outcome.CLIENT_ERROR,
            "Bad Request",
            "grpc-timeout is not up to eight digits and one of the units H, M, S, m, u and n, or is repeated.",
            ProxyError.HTTP_REQUEST_ERROR),
    DEADLINE_PASSED(
            504,
            Outcome.TIMEOUT_TOTAL,
            "Gateway Timeout",
            "The time that the caller gave in grpc-timeout is over.",
            ProxyError.HTTP_RESPONSE_TIMEOUT),
    /** No upstream was asked, so it is no fault of the version. */
    DEADLINE_PASSED_WAITING(
            503,
            Outcome.SHED,
            "Service Unavailable",
            "The model is at its limit of requests in flight, and the time in grpc-timeout is over.",
            ProxyError.CONNECTION_LIMIT_REACHED),
    INTERNAL(
            502,
            Outcome.UPSTREAM_ERROR,
            "Bad Gateway",
            "The gateway failed to relay the exchange.",
            ProxyError.PROXY_INTERNAL_ERROR);

    private final int status;
    private final Outcome outcome;
    private final String title;
    private final String detail;
    private final ProxyError error;

    ProxyFailure(int status, Outcome outcome, String title, String detail, ProxyError error) {
        this.status = status;
        this.outcome = outcome;
        this.title = title;
        this.detail = detail;
        this.error = error;
    }

    /** What a connection that did not come about is told as. */
    static ProxyFailure ofConnect(Throwable cause) {
        boolean tls = false;
        Throwable reason = cause;
        // Bounded, because causes may form a ring.
        for (int depth = 0; reason != null && depth < 16; depth++) {
            if (reason instanceof NotHttp2Exception || isAlert(reason)) {
                return UPSTREAM_WITHOUT_HTTP2;
            } else if (reason instanceof CertificateException) {
                return UPSTREAM_UNTRUSTED;
            } else if (reason instanceof ConnectTimeoutException || reason instanceof SslHandshakeTimeoutException) {
                return CONNECT_TIMEOUT;
            }
            tls |= reason instanceof SSLException;
            reason = reason.getCause();
        }
        return tls ? UPSTREAM_WITHOUT_TLS : UPSTREAM_UNREACHABLE;
    }

    static ProxyFailure ofLoss(UpstreamLoss loss) {
        return switch (loss) {
            case GARBLED -> UPSTREAM_GARBLED;
            case REFUSED -> UPSTREAM_REFUSED;
            case STALE, CLOSED_BEFORE_ANSWER, CLOSED_MID_ANSWER -> UPSTREAM_CLOSED;
        };
    }

    /** The upstream shares no protocol with us (RFC 7301, section 3.2); without HTTP/2 none was offered to it. */
    private static boolean isAlert(Throwable reason) {
        return reason instanceof SSLException
                && String.valueOf(reason.getMessage()).contains("no_application_protocol");
    }

    int status() {
        return status;
    }

    Outcome outcome() {
        return outcome;
    }

    String title() {
        return title;
    }

    String detail() {
        return detail;
    }

    ProxyError error() {
        return error;
    }

    /** What a gRPC caller is told. */
    GrpcStatus grpcStatus() {
        return switch (this) {
            case DEADLINE_PASSED, DEADLINE_PASSED_WAITING, TOTAL_TIMEOUT -> GrpcStatus.DEADLINE_EXCEEDED;
            default -> GrpcStatus.ofRefusal(status);
        };
    }

    /** Whether the version failed while there is time for another one to answer. */
    boolean mayBeRescued() {
        return switch (this) {
            case UPSTREAM_NOT_FOUND,
                    UPSTREAM_UNREACHABLE,
                    UPSTREAM_WITHOUT_HTTP2,
                    UPSTREAM_REFUSED,
                    UPSTREAM_CLOSED,
                    UPSTREAM_GARBLED,
                    CONNECT_TIMEOUT,
                    FIRST_BYTE_TIMEOUT,
                    IDLE_TIMEOUT,
                    UPLOAD_STALLED -> true;
            default -> false;
        };
    }

    /** Whether no byte of the request can have reached the replica that was tried last. */
    boolean isUnsent() {
        return switch (this) {
            case UPSTREAM_NOT_FOUND, UPSTREAM_UNREACHABLE, UPSTREAM_WITHOUT_HTTP2, UPSTREAM_REFUSED, CONNECT_TIMEOUT ->
                true;
            default -> false;
        };
    }

    /** Whether the replica showed that it is not there: what ejection counts. */
    boolean countsForEjection() {
        return switch (this) {
            case UPSTREAM_UNREACHABLE,
                    UPSTREAM_UNTRUSTED,
                    UPSTREAM_WITHOUT_TLS,
                    UPSTREAM_WITHOUT_HTTP2,
                    UPSTREAM_REFUSED,
                    UPSTREAM_CLOSED,
                    CONNECT_TIMEOUT,
                    FIRST_BYTE_TIMEOUT,
                    IDLE_TIMEOUT,
                    UPLOAD_STALLED -> true;
            default -> false;
        };
    }
}
