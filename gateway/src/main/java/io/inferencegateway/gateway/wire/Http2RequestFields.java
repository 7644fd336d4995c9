package io.inferencegateway.gateway.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;

/** The head of a request that HTTP/1 frames, as HTTP/2 has it (RFC 9113, sections 8.2 and 8.3). Pure. */
public final class Http2RequestFields {
    private Http2RequestFields() {}

    /** @param head with its Host; its fields have been checked, and those of the connection that it came by dropped */
    public static Http2Headers of(HttpRequest head, boolean tls) {
        HttpHeaders from = head.headers();
        Http2Headers fields = new DefaultHttp2Headers(false)
                .method(AsciiString.of(head.method().asciiName()))
                .scheme(tls ? "https" : "http")
                .authority(from.get(HttpHeaderNames.HOST))
                .path(head.uri());
        copy(from, fields);
        return fields;
    }

    public static Http2Headers ofTrailers(HttpHeaders trailers) {
        Http2Headers fields = new DefaultHttp2Headers(false);
        copy(trailers, fields);
        return fields;
    }

    private static void copy(HttpHeaders from, Http2Headers to) {
        Iterator<Map.Entry<CharSequence, CharSequence>> lines = from.iteratorCharSequence();
        while (lines.hasNext()) {
            Map.Entry<CharSequence, CharSequence> line = lines.next();
            AsciiString name = AsciiString.of(line.getKey()).toLowerCase();
            if (!staysBehind(name, line.getValue())) {
                to.add(name, line.getValue());
            }
        }
    }

    private static boolean staysBehind(AsciiString name, CharSequence value) {
        return switch (name.length()) {
            case 2 ->
                name.contentEquals(HttpHeaderNames.TE) && !HttpHeaderValues.TRAILERS.contentEqualsIgnoreCase(value);
            case 4 -> name.contentEquals(HttpHeaderNames.HOST);
            case 7 -> name.contentEquals(HttpHeaderNames.UPGRADE);
            case 10 -> name.contentEquals(HttpHeaderNames.CONNECTION);
            case 17 -> name.contentEquals(HttpHeaderNames.TRANSFER_ENCODING);
            default -> false;
        };
    }
}
