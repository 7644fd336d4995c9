package io.inferencegateway.gateway.upstream;

import io.inferencegateway.gateway.wire.StrictResponseRules;
import io.inferencegateway.gateway.wire.WebSocketUpgrade;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to an upstream. Owner: its event loop. It carries one exchange at a time and never pipelines;
 * it goes back to its pool only after a whole request and a whole answer that left it open.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a write or a close comes to shows in channelInactive
final class UpstreamHttp1Connection extends ChannelInboundHandlerAdapter implements UpstreamStream {
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");

    private final UpstreamHttp1Pool pool;
    private final Channel channel;
    private final UpstreamHttp1Codec.Decoder decoder;

    private @Nullable UpstreamListener listener;
    private @Nullable WebSocketUpgrade upgrade;
    private boolean used;
    private boolean reused;
    private boolean requestEnded;
    private boolean finalHeadArrived;
    private boolean keepsOpen;
    private boolean readingPaused;
    private long idleSinceNanos;

    UpstreamHttp1Connection(UpstreamHttp1Pool pool, Channel channel, UpstreamHttp1Codec.Decoder decoder) {
        this.pool = pool;
        this.channel = channel;
        this.decoder = decoder;
    }

    @Override
    public void send(
            UpstreamListener exchange,
            HttpRequest head,
            @Nullable WebSocketUpgrade asked,
            @Nullable ByteBuf body,
            boolean whole,
            HttpHeaders trailers) {
        listener = exchange;
        upgrade = asked;
        reused = used;
        used = true;
        finalHeadArrived = false;
        requestEnded = whole;
        decoder.expectAnswerTo(head.method().equals(HttpMethod.HEAD));
        if (whole) {
            channel.writeAndFlush(new DefaultFullHttpRequest(
                    head.protocolVersion(),
                    head.method(),
                    head.uri(),
                    body == null ? Unpooled.EMPTY_BUFFER : body,
                    head.headers(),
                    trailers));
        } else if (body == null) {
            channel.writeAndFlush(head);
        } else {
            channel.write(head);
            channel.writeAndFlush(new DefaultHttpContent(body));
        }
    }

    @Override
    public void write(ByteBuf chunk) {
        channel.writeAndFlush(new DefaultHttpContent(chunk));
    }

    @Override
    public void endRequest(HttpHeaders trailers) {
        requestEnded = true;
        channel.writeAndFlush(
                trailers.isEmpty()
                        ? LastHttpContent.EMPTY_LAST_CONTENT
                        : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers));
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public long taken() {
        return Unsent.taken(channel);
    }

    boolean isOpen() {
        return channel.isActive();
    }

    @Override
    public void pauseReading() {
        if (!readingPaused) {
            readingPaused = true;
            channel.config().setAutoRead(false);
        }
    }

    @Override
    public void resumeReading() {
        if (readingPaused) {
            readingPaused = false;
            channel.config().setAutoRead(true);
        }
    }

    @Override
    public boolean mayLeaveHttp() {
        return true;
    }

    @Override
    public void leaveHttp(ChannelHandler end) {
        listener = null;
        readingPaused = false;
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.replace(this, "tunnel", end);
        pipeline.remove(UpstreamHttp1Codec.Encoder.class);
        // Last, because it hands on what it holds.
        pipeline.remove(decoder);
    }

    @Override
    public void abandon() {
        listener = null;
        channel.close();
    }

    @Override
    public void giveBack() {
        pool.release(this);
    }

    void onClosed(Runnable heard) {
        channel.closeFuture().addListener(closed -> heard.run());
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    void idleSince(long nowNanos) {
        idleSinceNanos = nowNanos;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        UpstreamListener exchange = listener;
        if (exchange == null) {
            // It was given up, or the upstream went on behind the end of its answer.
            ReferenceCountUtil.release(message);
            channel.close();
            return;
        }
        if (message instanceof HttpResponse head) {
            readHead(exchange, head);
        } else if (message instanceof HttpContent content) {
            readContent(exchange, content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void readHead(UpstreamListener exchange, HttpResponse head) {
        int status = head.status().code();
        WebSocketUpgrade asked = upgrade;
        boolean switches = status == 101 && asked != null && asked.isTakenUpBy((MultiMap) head.headers());
        if (head.decoderResult().isFailure()
                || StrictResponseRules.faultOf(status, (MultiMap) head.headers(), switches) != null) {
            lose(UpstreamLoss.GARBLED);
        } else if (switches) {
            exchange.onSwitched(head);
        } else if (status < 200) {
            exchange.onInformational(status, head.headers());
        } else {
            finalHeadArrived = true;
            keepsOpen = HttpUtil.isKeepAlive(head);
            pool.noteKeepAlive(head.headers().get(KEEP_ALIVE));
            exchange.onHead(head);
        }
    }

    private void readContent(UpstreamListener exchange, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            content.release();
            lose(UpstreamLoss.GARBLED);
            return;
        }
        if (!finalHeadArrived) {
            // The empty end of an interim answer.
            content.release();
            return;
        }
        if (content.content().isReadable()) {
            exchange.onBody(content.content());
        } else {
            content.release();
        }
        // The exchange may have given up over that chunk.
        if (content instanceof LastHttpContent last && listener == exchange) {
            endAnswer(exchange, last.trailingHeaders());
        }
    }

    private void endAnswer(UpstreamListener exchange, HttpHeaders trailers) {
        listener = null;
        resumeReading();
        boolean saidMore = decoder.endAnswer();
        if (requestEnded && keepsOpen && !saidMore && channel.isActive()) {
            pool.release(this);
        } else {
            channel.close();
        }
        exchange.onEnd(trailers);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        UpstreamListener exchange = listener;
        if (exchange != null) {
            exchange.onBatchEnd();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        UpstreamListener exchange = listener;
        if (exchange != null && channel.isWritable()) {
            exchange.onWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pool.closed(this);
        lose(lossByClose());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        lose(lossByClose());
    }

    private UpstreamLoss lossByClose() {
        if (decoder.sawByte()) {
            return finalHeadArrived ? UpstreamLoss.CLOSED_MID_ANSWER : UpstreamLoss.CLOSED_BEFORE_ANSWER;
        }
        return reused ? UpstreamLoss.STALE : UpstreamLoss.CLOSED_BEFORE_ANSWER;
    }

    private void lose(UpstreamLoss loss) {
        UpstreamListener exchange = listener;
        listener = null;
        channel.close();
        if (exchange != null) {
            exchange.onLost(loss);
        }
    }
}
