package io.inferencegateway.gateway.wire;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules for a request's head over HTTP/2 (RFC 9113, sections 8.2 and 8.3): what makes it malformed, what it is
 * refused for although it is one, and its form in the words of HTTP/1.
 */
public final class Http2RequestHead {
    private static final int MAX_FIELDS = 100;
    private static final int MAX_PATH = 8 * 1024;

    private static final Refusal OTHER_HOST = Refusal.badRequest("Host names another host than :authority.");
    private static final Refusal LONG_PATH = new Refusal(414, "URI Too Long", "The path is longer than 8 KiB.");
    private static final Refusal NO_TUNNEL = new Refusal(405, "Method Not Allowed", "This method is not served.");

    private static final AsciiString METHOD = Http2Headers.PseudoHeaderName.METHOD.value();
    private static final AsciiString SCHEME = Http2Headers.PseudoHeaderName.SCHEME.value();
    private static final AsciiString PATH = Http2Headers.PseudoHeaderName.PATH.value();
    private static final AsciiString AUTHORITY = Http2Headers.PseudoHeaderName.AUTHORITY.value();

    private Http2RequestHead() {}

    /** What makes it malformed, which is a stream error, or null. */
    public static @Nullable String faultOf(Http2Headers head) {
        int methods = 0;
        int schemes = 0;
        int paths = 0;
        int authorities = 0;
        int hosts = 0;
        boolean regular = false;
        for (Map.Entry<CharSequence, CharSequence> line : head) {
            CharSequence name = line.getKey();
            CharSequence value = line.getValue();
            if (name.length() == 0 || name.charAt(0) != ':') {
                regular = true;
                String fault = fieldFault(name, value);
                if (fault != null) {
                    return fault;
                }
                hosts += HttpHeaderNames.HOST.contentEquals(name) ? 1 : 0;
                continue;
            }
            if (!FieldValues.isClean(value) || isPadded(value)) {
                return "a pseudo-header's value holds what it may not";
            }
            if (regular) {
                return "a pseudo-header stands behind a field";
            }
            if (METHOD.contentEquals(name)) {
                methods++;
            } else if (SCHEME.contentEquals(name)) {
                schemes++;
            } else if (PATH.contentEquals(name)) {
                paths++;
            } else if (AUTHORITY.contentEquals(name)) {
                authorities++;
            } else {
                return "a pseudo-header is unknown";
            }
        }
        if (methods != 1 || authorities > 1 || hosts > 1 || !Tokens.isToken(head.method())) {
            return ":method, :authority or Host is missing or repeated";
        }
        if (isConnect(head)) {
            return schemes + paths == 0 && authorities == 1 ? null : "this is no CONNECT";
        }
        if (schemes != 1 || paths != 1 || !isScheme(head.scheme()) || !isPath(head)) {
            return ":scheme or :path is missing, repeated or malformed";
        }
        return authorities + hosts > 0 && isWellFormed(head.authority()) && isWellFormed(head.get(HttpHeaderNames.HOST))
                ? null
                : ":authority and Host are missing or malformed";
    }

    /** What a well-formed head is to be refused for, or null. */
    public static @Nullable Refusal refusalOf(Http2Headers head) {
        if (isConnect(head)) {
            return NO_TUNNEL;
        }
        if (head.size() > MAX_FIELDS + 4) {
            return Refusal.tooManyFields();
        }
        if (head.path().length() > MAX_PATH) {
            return LONG_PATH;
        }
        CharSequence authority = head.authority();
        CharSequence host = head.get(HttpHeaderNames.HOST);
        boolean differ = authority != null && host != null && !AsciiString.contentEqualsIgnoreCase(authority, host);
        return differ ? OTHER_HOST : null;
    }

    /** Host and {@code :authority} say the same, and a cookie that came in pieces is one line. */
    public static void normalise(Http2Headers head) {
        CharSequence authority = head.authority();
        if (authority == null) {
            CharSequence host = head.get(HttpHeaderNames.HOST);
            if (host != null) {
                head.authority(host);
            }
        } else {
            head.set(HttpHeaderNames.HOST, authority);
        }
        List<CharSequence> crumbs = head.getAll(HttpHeaderNames.COOKIE);
        if (crumbs.size() > 1) {
            head.set(HttpHeaderNames.COOKIE, String.join("; ", crumbs));
        }
    }

    /**
     * The trailers of a request or an answer, as HTTP/1 has them.
     *
     * @throws Http2Exception for the stream, where they are malformed
     */
    public static HttpHeaders trailersOf(int streamId, Http2Headers trailers) throws Http2Exception {
        HttpHeaders fields = DefaultHttpHeadersFactory.trailersFactory()
                .withValidation(false)
                .newHeaders();
        for (Map.Entry<CharSequence, CharSequence> line : trailers) {
            String fault = fieldFault(line.getKey(), line.getValue());
            if (fault != null || trailers.size() > MAX_FIELDS) {
                throw Http2Exception.streamError(
                        streamId, Http2Error.PROTOCOL_ERROR, fault == null ? "too many trailers" : fault);
            }
            fields.add(line.getKey(), line.getValue());
        }
        return fields;
    }

    /** What is wrong with a field that is no pseudo-header, or null. */
    static @Nullable String fieldFault(CharSequence name, CharSequence value) {
        if (!FieldValues.isClean(value) || isPadded(value)) {
            return "a field value holds what it may not";
        }
        if (!Tokens.isToken(name) || hasUpperCase(name)) {
            return "a field name is not a token in lower case";
        }
        return isOfConnection(name, value) ? "a field is specific to a connection" : null;
    }

    private static boolean isConnect(Http2Headers head) {
        return AsciiString.contentEquals("CONNECT", head.method());
    }

    private static boolean isScheme(CharSequence scheme) {
        return AsciiString.contentEqualsIgnoreCase("http", scheme)
                || AsciiString.contentEqualsIgnoreCase("https", scheme);
    }

    private static boolean isPath(Http2Headers head) {
        CharSequence path = head.path();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return false;
            }
        }
        boolean origin = path.length() > 0 && path.charAt(0) == '/';
        return origin || (AsciiString.contentEquals("*", path) && AsciiString.contentEquals("OPTIONS", head.method()));
    }

    private static boolean isWellFormed(@Nullable CharSequence authority) {
        return authority == null || Authority.isWellFormed(authority.toString());
    }

    private static boolean isOfConnection(CharSequence name, CharSequence value) {
        if (HttpHeaderNames.TE.contentEquals(name)) {
            return !HttpHeaderValues.TRAILERS.contentEqualsIgnoreCase(value);
        }
        return switch (name.length()) {
            case 7 -> HttpHeaderNames.UPGRADE.contentEquals(name);
            case 10 -> HttpHeaderNames.CONNECTION.contentEquals(name) || AsciiString.contentEquals("keep-alive", name);
            case 16 -> AsciiString.contentEquals("proxy-connection", name);
            case 17 -> HttpHeaderNames.TRANSFER_ENCODING.contentEquals(name);
            default -> false;
        };
    }

    private static boolean hasUpperCase(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return true;
            }
        }
        return false;
    }

    /** Space around a value is not part of any (RFC 9113, section 8.2.1). */
    private static boolean isPadded(CharSequence value) {
        int length = value.length();
        return length > 0 && (isBlank(value.charAt(0)) || isBlank(value.charAt(length - 1)));
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
