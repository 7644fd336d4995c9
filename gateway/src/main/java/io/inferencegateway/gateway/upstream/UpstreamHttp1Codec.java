package io.inferencegateway.gateway.upstream;

import io.inferencegateway.gateway.wire.FieldValues;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
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
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.impl.headers.HeadersMultiMap;

/** HTTP/1.1 on the wire towards an upstream. One of each for each connection. */
final class UpstreamHttp1Codec {
    private static final int MAX_STATUS_LINE = 8 * 1024;
    private static final int MAX_HEAD = 64 * 1024;
    /** A chunk is handed on as it came; only the size of one read bounds it. */
    private static final int MAX_CHUNK = 64 * 1024;

    private UpstreamHttp1Codec() {}

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
        private boolean expecting;
        private boolean sawByte;
        private int lengths;

        Decoder() {
            super(new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_STATUS_LINE)
                    .setMaxHeaderSize(MAX_HEAD)
                    .setMaxChunkSize(MAX_CHUNK));
        }

        void expectAnswerTo(boolean head) {
            answersHead = head;
            expecting = true;
            sawByte = false;
        }

        /**
         * The answer is whole.
         *
         * @return whether the upstream said more than that: what follows can't be told from the next answer
         */
        boolean endAnswer() {
            expecting = false;
            return actualReadableBytes() > 0;
        }

        /** Whether anything of an answer has come, be it half a status line. */
        boolean sawByte() {
            return sawByte;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
            if (!expecting) {
                // Nobody asked: what an idle upstream says, be it half a line, can't be matched to a request.
                ReferenceCountUtil.release(bytes);
                ctx.close();
                return;
            }
            sawByte = true;
            super.channelRead(ctx, bytes);
        }

        @Override
        protected HttpMessage createMessage(String[] statusLine) {
            lengths = 0;
            HttpVersion version = versionOf(statusLine[0]);
            int status = statusOf(statusLine[1]);
            if (status < 100 || status > 599 || !FieldValues.isClean(statusLine[2])) {
                throw new IllegalArgumentException("not an answer in HTTP/1.x");
            }
            HttpResponseStatus known = HttpResponseStatus.valueOf(status, statusLine[2]);
            return new DefaultHttpResponse(version, known, HeadersMultiMap.httpHeaders());
        }

        /**
         * Refuses what Netty settles quietly: a length repeated on HTTP/1.0, and a name that is not followed by its colon.
         * RFC 9112 (section 5.1) would have white space there removed; a server that writes it is not to be trusted with
         * its framing.
         */
        @Override
        protected AsciiString splitHeaderName(byte[] line, int start, int length) {
            int colon = start + length;
            if (colon >= line.length || line[colon] != ':') {
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

        /** Netty knows the name of the protocol in any case, and takes any other name too. */
        private static HttpVersion versionOf(String text) {
            boolean http1 =
                    text.length() == 8 && text.startsWith("HTTP/1.") && Character.digit(text.charAt(7), 10) >= 0;
            if (!http1) {
                throw new IllegalArgumentException("not an answer in HTTP/1.x");
            }
            return text.charAt(7) == '0' ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
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
