package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.time.Deadlines;
import io.inferencegateway.gateway.upstream.Unsent;
import io.inferencegateway.gateway.wire.Refusal;
import io.inferencegateway.monitoring.stats.Outcome;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A caller's HTTP/2 connection: its streams, its idle time, its end. Owner: its event loop. It stands in front of Vert.x's
 * HTTP/2 handler, so that it sees where a batch of bytes begins and ends; what the frames say comes to it through
 * {@link StrictHttp2Frames}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a write or a close comes to shows in channelInactive
final class Http2Connection extends ChannelInboundHandlerAdapter implements CallerConnection {
    static final int MAX_STREAMS = 100;

    private static final AttributeKey<Http2Connection> KEY = AttributeKey.valueOf(Http2Connection.class, "caller");
    private static final int PING_BYTES = 8;
    private static final int REQUEST_TIMEOUT = 408;
    /** How long a caller that was told to calm down may read why before the connection is closed. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TrafficLoop loop;
    private final HttpConnection connection;
    private final Channel channel;
    private final Http2HeadWatch heads;
    private final FloodGuard guard = new FloodGuard();
    private final Map<Integer, Http2Caller> streams = new HashMap<>();
    private final List<Http2Caller> begunInBatch = new ArrayList<>();
    private final Deadlines.Deadline watchdog = new Deadlines.Deadline() {
        @Override
        protected void due(long nowNanos) {
            watch(nowNanos);
        }
    };

    private @Nullable Http2Caller arriving;
    private int headsFinished;
    /** The first batch is the one that made this connection known. */
    private boolean inBatch = true;

    private long batchNanos;
    private long restingSinceNanos;
    /** Whether a caller that rests was asked for a sign of life that has not come. */
    private boolean asked;

    private long askedNanos;
    private boolean goAwaySent;
    private boolean silenced;

    private Http2Connection(TrafficLoop loop, HttpConnection connection, Http2HeadWatch heads, long nowNanos) {
        this.loop = loop;
        this.connection = connection;
        this.heads = heads;
        this.channel = ((ConnectionBase) connection).channel();
        this.batchNanos = nowNanos;
        this.restingSinceNanos = nowNanos;
        this.askedNanos = nowNanos;
    }

    /** To be called from the server's connection handler, which hears of a connection when its first SETTINGS came. */
    static void install(HttpConnection connection, TrafficLoop loop) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        Http2ConnectionHandler codec = pipeline.get(Http2ConnectionHandler.class);
        Http2HeadWatch heads = new Http2HeadWatch(codec.decoder());
        Http2Connection own = new Http2Connection(loop, connection, heads, System.nanoTime());
        own.channel.attr(KEY).set(own);
        pipeline.addBefore(pipeline.context(codec).name(), "caller", own);
        CallerConnection.takeOffIdleTimer(own.channel);
        Unsent.limit(own.channel.config());
        Http2ConnectionDecoder decoder = codec.decoder();
        decoder.frameListener(new StrictHttp2Frames(decoder.frameListener(), own));
        loop.opened(own);
        own.watchFrom(own.restingSinceNanos);
    }

    /** The stream that a request came by. To be called in the turn in which it came. */
    static Http2Caller callerOf(HttpServerRequest request) {
        Channel channel = ((ConnectionBase) request.connection()).channel();
        Http2Connection own = channel.attr(KEY).get();
        Http2Caller caller = own.arriving;
        if (caller == null) {
            throw new IllegalStateException("no head is being read");
        }
        caller.bind(request);
        own.streams.put(caller.streamId(), caller);
        return caller;
    }

    // --- what the frames say -----------------------------------------------------------------------------------------

    /** A head is whole, or the trailers of a request are. */
    void headFinished() {
        headsFinished++;
    }

    /** Whether one more stream may be opened; a caller that does not honour SETTINGS may ask for more. */
    boolean mayOpen() {
        return streams.size() < MAX_STREAMS;
    }

    /** A well-formed head has come and is about to be handed to Vert.x. */
    void arrives(int streamId, boolean bodyFollows, @Nullable Refusal refusal) {
        guard.opened(batchNanos);
        arriving = new Http2Caller(this, streamId, batchNanos, bodyFollows, refusal);
        if (loop.isDraining()) {
            leaveSoon();
        }
    }

    /** The trailers of a request have come and its end is about to be handed to Vert.x, which drops them. */
    void trailersArrived(int streamId, HttpHeaders trailers) {
        Http2Caller caller = streams.get(streamId);
        if (caller != null) {
            caller.trailers().trailersDecoded(trailers);
        }
    }

    /** Vert.x has had the head. */
    void arrived() {
        arriving = null;
    }

    /** A head was refused without becoming a request. */
    void refused(Refusal refusal) {
        loop.telemetry().unroutable(refusal.status(), Outcome.CLIENT_ERROR);
    }

    /** A frame has come that makes work without carrying a request. */
    void controlled() {
        if (guard.controlled(batchNanos)) {
            calmDown();
        }
    }

    /** Whether nothing that this caller sends is looked at any more. */
    boolean isSilenced() {
        return silenced;
    }

    // --- its streams -------------------------------------------------------------------------------------------------

    void begun(Http2Caller stream) {
        if (inBatch) {
            begunInBatch.add(stream);
        }
    }

    /** @param abandoned whether it ended without an answer, and not by our doing */
    void streamClosed(Http2Caller stream, boolean abandoned) {
        if (streams.remove(stream.streamId(), stream) && streams.isEmpty()) {
            restingSinceNanos = loop.nowNanos();
            asked = false;
        }
        if (abandoned && guard.abandoned(batchNanos)) {
            calmDown();
        }
    }

    boolean inBatch() {
        return inBatch;
    }

    // --- its end -----------------------------------------------------------------------------------------------------

    /** What the caller has sent already is still served: the last stream is named only when the drain goes on. */
    @Override
    public void leaveSoon() {
        if (!goAwaySent) {
            goAwaySent = true;
            connection.goAway(Http2Error.NO_ERROR.code(), Integer.MAX_VALUE);
        }
    }

    /** The server's own shutdown closes it with its last stream. */
    @Override
    public void leave() {
        goAwaySent = true;
        connection.goAway(Http2Error.NO_ERROR.code());
        if (streams.isEmpty()) {
            channel.close();
        }
    }

    @Override
    public boolean isResting() {
        return streams.isEmpty();
    }

    /** A head that is not whole has opened no stream yet. */
    @Override
    public boolean isReadingHead() {
        return false;
    }

    @Override
    public void cut() {
        List.copyOf(streams.values()).forEach(Http2Caller::cut);
        close();
    }

    /** Without the wait for streams that Netty's handler would make of it. */
    private void close() {
        Http2ConnectionHandler codec = channel.pipeline().get(Http2ConnectionHandler.class);
        ChannelHandlerContext context =
                codec == null ? null : channel.pipeline().context(codec);
        if (context == null) {
            channel.close();
        } else {
            context.flush();
            context.close();
        }
    }

    /**
     * Ends everything at once and says why. The socket stays open for a moment and what comes is dropped, because closing
     * it over unread bytes would take the reason away from the caller.
     */
    private void calmDown() {
        if (silenced) {
            return;
        }
        silenced = true;
        goAwaySent = true;
        connection.goAway(Http2Error.ENHANCE_YOUR_CALM.code(), -1, Buffer.buffer("too many frames to no end"));
        channel.flush();
        List.copyOf(streams.values()).forEach(Http2Caller::gone);
        loop.deadlines().set(watchdog, System.nanoTime() + LINGER_NANOS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (silenced) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (!inBatch) {
            inBatch = true;
            batchNanos = System.nanoTime();
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        inBatch = false;
        for (int i = 0; i < begunInBatch.size(); i++) {
            begunInBatch.get(i).onBatchEnd();
        }
        begunInBatch.clear();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.deadlines().cancel(watchdog);
        loop.closed(this);
        // The codec reads once more what it has left, for a caller that nobody could answer any more.
        silenced = true;
        List.copyOf(streams.values()).forEach(Http2Caller::gone);
        ctx.fireChannelInactive();
    }

    /** Wakes when the connection may have rested for too long, and looks again. */
    private void watch(long nowNanos) {
        if (silenced) {
            close();
        } else if (heads.unfinishedNanos(headsFinished, nowNanos) - headNanos() >= 0) {
            loop.telemetry().unroutable(REQUEST_TIMEOUT, Outcome.CLIENT_ERROR);
            connection.goAway(Http2Error.ENHANCE_YOUR_CALM.code(), -1, Buffer.buffer("a head that does not end"));
            close();
        } else if (streams.isEmpty() && isOverdue(nowNanos)) {
            connection.goAway(Http2Error.NO_ERROR.code());
            close();
        } else {
            if (streams.isEmpty() && nowNanos - Math.max(restingSinceNanos, askedNanos) - headNanos() >= 0) {
                askForLife(nowNanos);
            }
            watchFrom(nowNanos);
        }
    }

    private boolean isOverdue(long nowNanos) {
        boolean mute = asked && nowNanos - askedNanos - headNanos() >= 0;
        return mute || nowNanos - restingSinceNanos - idleNanos() >= 0;
    }

    /**
     * A caller that rests answers this by itself. One that has begun a head can't before the head is whole, because no
     * other frame may come in between (RFC 9113, section 6.10), and one that is gone can't either.
     */
    private void askForLife(long nowNanos) {
        asked = true;
        askedNanos = nowNanos;
        connection.ping(Buffer.buffer(new byte[PING_BYTES])).onSuccess(answer -> asked = false);
    }

    private void watchFrom(long nowNanos) {
        // Twice in the time that a head may take, so that one is cut at the latest after half of it more.
        loop.deadlines().set(watchdog, nowNanos + Math.min(idleNanos(), headNanos() / 2));
    }

    private long headNanos() {
        return loop.options().requestHeadTimeout().toNanos();
    }

    private long idleNanos() {
        return loop.options().callerIdleTimeout().toNanos();
    }
}
