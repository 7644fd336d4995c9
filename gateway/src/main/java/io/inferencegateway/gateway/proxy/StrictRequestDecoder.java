package io.inferencegateway.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMessageDecoderResult;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The request parser of the traffic listener: a request that two parsers could read differently dies here, and its
 * connection with it. Owned by one connection, on its event loop.
 *
 * <p>It stands on Vert.x's decoder and adds what that one lets through: names that differ from Content-Length only in
 * the ninth letter, folded lines, lengths repeated on HTTP/1.0, requests without exactly one well-formed Host, other
 * transfer codings than {@code chunked}, white space other than single spaces in the request line, empty names, the
 * implied body of the oldest WebSocket drafts, unbounded chunk overhead, more than {@value #MAX_FIELDS} fields.
 *
 * <p>A refused head reaches Vert.x as a message whose decoder result failed, in its turn behind earlier pipelined
 * requests; the server's invalid-request handler answers it ({@link Refusal#of} tells with what) and Vert.x closes the
 * connection after that answer. A refused body part closes the connection at once. Bytes behind either are discarded
 * unread.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    static final int MAX_FIELDS = 100;
    static final int MAX_REQUEST_LINE = 8 * 1024;
    static final int MAX_HEAD = 60 * 1024;

    /** Empty lines tolerated in front of a request line (RFC 9112, section 2.2). */
    private static final int MAX_EMPTY_LINES = 4;
    /** What chunk framing may cost beyond its content before it is an attack. */
    private static final int MAX_CHUNK_EXCESS = 16 * 1024;
    /** How long a refused caller may go on sending what is thrown away. */
    private static final long LINGER_MILLIS = 1_000;
    /** A fair chunk's framing: size, two line ends and a short extension. */
    private static final int FAIR_CHUNK_OVERHEAD = 16;

    private static final AsciiString HIXIE_KEY = AsciiString.cached("sec-websocket-key1");

    private enum Phase {
        BETWEEN_REQUESTS,
        HEAD,
        BODY,
        REFUSED
    }

    private final long headTimeoutMillis;

    private @Nullable Throwable refusedHead;
    private Phase phase = Phase.BETWEEN_REQUESTS;
    private int emptyLines;
    private long headBytes;
    private int wordEnd;
    private int fields;
    private int hosts;
    private int lengths;
    private int codings;
    private boolean hixie;
    private boolean chunked;
    private long chunkExcess;
    private @Nullable ScheduledFuture<?> headTimeout;

    StrictRequestDecoder(HttpServerOptions options, long headTimeoutMillis) {
        super(options);
        this.headTimeoutMillis = headTimeoutMillis;
    }

    /** The server options that this decoder relies on: limits of the head, and no upgrade to HTTP/2 in clear text. */
    static HttpServerOptions limits(HttpServerOptions options) {
        return options.setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEAD)
                .setHttp2ClearTextEnabled(false);
    }

    /**
     * Puts this decoder in the place of Vert.x's own. To be called from the server's connection handler, which runs
     * before the first byte is read as long as the upgrade to clear-text HTTP/2 is off; an HTTP/2 connection is left alone.
     *
     * @param options the server's own, as {@link #limits} made them
     * @param headTimeoutMillis how long a request head may take from its first byte
     */
    static void install(HttpConnection connection, HttpServerOptions options, long headTimeoutMillis) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        if (pipeline.get("httpDecoder") != null) {
            pipeline.replace("httpDecoder", "httpDecoder", new StrictRequestDecoder(options, headTimeoutMillis));
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (phase == Phase.REFUSED) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (phase == Phase.BETWEEN_REQUESTS && !skipEmptyLines(in, out)) {
            return;
        }
        int start = in.readerIndex();
        int known = out.size();
        super.decode(ctx, in, out);
        int consumed = in.readerIndex() - start;
        if (phase == Phase.HEAD) {
            headBytes += consumed;
            if (out.size() > known) {
                endHead(in, out, known);
            } else if (headTimeout == null) {
                startHeadTimeout(ctx);
            }
        } else {
            readBody(consumed, in, out, known);
        }
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        int known = out.size();
        super.decodeLast(ctx, in, out);
        if (phase == Phase.HEAD) {
            // The caller left in the middle of a head: there is nobody to answer and nothing to report.
            truncate(out, known);
        }
    }

    /**
     * Vert.x asks for the close of a refused connection with an exception, once the refusal is written. Closing while the
     * caller still sends would reset the connection and could take the refusal from it, so only this direction ends now,
     * and the rest of what it sends is thrown away for a moment.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        if (cause == refusedHead && ctx.pipeline().get(SslHandler.class) == null) {
            ((DuplexChannel) ctx.channel()).shutdownOutput();
            ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            super.exceptionCaught(ctx, cause);
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        cancelHeadTimeout();
        super.handlerRemoved0(ctx);
    }

    // --- the request line -------------------------------------------------------------------------------------------

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        if (start != 0 || !Tokens.isToken(line, start, length)) {
            throw new RefusedRequest("The method is not a token at the start of the request line.");
        }
        wordEnd = start + length;
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        requireOneSpaceBefore(line, start);
        for (int i = start; i < start + length; i++) {
            if (line[i] <= ' ' || line[i] == 0x7f) { // negative bytes are not ASCII either
                throw new RefusedRequest("The request target holds a character that must be escaped.");
            }
        }
        wordEnd = start + length;
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        requireOneSpaceBefore(line, start);
        return super.splitThirdWordInitialLine(line, start, length);
    }

    private void requireOneSpaceBefore(byte[] line, int start) {
        if (start != wordEnd + 1 || line[wordEnd] != ' ') {
            throw new RefusedRequest("The parts of the request line are not separated by single spaces.");
        }
    }

    @Override
    protected HttpMessage createMessage(String[] requestLine) {
        return new DefaultHttpRequest(
                version(requestLine[2]),
                HttpMethod.valueOf(requestLine[0]),
                requestLine[1],
                HeadersMultiMap.httpHeaders(FieldValues::validate));
    }

    @Override
    protected HttpMessage createInvalidMessage() {
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", HeadersMultiMap.httpHeaders());
    }

    private static HttpVersion version(String text) {
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

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        if (++fields > MAX_FIELDS) {
            throw new RefusedRequest(Refusal.tooManyFields());
        }
        if (!Tokens.isToken(line, start, length)) {
            throw new RefusedRequest("A field name is not a token.");
        }
        AsciiString name = super.splitHeaderName(line, start, length);
        switch (length) {
            case 4 -> {
                if (name.contentEqualsIgnoreCase(HttpHeaderNames.HOST)) {
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
                if (name.contentEqualsIgnoreCase(HttpHeaderNames.CONTENT_LENGTH)) {
                    lengths++;
                }
            }
            case 17 -> {
                if (name.contentEqualsIgnoreCase(HttpHeaderNames.TRANSFER_ENCODING)) {
                    codings++;
                }
            }
            case 18 -> hixie |= name.contentEqualsIgnoreCase(HIXIE_KEY);
            default -> {}
        }
        return name;
    }

    /**
     * Vert.x 5.0 does not look at the ninth letter when it recognises Content-Length and Content-Type
     * (CVE-2026-102479), so {@code Content-Xength} would frame the body.
     */
    private static boolean isMisreadContentName(byte[] line, int start, char ninth) {
        return (line[start + 8] | 0x20) != ninth && (line[start] | 0x20) == 'c';
    }

    // --- the whole head ---------------------------------------------------------------------------------------------

    private boolean skipEmptyLines(ByteBuf in, List<Object> out) {
        while (in.isReadable()) {
            byte first = in.getByte(in.readerIndex());
            if (first != '\r' && first != '\n') {
                beginHead();
                return true;
            }
            if (first == '\r' && in.readableBytes() == 1) {
                return false;
            }
            if (first == '\n' || in.getByte(in.readerIndex() + 1) != '\n' || ++emptyLines > MAX_EMPTY_LINES) {
                refuse(in, out, "There are stray line ends in front of the request line.");
                return false;
            }
            in.skipBytes(2);
        }
        return false;
    }

    private void beginHead() {
        phase = Phase.HEAD;
        emptyLines = 0;
        headBytes = 0;
        fields = 0;
        hosts = 0;
        lengths = 0;
        codings = 0;
        hixie = false;
    }

    private void endHead(ByteBuf in, List<Object> out, int known) {
        cancelHeadTimeout();
        HttpRequest request = (HttpRequest) out.get(known);
        @Nullable RefusedRequest refused = request.decoderResult().isSuccess() ? faultOf(request) : null;
        if (refused != null) {
            request.setDecoderResult(DecoderResult.failure(refused));
            truncate(out, known + 1);
        }
        if (request.decoderResult().isFailure()) {
            phase = Phase.REFUSED;
            refusedHead = request.decoderResult().cause();
            in.skipBytes(in.readableBytes());
            return;
        }
        if (lengths > 0) {
            writeLengthPlainly(request);
        }
        if (out.size() > known + 1) {
            phase = Phase.BETWEEN_REQUESTS;
        } else {
            phase = Phase.BODY;
            chunked = codings > 0;
            chunkExcess = 0;
        }
    }

    /** Zeros in front of a length are a number to us and could be an octal one to the next parser. */
    private static void writeLengthPlainly(HttpRequest request) {
        String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        if (length.length() > 1 && length.charAt(0) == '0') {
            request.headers().set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(Long.parseLong(length)));
        }
    }

    private @Nullable RefusedRequest faultOf(HttpRequest request) {
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
        long lineEnds = (headBytes - sizes.initialLineLength() - sizes.headerSize()) / 2;
        return lineEnds - 2 != fields; // the request line's and the empty line's
    }

    // --- bodies -----------------------------------------------------------------------------------------------------

    private void readBody(int consumed, ByteBuf in, List<Object> out, int known) {
        long overhead = consumed;
        long content = 0;
        for (int i = known; i < out.size(); i++) {
            HttpContent part = (HttpContent) out.get(i);
            if (part.decoderResult().isFailure()) {
                phase = Phase.REFUSED;
                in.skipBytes(in.readableBytes());
                return;
            }
            content += part.content().readableBytes();
            if (part instanceof LastHttpContent) {
                phase = Phase.BETWEEN_REQUESTS;
            }
        }
        if (chunked && phase == Phase.BODY) {
            overhead -= content;
            long fair = content == 0 ? 0 : FAIR_CHUNK_OVERHEAD + 2 * content;
            chunkExcess = Math.max(0, chunkExcess + overhead - fair);
            if (chunkExcess > MAX_CHUNK_EXCESS) {
                refuseBody(in, out, known);
            }
        }
    }

    private void refuseBody(ByteBuf in, List<Object> out, int known) {
        truncate(out, known);
        phase = Phase.REFUSED;
        in.skipBytes(in.readableBytes());
        LastHttpContent part = new DefaultLastHttpContent();
        part.setDecoderResult(DecoderResult.failure(new RefusedRequest("The chunks are mostly framing.")));
        out.add(part);
    }

    // --- refusing ---------------------------------------------------------------------------------------------------

    private void refuse(ByteBuf in, List<Object> out, String detail) {
        phase = Phase.REFUSED;
        in.skipBytes(in.readableBytes());
        out.add(refused(new RefusedRequest(detail)));
    }

    private HttpMessage refused(RefusedRequest fault) {
        refusedHead = fault;
        HttpMessage message = createInvalidMessage();
        message.setDecoderResult(DecoderResult.failure(fault));
        return message;
    }

    private void startHeadTimeout(ChannelHandlerContext ctx) {
        headTimeout = ctx.executor()
                .schedule(
                        () -> {
                            phase = Phase.REFUSED;
                            ctx.fireChannelRead(refused(new RefusedRequest(
                                    new Refusal(408, "Request Timeout", "The request head took too long."))));
                            ctx.fireChannelReadComplete();
                        },
                        headTimeoutMillis,
                        TimeUnit.MILLISECONDS);
    }

    private void cancelHeadTimeout() {
        ScheduledFuture<?> running = headTimeout;
        if (running != null) {
            running.cancel(false);
            headTimeout = null;
        }
    }

    private static void truncate(List<Object> out, int size) {
        while (out.size() > size) {
            ReferenceCountUtil.release(out.remove(out.size() - 1));
        }
    }
}
