package io.inferencegateway.gateway.wire;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules for an answer's head over HTTP/2 (RFC 9113, sections 8.2 and 8.3): one {@code :status} within 100..599 that is
 * not 101, no other pseudo-header, no field of a connection, one plain length at most. Pure.
 */
public final class Http2AnswerHead {
    private static final HttpVersion HTTP_2 = new HttpVersion("HTTP", 2, 0, true);
    private static final AsciiString STATUS = Http2Headers.PseudoHeaderName.STATUS.value();
    private static final int NONE = -1;

    private Http2AnswerHead() {}

    /** The head in the words of HTTP/1, its version 2.0, or null where it is malformed. */
    public static @Nullable HttpResponse read(Http2Headers head) {
        HeadersMultiMap fields = HeadersMultiMap.httpHeaders();
        int status = NONE;
        int lengths = 0;
        for (Map.Entry<CharSequence, CharSequence> line : head) {
            CharSequence name = line.getKey();
            CharSequence value = line.getValue();
            if (name.length() > 0 && name.charAt(0) == ':') {
                if (status != NONE || !STATUS.contentEquals(name) || !fields.isEmpty()) {
                    return null;
                }
                status = statusOf(value);
                if (status == NONE) {
                    return null;
                }
                continue;
            }
            if (Http2RequestHead.fieldFault(name, value) != null) {
                return null;
            }
            if (HttpHeaderNames.CONTENT_LENGTH.contentEquals(name) && (++lengths > 1 || !isNumber(value))) {
                return null;
            }
            fields.add(name, value);
        }
        return status == NONE ? null : new DefaultHttpResponse(HTTP_2, HttpResponseStatus.valueOf(status), fields);
    }

    private static int statusOf(CharSequence digits) {
        if (digits.length() != 3 || !isNumber(digits)) {
            return NONE;
        }
        int status = (digits.charAt(0) - '0') * 100 + (digits.charAt(1) - '0') * 10 + digits.charAt(2) - '0';
        return status < 100 || status > 599 || status == 101 ? NONE : status;
    }

    /** At most 18 digits, which a long can hold. */
    private static boolean isNumber(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > 0 && text.length() <= 18;
    }
}
