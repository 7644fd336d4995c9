package io.inferencegateway.gateway.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessageDecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of one request's head are held against, line by line and then as a whole. Owner: its decoder, which
 * begins it anew for each request; the trailers of a request count among its fields.
 */
final class HeadGrammar {
    static final int MAX_FIELDS = 100;

    private static final AsciiString HIXIE_KEY = AsciiString.cached("sec-websocket-key1");

    private long bytes;
    private int wordEnd;
    private int fields;
    private int hosts;
    private int lengths;
    private int codings;
    private boolean hixie;

    void begin() {
        bytes = 0;
        fields = 0;
        hosts = 0;
        lengths = 0;
        codings = 0;
        hixie = false;
    }

    /** So many bytes more of the head were taken from the buffer. */
    void count(int consumed) {
        bytes += consumed;
    }

    boolean isChunked() {
        return codings > 0;
    }

    boolean hasLength() {
        return lengths > 0;
    }

    // --- the request line -------------------------------------------------------------------------------------------

    void method(byte[] line, int start, int length) {
        if (start != 0 || !Tokens.isToken(line, start, length)) {
            throw new RefusedRequest("The method is not a token at the start of the request line.");
        }
        wordEnd = start + length;
    }

    void target(byte[] line, int start, int length) {
        requireOneSpaceBefore(line, start);
        for (int i = start; i < start + length; i++) {
            if (line[i] <= ' ' || line[i] == 0x7f) { // negative bytes are not ASCII either
                throw new RefusedRequest("The request target holds a character that must be escaped.");
            }
        }
        wordEnd = start + length;
    }

    void requireOneSpaceBefore(byte[] line, int start) {
        if (start != wordEnd + 1 || line[wordEnd] != ' ') {
            throw new RefusedRequest("The parts of the request line are not separated by single spaces.");
        }
    }

    static HttpVersion version(String text) {
        if (text.equals("HTTP/1.1")) {
            return HttpVersion.HTTP_1_1;
        }
        if (text.equals("HTTP/1.0")) {
            return HttpVersion.HTTP_1_0;
        }
        boolean wellFormed = text.length() == 8
                && text.startsWith("HTTP/")
                && isDigit(text.charAt(5))
                && text.charAt(6) == '.'
                && isDigit(text.charAt(7));
        if (!wellFormed) {
            throw new RefusedRequest("The request line does not end with an HTTP version.");
        }
        if (text.charAt(5) == '1') {
            return HttpVersion.HTTP_1_1; // a later minor version is served as the highest one known (RFC 9110, 2.5)
        }
        throw new RefusedRequest(
                new Refusal(505, "HTTP Version Not Supported", "This listener speaks HTTP/1.0 and HTTP/1.1."));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    // --- fields -----------------------------------------------------------------------------------------------------

    /**
     * Takes note of a field.
     *
     * @param decoded the name as Vert.x reads it
     * @return the name as it stands there
     */
    AsciiString field(byte[] line, int start, int length, AsciiString decoded) {
        switch (length) {
            case 4 -> {
                if (decoded.contentEqualsIgnoreCase(HttpHeaderNames.HOST)) {
                    hosts++;
                }
            }
            case 12 -> {
                if (isMisreadContentName(line, start, 't')) {
                    return new AsciiString(line, start, length, true);
                }
            }
            case 14 -> {
                if (isMisreadContentName(line, start, 'l')) {
                    return new AsciiString(line, start, length, true);
                }
                if (decoded.contentEqualsIgnoreCase(HttpHeaderNames.CONTENT_LENGTH)) {
                    lengths++;
                }
            }
            case 17 -> {
                if (decoded.contentEqualsIgnoreCase(HttpHeaderNames.TRANSFER_ENCODING)) {
                    codings++;
                }
            }
            case 18 -> hixie |= decoded.contentEqualsIgnoreCase(HIXIE_KEY);
            default -> {}
        }
        return decoded;
    }

    /** To be called before {@link #field}, with the name not decoded yet. */
    void fieldName(byte[] line, int start, int length) {
        if (++fields > MAX_FIELDS) {
            throw new RefusedRequest(Refusal.tooManyFields());
        }
        if (!Tokens.isToken(line, start, length)) {
            throw new RefusedRequest("A field name is not a token.");
        }
    }

    /**
     * Vert.x 5.0 does not look at the ninth letter when it recognises Content-Length and Content-Type
     * (CVE-2026-102479), so {@code Content-Xength} would frame the body.
     */
    private static boolean isMisreadContentName(byte[] line, int start, char ninth) {
        return (line[start + 8] | 0x20) != ninth && (line[start] | 0x20) == 'c';
    }

    // --- the whole head ---------------------------------------------------------------------------------------------

    /** What is wrong with a head whose lines are all well-formed, or null. */
    @Nullable
    RefusedRequest faultOf(HttpRequest request) {
        if (hasFoldedLine(request)) {
            return new RefusedRequest("A field value is folded over several lines.");
        }
        if (hixie) {
            return new RefusedRequest("The draft WebSocket handshake with an implied body is not supported.");
        }
        if (lengths > 1) {
            return new RefusedRequest("Content-Length is repeated.");
        }
        if (codings > 0) {
            @Nullable RefusedRequest refused = faultOfTransferCoding(request);
            if (refused != null) {
                return refused;
            }
        }
        boolean mayLackHost = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        if (hosts > 1 || (hosts == 0 && !mayLackHost)) {
            return new RefusedRequest("Host is missing or repeated.");
        }
        if (hosts == 1 && !Authority.isWellFormed(request.headers().get(HttpHeaderNames.HOST))) {
            return new RefusedRequest("Host is malformed.");
        }
        return null;
    }

    private @Nullable RefusedRequest faultOfTransferCoding(HttpRequest request) {
        if (lengths > 0) {
            return new RefusedRequest("Content-Length and Transfer-Encoding exclude each other.");
        }
        if (codings > 1) {
            return new RefusedRequest("Transfer-Encoding is repeated.");
        }
        if (!"chunked".equalsIgnoreCase(request.headers().get(HttpHeaderNames.TRANSFER_ENCODING))) {
            return new RefusedRequest(new Refusal(
                    501, "Not Implemented", "The only transfer coding that is understood is a single chunked."));
        }
        return null;
    }

    /**
     * Netty joins a folded line to the one before it without a trace in the result, but not without a trace in the
     * count: what was read beyond the lengths of all lines is two bytes of line end for each.
     */
    private boolean hasFoldedLine(HttpRequest request) {
        HttpMessageDecoderResult sizes = (HttpMessageDecoderResult) request.decoderResult();
        long lineEnds = (bytes - sizes.initialLineLength() - sizes.headerSize()) / 2;
        return lineEnds - 2 != fields; // the request line's and the empty line's
    }
}
