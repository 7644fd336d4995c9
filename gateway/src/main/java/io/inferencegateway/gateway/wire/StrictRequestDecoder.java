package io.inferencegateway.gateway.wire;

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
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The request parser of the traffic listener: a request that two parsers could read differently dies here, and its
 * connection with it. Owned by one connection, on its event loop.
 *
 * <p>It stands on Vert.x's decoder and adds what that one lets through. {@link HeadGrammar} knows the rules of a head:
 * names that differ from Content-Length only in the ninth letter, folded lines, lengths repeated on HTTP/1.0, requests
 * without exactly one well-formed Host, other transfer codings than {@code chunked}, white space other than single spaces
 * in the request line, empty names, the implied body of the oldest WebSocket drafts, too many fields.
 * {@link ChunkGrammar} knows those of a chunked body, {@link SlowHead} how long a head may take.
 *
 * <p>A refused head reaches Vert.x as a message whose decoder result failed, in its turn behind earlier pipelined
 * requests; the server's invalid-request handler answers it ({@link Refusal#of} tells with what) and Vert.x closes the
 * connection after that answer. A refused body part closes the connection at once. Bytes behind either are discarded
 * unread.
 */
public final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    static final int MAX_REQUEST_LINE = 8 * 1024;
    static final int MAX_HEAD = 60 * 1024;

    /** Empty lines tolerated in front of a request line (RFC 9112, section 2.2). */
    private static final int MAX_EMPTY_LINES = 4;
    /** How long a refused caller may go on sending what is thrown away. */
    private static final long LINGER_MILLIS = 1_000;

    private enum Phase {
        BETWEEN_REQUESTS,
        HEAD,
        BODY,
        REFUSED
    }

    private final HeadGrammar head = new HeadGrammar();
    private final ChunkGrammar chunks = new ChunkGrammar();
    private final SlowHead slowHead;
    private final RequestTrailers trailers;

    private Phase phase = Phase.BETWEEN_REQUESTS;
    private boolean held;
    private boolean decoding;
    private int emptyLines;
    private @Nullable Throwable refusedHead;

    public StrictRequestDecoder(HttpServerOptions options, long headTimeoutMillis, RequestTrailers trailers) {
        super(options);
        this.slowHead = new SlowHead(headTimeoutMillis);
        this.trailers = trailers;
    }

    /** The server options that this decoder relies on: limits of the head, and no upgrade to HTTP/2 in clear text. */
    public static HttpServerOptions limits(HttpServerOptions options) {
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
     * @return where the trailers of the connection's requests will be found
     */
    public static RequestTrailers install(
            HttpConnection connection, HttpServerOptions options, long headTimeoutMillis) {
        RequestTrailers trailers = new RequestTrailers();
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        if (pipeline.get("httpDecoder") != null) {
            pipeline.replace(
                    "httpDecoder", "httpDecoder", new StrictRequestDecoder(options, headTimeoutMillis, trailers));
        }
        return trailers;
    }

    /** Whether nothing has come behind the last request whose head was passed on. */
    public boolean isAtRest() {
        return phase == Phase.BETWEEN_REQUESTS && emptyLines == 0 && actualReadableBytes() == 0;
    }

    /**
     * Decodes no more until {@link #goOn}: what has come stays here as bytes. As messages, of chunks of one byte each, it would
     * take forty times the room.
     */
    public void hold() {
        held = true;
    }

    /** Returns whether bytes are left that a read, even an empty one, is needed for to be decoded. */
    public boolean goOn() {
        held = false;
        return !decoding && actualReadableBytes() > 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        decoding = true;
        try {
            super.channelRead(ctx, message);
        } finally {
            decoding = false;
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (phase == Phase.REFUSED) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (held) {
            return;
        }
        if (phase == Phase.BETWEEN_REQUESTS && !skipEmptyLines(in, out)) {
            return;
        }
        int start = in.readerIndex();
        int known = out.size();
        super.decode(ctx, in, out);
        if (phase == Phase.HEAD) {
            head.count(in.readerIndex() - start);
            if (out.size() > known) {
                endHead(in, out, known);
            } else {
                slowHead.isIncomplete(ctx, () -> refuseSlowHead(ctx));
            }
        } else {
            readBody(start, in, out, known);
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
        slowHead.isOver();
        super.handlerRemoved0(ctx);
    }

    // --- what Netty's parser asks on its way ------------------------------------------------------------------------

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        head.method(line, start, length);
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        head.target(line, start, length);
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        head.requireOneSpaceBefore(line, start);
        return super.splitThirdWordInitialLine(line, start, length);
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        head.fieldName(line, start, length);
        AsciiString name = super.splitHeaderName(line, start, length);
        if (phase == Phase.BODY) {
            chunks.trailer();
            return name;
        }
        return head.field(line, start, length, name);
    }

    @Override
    protected HttpMessage createMessage(String[] requestLine) {
        return new DefaultHttpRequest(
                HeadGrammar.version(requestLine[2]),
                HttpMethod.valueOf(requestLine[0]),
                requestLine[1],
                HeadersMultiMap.httpHeaders(FieldValues::validate));
    }

    @Override
    protected HttpMessage createInvalidMessage() {
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", HeadersMultiMap.httpHeaders());
    }

    // --- heads ------------------------------------------------------------------------------------------------------

    private boolean skipEmptyLines(ByteBuf in, List<Object> out) {
        while (in.isReadable()) {
            byte first = in.getByte(in.readerIndex());
            if (first != '\r' && first != '\n') {
                phase = Phase.HEAD;
                emptyLines = 0;
                head.begin();
                return true;
            }
            if (first == '\r' && in.readableBytes() == 1) {
                return false;
            }
            if (first == '\n' || in.getByte(in.readerIndex() + 1) != '\n' || ++emptyLines > MAX_EMPTY_LINES) {
                discardRest(in);
                out.add(refused(new RefusedRequest("There are stray line ends in front of the request line.")));
                return false;
            }
            in.skipBytes(2);
        }
        return false;
    }

    private void endHead(ByteBuf in, List<Object> out, int known) {
        slowHead.isOver();
        trailers.headDecoded();
        HttpRequest request = (HttpRequest) out.get(known);
        @Nullable RefusedRequest refused = request.decoderResult().isSuccess() ? head.faultOf(request) : null;
        if (refused != null) {
            request.setDecoderResult(DecoderResult.failure(refused));
            truncate(out, known + 1);
        }
        if (request.decoderResult().isFailure()) {
            refusedHead = request.decoderResult().cause();
            discardRest(in);
            return;
        }
        if (head.hasLength()) {
            writeLengthPlainly(request);
        }
        if (out.size() > known + 1) {
            phase = Phase.BETWEEN_REQUESTS;
        } else {
            phase = Phase.BODY;
            chunks.begin();
        }
    }

    /** Zeros in front of a length are a number to us and could be an octal one to the next parser. */
    private static void writeLengthPlainly(HttpRequest request) {
        String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        if (length.length() > 1 && length.charAt(0) == '0') {
            request.headers().set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(Long.parseLong(length)));
        }
    }

    private void refuseSlowHead(ChannelHandlerContext ctx) {
        phase = Phase.REFUSED;
        ctx.fireChannelRead(
                refused(new RefusedRequest(new Refusal(408, "Request Timeout", "The request head took too long."))));
        ctx.fireChannelReadComplete();
    }

    private HttpMessage refused(RefusedRequest fault) {
        refusedHead = fault;
        HttpMessage message = createInvalidMessage();
        message.setDecoderResult(DecoderResult.failure(fault));
        return message;
    }

    // --- bodies -----------------------------------------------------------------------------------------------------

    private void readBody(int start, ByteBuf in, List<Object> out, int known) {
        int end = in.readerIndex();
        long content = 0;
        @Nullable LastHttpContent last = null;
        for (int i = known; i < out.size(); i++) {
            HttpContent part = (HttpContent) out.get(i);
            if (part.decoderResult().isFailure()) {
                discardRest(in);
                return;
            }
            content += part.content().readableBytes();
            if (part.content().isReadable()) {
                out.set(i, onHeap(part));
            }
            if (part instanceof LastHttpContent lastPart) {
                last = lastPart;
            }
        }
        if (head.isChunked()) {
            try {
                chunks.check(in, start, end, content, last != null);
            } catch (RefusedRequest fault) {
                refuseBody(fault, in, out, known);
                return;
            }
        }
        if (last != null) {
            phase = Phase.BETWEEN_REQUESTS;
            if (!last.trailingHeaders().isEmpty()) {
                trailers.trailersDecoded(last.trailingHeaders());
            }
        }
    }

    /**
     * Vert.x copies what comes from a pool in any case, but only when the part's turn comes: what waits behind a pipelined
     * request when the connection closes is never released. On the heap it is garbage.
     */
    private static HttpContent onHeap(HttpContent part) {
        try {
            ByteBuf content = part.content();
            return part.replace(VertxByteBufAllocator.DEFAULT
                    .heapBuffer(content.readableBytes())
                    .writeBytes(content));
        } finally {
            part.release();
        }
    }

    private void refuseBody(RefusedRequest fault, ByteBuf in, List<Object> out, int known) {
        truncate(out, known);
        discardRest(in);
        LastHttpContent part = new DefaultLastHttpContent();
        part.setDecoderResult(DecoderResult.failure(fault));
        out.add(part);
    }

    private void discardRest(ByteBuf in) {
        phase = Phase.REFUSED;
        in.skipBytes(in.readableBytes());
    }

    private static void truncate(List<Object> out, int size) {
        while (out.size() > size) {
            ReferenceCountUtil.release(out.remove(out.size() - 1));
        }
    }
}
