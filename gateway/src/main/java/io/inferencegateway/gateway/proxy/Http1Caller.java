package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.time.Deadlines;
import io.inferencegateway.gateway.upstream.Unsent;
import io.inferencegateway.gateway.wire.Refusal;
import io.inferencegateway.gateway.wire.RequestLength;
import io.inferencegateway.gateway.wire.RequestTrailers;
import io.inferencegateway.gateway.wire.StrictRequestDecoder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What lies below HTTP/1 on one caller's connection, which is also the caller of one exchange after the other: when its
 * bytes arrived, whether it is still there, how it is closed. Owner: its event loop. It stands in front of the HTTP
 * decoder, so it sees a request's first byte before the head is parsed, and the end of each batch of bytes after its
 * messages were handled.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a write or a close comes to shows in channelInactive
final class Http1Caller extends ChannelInboundHandlerAdapter implements Caller, CallerConnection {
    private static final AttributeKey<Http1Caller> KEY = AttributeKey.valueOf(Http1Caller.class, "caller");
    /** How long a caller may go on sending what nobody reads, so that it gets to read its answer. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The decoder answers a slow head with 408 at the limit; this is the net below it. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How long a caller that has ended its side is believed to be there still, without a sign of it (decision 0009). */
    private static final long HALF_CLOSED_MILLIS = 30;

    private final TrafficLoop loop;
    private final Channel channel;
    private final RequestTrailers trailers;
    private final Deadlines.Deadline watchdog = new Deadlines.Deadline() {
        @Override
        protected void due(long nowNanos) {
            watch(nowNanos);
        }
    };

    private @Nullable Listener exchange;
    private boolean sawByte;
    private long firstByteNanos;
    private long restingSinceNanos;
    private boolean fresh = true;
    private boolean inBatch;
    private boolean lingering;
    private boolean tunnelled;
    /** In the pipeline since a body was held back for the first time. */
    private @Nullable HeldReads held;
    /** How often the caller made room for more after its socket had been full. */
    private long drains;

    private Http1Caller(TrafficLoop loop, Channel channel, RequestTrailers trailers, long nowNanos) {
        this.loop = loop;
        this.channel = channel;
        this.trailers = trailers;
        this.restingSinceNanos = nowNanos;
    }

    /**
     * To be called from the server's connection handler, before the first byte is read.
     *
     * @param trailers where the decoder leaves those of the requests
     */
    static void install(HttpConnection connection, RequestTrailers trailers, TrafficLoop loop) {
        Channel channel = ((ConnectionBase) connection).channel();
        Http1Caller caller = new Http1Caller(loop, channel, trailers, System.nanoTime());
        if (channel.pipeline().get(SslHandler.class) == null) {
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }
        Unsent.limit(channel.config());
        channel.attr(KEY).set(caller);
        channel.pipeline().addFirst("unasked", new UnaskedReads(caller::onEndHeard));
        channel.pipeline().addBefore("httpDecoder", "caller", caller);
        CallerConnection.takeOffIdleTimer(channel);
        loop.opened(caller);
        caller.watchFrom(caller.restingSinceNanos);
    }

    static Http1Caller of(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channel().attr(KEY).get();
    }

    /** When the first byte of the request whose head is complete now was read; for a pipelined one, when its turn came. */
    @Override
    public long firstByteNanos() {
        return sawByte && exchange == null ? firstByteNanos : System.nanoTime();
    }

    @Override
    public RequestTrailers trailers() {
        return trailers;
    }

    @Override
    public void begin(Listener listener) {
        exchange = listener;
        fresh = false;
    }

    @Override
    public void end(Listener listener) {
        if (exchange == listener) {
            exchange = null;
            sawByte = false;
            restingSinceNanos = loop.nowNanos();
            HeldReads back = held;
            if (back != null) {
                back.letGo();
                back.feed();
            }
        }
    }

    @Override
    public void holdBack(HttpServerRequest request) {
        request.pause();
        HeldReads back = held;
        if (back == null) {
            back = new HeldReads(
                    channel, (StrictRequestDecoder) channel.pipeline().get("httpDecoder"));
            held = back;
            channel.pipeline().addBefore("caller", "held", back);
        }
        back.hold();
    }

    @Override
    public void readOn(HttpServerRequest request) {
        HeldReads back = held;
        if (back == null) {
            request.resume();
            return;
        }
        back.letGo();
        // What waits in Vert.x's queue comes first, and may have the caller held back again.
        request.resume();
        back.feed();
    }

    @Override
    public @Nullable Refusal refusal() {
        return null; // the decoder's refusals come on a way of their own
    }

    @Override
    public RequestLength length(HttpServerRequest request) {
        return RequestLength.of(request.headers());
    }

    @Override
    public boolean isResting() {
        return exchange == null && !sawByte;
    }

    @Override
    public boolean isReadingHead() {
        return exchange == null && sawByte;
    }

    @Override
    public void leaveSoon() {
        // Each answer says so from now on.
    }

    @Override
    public void leave() {
        if (isResting()) {
            close();
        }
    }

    @Override
    public boolean inBatch() {
        return inBatch;
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public void closeGarbled() {
        close();
    }

    @Override
    public void cut() {
        Listener current = exchange;
        if (current != null) {
            current.onCut();
        }
        channel.close();
    }

    /**
     * What was relayed still goes out, and the missing rest shows, because a length or a last chunk is missing; an answer
     * that only the close would end is reset, or it would look whole.
     */
    @Override
    public void breakOff(boolean delimitedByClose) {
        if (delimitedByClose) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
            return;
        }
        lingering = true;
        loop.deadlines().set(watchdog, System.nanoTime() + LINGER_NANOS);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /**
     * Closing at once would make the caller's system throw the answer away when the rest of the request meets a closed
     * socket, so what still comes is read and dropped first.
     */
    @Override
    public void lingerThenClose(HttpServerRequest request) {
        lingering = true;
        loop.deadlines().set(watchdog, System.nanoTime() + LINGER_NANOS);
        if (!request.isEnded()) {
            request.handler(dropped -> {}).endHandler(end -> channel.close());
            readOn(request);
        } else {
            channel.close();
        }
    }

    @Override
    public void sayClose(HttpServerResponse response) {
        MultiMap fields = response.headers();
        fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        // For an HTTP/1.0 caller Vert.x would write keep-alive over it at the last moment.
        response.headersEndHandler(last -> fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE));
    }

    @Override
    public boolean leaveHttp(TunnelEnd end) {
        boolean atRest = channel.pipeline().get("httpDecoder") instanceof StrictRequestDecoder decoder
                && decoder.isAtRest()
                && !trailers.isBehind();
        if (atRest) {
            tunnelled = true;
            UnaskedReads.remove(channel);
            channel.pipeline().addAfter("caller", "tunnel", end);
        }
        return atRest;
    }

    /** A reset comes as what a read failed with, and what is done to a connection that is closing fails too. */
    @Override
    public boolean isGone(Throwable fault) {
        return fault instanceof IOException || !channel.isActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        inBatch = true;
        if (!sawByte) {
            sawByte = true;
            firstByteNanos = System.nanoTime();
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        inBatch = false;
        Listener current = exchange;
        if (current != null) {
            current.onCallerBatchEnd();
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.deadlines().cancel(watchdog);
        loop.closed(this);
        Listener current = exchange;
        exchange = null;
        if (current != null) {
            current.onCallerGone();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        // The decoder goes first: it still has to see the last bytes.
        ctx.fireUserEventTriggered(event);
        if (event instanceof ChannelInputShutdownEvent && !tunnelled) {
            onEndHeard();
        }
    }

    private void onEndHeard() {
        if (lingering) {
            channel.close();
        } else {
            Listener current = exchange;
            awaitSignOfLife(current != null && current.isAnswering());
        }
    }

    /**
     * The caller will send no more. It may have left, or have said all that it wanted to and wait for its answer; TCP shows
     * no difference until bytes are sent. One that waits for an answer not yet begun is there as long as it is sent something.
     * In the middle of an answer what the kernel takes proves nothing, but that it takes no more, or does again, does.
     *
     * @param midAnswer whether it ended its side after the answer had begun
     */
    private void awaitSignOfLife(boolean midAnswer) {
        Listener before = exchange;
        long taken = before == null ? 0 : before.answerBytes();
        long drained = drains;
        Runnable look = () -> {
            Listener current = exchange;
            boolean next = current != null && current != before;
            boolean moved = current != null && !midAnswer && current.answerBytes() != taken;
            if (channel.isActive() && (next || moved || drains != drained || Unsent.isLeft(channel))) {
                awaitSignOfLife(midAnswer && !next);
            } else {
                channel.close();
            }
        };
        channel.eventLoop().schedule(look, HALF_CLOSED_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            drains++;
        }
        ctx.fireChannelWritabilityChanged();
    }

    /** Wakes at the earliest moment at which this connection can be overdue, and looks again. */
    private void watch(long nowNanos) {
        if (lingering || (exchange == null && nowNanos - overdueNanos() >= 0)) {
            channel.close();
            return;
        }
        watchFrom(exchange == null ? nowNanos : loop.nowNanos());
    }

    private void watchFrom(long nowNanos) {
        long shortest = Math.min(loop.options().requestHeadTimeout().toNanos() + GRACE_NANOS, callerIdleNanos());
        long due = exchange == null ? overdueNanos() : nowNanos + shortest;
        loop.deadlines().set(watchdog, Math.min(due, nowNanos + shortest));
    }

    private long overdueNanos() {
        long headNanos = loop.options().requestHeadTimeout().toNanos() + GRACE_NANOS;
        if (sawByte) {
            return firstByteNanos + headNanos;
        }
        return restingSinceNanos + (fresh ? headNanos : callerIdleNanos());
    }

    private long callerIdleNanos() {
        return loop.options().callerIdleTimeout().toNanos();
    }
}
