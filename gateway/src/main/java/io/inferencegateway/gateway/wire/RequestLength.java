package io.inferencegateway.gateway.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * How long a request says its body is. The decoder has made sure that there is at most one length and at most one coding.
 *
 * @param bytes 0 for no body, {@link #UNKNOWN} for a chunked one
 */
public record RequestLength(long bytes) {
    public static final long UNKNOWN = -1;
    /** No body, or one that nobody will read. */
    public static final RequestLength NONE = new RequestLength(0);

    private static final RequestLength CHUNKED = new RequestLength(UNKNOWN);

    public static RequestLength of(MultiMap fields) {
        String length = fields.get(HttpHeaderNames.CONTENT_LENGTH);
        if (length != null) {
            return ofDigits(length);
        }
        return fields.contains(HttpHeaderNames.TRANSFER_ENCODING) ? CHUNKED : NONE;
    }

    /** A body that is framed by other means than a coding: what matters is whether its length was said. */
    public static RequestLength ofOpenBody(MultiMap fields) {
        String length = fields.get(HttpHeaderNames.CONTENT_LENGTH);
        return length != null ? ofDigits(length) : CHUNKED;
    }

    private static RequestLength ofDigits(@Nullable String digits) {
        long bytes = Long.parseLong(digits == null ? "0" : digits.trim());
        return bytes == 0 ? NONE : new RequestLength(bytes);
    }

    public boolean hasBody() {
        return bytes != 0;
    }

    public boolean isKnown() {
        return bytes != UNKNOWN;
    }
}
