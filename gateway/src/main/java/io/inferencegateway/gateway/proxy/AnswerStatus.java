package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.grpc.GrpcCall;
import io.inferencegateway.gateway.grpc.GrpcStatus;
import io.inferencegateway.monitoring.stats.Outcome;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

/**
 * The HTTP status that an upstream's answer stands for: what stands in its head or, for a gRPC call, what its status says
 * the same as, which may be known only from the trailers. Owner: the exchange's event loop.
 */
final class AnswerStatus {
    private final boolean grpc;
    private int status;

    AnswerStatus(boolean grpc) {
        this.grpc = grpc;
    }

    void read(HttpResponse head) {
        int code = head.status().code();
        status = grpc ? GrpcCall.recordedStatus(code, head.headers().get(GrpcCall.STATUS)) : code;
    }

    /** Whether the head was enough. */
    boolean isKnown() {
        return status != GrpcCall.PENDING;
    }

    void read(HttpHeaders trailers) {
        status = GrpcStatus.of(trailers.get(GrpcCall.STATUS)).httpStatus();
    }

    /** Zero while it is not known. */
    int code() {
        return status;
    }

    /** The outcome that an upstream's own status stands for. */
    static Outcome outcomeOf(int status) {
        if (status >= 500) {
            return Outcome.UPSTREAM_ERROR;
        }
        return status >= 400 ? Outcome.CLIENT_ERROR : Outcome.OK;
    }
}
