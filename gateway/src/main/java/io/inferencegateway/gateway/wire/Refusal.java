package io.inferencegateway.gateway.wire;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/**
 * Why the gateway itself turns a request away. {@code detail} is a constant sentence: nothing that a caller sent is ever
 * echoed in it. This class is the one place where a fault of a request's head becomes a status.
 *
 * @param status the HTTP status to answer with
 * @param title the short name of the fault
 * @param detail what the caller has to change
 */
public record Refusal(int status, String title, String detail) {
    public static final Refusal GARBLED = badRequest("The request is not well-formed HTTP/1.1.");

    private static final Refusal LONG_LINE = new Refusal(414, "URI Too Long", "The request line is longer than 8 KiB.");
    private static final Refusal LARGE_HEAD =
            new Refusal(431, "Request Header Fields Too Large", "The header fields exceed 60 KiB or 100 fields.");

    static Refusal badRequest(String detail) {
        return new Refusal(400, "Bad Request", detail);
    }

    static Refusal notFound(String detail) {
        return new Refusal(404, "Not Found", detail);
    }

    static Refusal tooManyFields() {
        return LARGE_HEAD;
    }

    /** The refusal that a decoder's fault stands for; whatever is not known by name is a garbled request. */
    public static Refusal of(Throwable fault) {
        if (fault instanceof RefusedRequest refused) {
            return refused.refusal();
        }
        if (fault instanceof TooLongHttpLineException) {
            return LONG_LINE;
        }
        if (fault instanceof TooLongHttpHeaderException) {
            return LARGE_HEAD;
        }
        return GARBLED;
    }
}
