package io.inferencegateway.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.vertx.core.http.impl.headers.HeadersMultiMap;

/** HTTP/1.1 on the wire towards an upstream. One of each for each connection. */
final class UpstreamCodec {
    private static final int MAX_STATUS_LINE = 8 * 1024;
    private static final int MAX_HEAD = 64 * 1024;
    /** A chunk is handed on as it came; only the size of one read bounds it. */
    private static final int MAX_CHUNK = 64 * 1024;

    private UpstreamCodec() {}

    /** Writes field lines the way Vert.x does, without an object for each. */
    static final class Encoder extends HttpRequestEncoder {
        @Override
        protected void encodeHeaders(HttpHeaders headers, ByteBuf buffer) {
            if (headers instanceof HeadersMultiMap fields) {
                fields.encode(buffer, false);
            } else {
                super.encodeHeaders(headers, buffer);
            }
        }
    }

    /** Knows the method of the one request in flight, without which an answer to HEAD can't be delimited. */
    static final class Decoder extends HttpResponseDecoder {
        private boolean answersHead;
        private int lengths;

        Decoder() {
            super(new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_STATUS_LINE)
                    .setMaxHeaderSize(MAX_HEAD)
                    .setMaxChunkSize(MAX_CHUNK));
        }

        void expectAnswerTo(boolean head) {
            answersHead = head;
        }

        @Override
        protected HttpMessage createMessage(String[] statusLine) {
            lengths = 0;
            HttpVersion version = HttpVersion.valueOf(statusLine[0]);
            int status = statusOf(statusLine[1]);
            if (version.majorVersion() != 1 || status < 100 || status > 599) {
                throw new IllegalArgumentException("not an answer in HTTP/1.x");
            }
            HttpResponseStatus known = HttpResponseStatus.valueOf(status, statusLine[2]);
            return new DefaultHttpResponse(version, known, HeadersMultiMap.httpHeaders());
        }

        /** Refuses what Netty settles quietly: a length repeated on HTTP/1.0, and a line whose name no colon follows. */
        @Override
        protected AsciiString splitHeaderName(byte[] line, int start, int length) {
            int colon = start + length;
            while (colon < line.length && (line[colon] == ' ' || line[colon] == '\t')) {
                colon++;
            }
            if (colon == line.length || line[colon] != ':') {
                throw new IllegalArgumentException("a field line without a colon behind its name");
            }
            AsciiString name = super.splitHeaderName(line, start, length);
            if (name.contentEqualsIgnoreCase(HttpHeaderNames.CONTENT_LENGTH) && ++lengths > 1) {
                throw new IllegalArgumentException("Content-Length is repeated");
            }
            return name;
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return answersHead || super.isContentAlwaysEmpty(message);
        }

        @Override
        protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
            throw new IllegalArgumentException("an answer with a length and a coding");
        }

        private static int statusOf(String digits) {
            if (digits.length() != 3) {
                return -1;
            }
            int status = 0;
            for (int i = 0; i < 3; i++) {
                int digit = digits.charAt(i) - '0';
                if (digit < 0 || digit > 9) {
                    return -1;
                }
                status = status * 10 + digit;
            }
            return status;
        }
    }
}
