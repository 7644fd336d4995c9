package io.inferencegateway.gateway.upstream;

import io.inferencegateway.gateway.time.Deadlines;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection to an upstream, on which each exchange has a stream of its own. Owner: its event loop.
 *
 * <p>An upstream that has said nothing for a while is asked with a PING. As long as it does not answer, no new exchange goes
 * here; those that are here keep to their own limits, for a server whose only thread computes a prediction can't answer a PING
 * either.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a write or a close comes to shows in the end of streams
final class UpstreamHttp2Connection extends Http2ConnectionHandler {
    /** What an upstream may send on one stream ahead of its reader, in bytes. */
    static final int STREAM_WINDOW = 256 * 1024;
    /** The same for all streams together that are not held up by their readers: a matter of throughput, not of memory. */
    static final int CONNECTION_WINDOW = 1024 * 1024;

    static final int MAX_HEAD = 64 * 1024;
    /** What an upstream may want remembered of our heads: more, and it could have us fill our memory. */
    static final int MAX_HEADER_TABLE = 4 * 1024;

    private static final int MOST_STREAMS = 1_000;
    private static final int LAST_STREAM_ID = Integer.MAX_VALUE - 2 * MOST_STREAMS;
    private static final long LONGEST_IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** gRPC servers take the third PING without anything to say in between for abuse. */
    private static final int MOST_PINGS_IN_SILENCE = 2;

    private final UpstreamHttp2Pool pool;
    private final Http2Connection.PropertyKey exchangeOf;
    private final List<UpstreamHttp2Stream> touched = new ArrayList<>();
    private final Deadlines.Deadline watch = new Deadlines.Deadline() {
        @Override
        protected void due(long nowNanos) {
            look(nowNanos);
        }
    };
    private UpstreamHttp2Pool.@Nullable Opening opening;
    private @Nullable ChannelHandlerContext context;
    private int promised;
    private boolean used;
    private boolean leaving;
    private boolean garbled;
    private int lastAccepted = Integer.MAX_VALUE;
    private long reads;
    private long lastReadNanos;
    private long idleSinceNanos;
    private boolean pinged;
    private int pingsInSilence;

    UpstreamHttp2Connection(
            UpstreamHttp2Pool pool,
            UpstreamHttp2Pool.Opening opening,
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings initialSettings) {
        super(decoder, encoder, initialSettings);
        this.pool = pool;
        this.opening = opening;
        this.exchangeOf = connection().newKey();
        connection().addListener(new Ends());
        decoder.frameListener(new UpstreamHttp2Frames(this));
        encoder.flowController().listener(this::onWritabilityChanged);
    }

    // --- exchanges ---------------------------------------------------------------------------------------------------

    /** Whether one more exchange may go here. */
    boolean hasRoom() {
        Http2Connection.Endpoint<?> own = connection().local();
        return !leaving
                && !pinged
                && own.numActiveStreams() + promised < Math.min(own.maxActiveStreams(), MOST_STREAMS)
                && context().channel().isActive();
    }

    /** Whether nothing is on it, and something may be. */
    boolean isResting() {
        return !leaving && promised == 0 && connection().numActiveStreams() == 0;
    }

    void onClosed(Runnable heard) {
        context().channel().closeFuture().addListener(closed -> heard.run());
    }

    /** Takes room for one. */
    UpstreamHttp2Stream open() {
        promised++;
        return new UpstreamHttp2Stream(this);
    }

    /** An exchange did not want its room. */
    void giveBack() {
        promised--;
        onMaybeIdle();
    }

    /**
     * Sends an exchange's head.
     *
     * @return its stream, or null where the upstream has closed the door since there was room
     */
    @Nullable
    Http2Stream begin(UpstreamHttp2Stream exchange, Http2Headers head, boolean last) {
        promised--;
        used = true;
        if (leaving || !context().channel().isActive()) {
            return null;
        }
        int id = connection().local().incrementAndGetNextStreamId();
        leaving |= id > LAST_STREAM_ID;
        encoder().writeHeaders(context(), id, head, 0, last, context().newPromise());
        Http2Stream stream = connection().stream(id);
        if (stream != null) {
            stream.setProperty(exchangeOf, exchange);
            if (connection().numActiveStreams() == 1) {
                pingsInSilence = 0;
                lastReadNanos = System.nanoTime();
            }
        }
        return stream;
    }

    void reset(Http2Stream stream, Http2Error error) {
        if (connection().stream(stream.id()) != stream) {
            return;
        }
        resetStream(context(), stream.id(), error.code(), context().newPromise());
        flush(context());
    }

    boolean isWritable(Http2Stream stream) {
        return encoder().flowController().isWritable(stream);
    }

    void write(Http2Stream stream, ByteBuf data, boolean last) {
        encoder().writeData(context(), stream.id(), data, 0, last, context().newPromise());
    }

    void writeTrailers(Http2Stream stream, Http2Headers trailers) {
        encoder()
                .writeHeaders(
                        context(), stream.id(), trailers, 0, true, context().newPromise());
    }

    void flush() {
        flush(context());
    }

    /** The reader of a stream has taken these; the upstream may send as many more. */
    void consumed(Http2Stream stream, int bytes) {
        if (connection().stream(stream.id()) != stream) {
            return;
        }
        try {
            if (connection().local().flowController().consumeBytes(stream, bytes)) {
                flush(context());
            }
        } catch (Http2Exception e) {
            onError(context(), true, e);
        }
    }

    void later(Runnable task) {
        context().executor().execute(task);
    }

    /** To be told of the end of this read. */
    void touch(UpstreamHttp2Stream exchange) {
        touched.add(exchange);
    }

    /** Whether what it carries is {@code https}. */
    boolean tls() {
        return pool.tls();
    }

    long reads() {
        return reads;
    }

    /** Whether a stream that got no byte of an answer was sent on a connection that may have been dead for a while. */
    boolean wasUsed() {
        return used;
    }

    @Nullable
    UpstreamHttp2Stream exchangeOf(int streamId) {
        Http2Stream stream = connection().stream(streamId);
        return stream == null ? null : stream.getProperty(exchangeOf);
    }

    // --- what the upstream says of the connection --------------------------------------------------------------------

    void onSettings(ChannelHandlerContext ctx, Http2Settings settings) {
        Long table = settings.headerTableSize();
        if (table != null && table > MAX_HEADER_TABLE) {
            settings.headerTableSize(MAX_HEADER_TABLE);
        }
        // What is acknowledged holds from here on.
        encoder().writeSettingsAck(ctx, ctx.newPromise());
        UpstreamHttp2Pool.Opening opened = opening;
        if (opened != null) {
            opening = null;
            long now = System.nanoTime();
            lastReadNanos = now;
            idleSinceNanos = now;
            pool.deadlines().set(watch, now + SILENCE_NANOS);
            opened.onReady(this);
        }
    }

    void onMessage() {
        pingsInSilence = 0;
    }

    private final class Ends extends Http2ConnectionAdapter {
        @Override
        public void onGoAwayReceived(int lastStreamId, long errorCode, ByteBuf debugData) {
            leaving = true;
            lastAccepted = lastStreamId;
        }

        @Override
        public void onStreamClosed(Http2Stream stream) {
            UpstreamHttp2Stream exchange = stream.getProperty(exchangeOf);
            if (exchange != null) {
                exchange.onClosed(lossOf(stream.id()));
            }
        }

        @Override
        public void onStreamRemoved(Http2Stream stream) {
            onMaybeIdle();
        }
    }

    /** What it means that a stream was closed before its answer was whole. */
    private UpstreamLoss lossOf(int streamId) {
        if (streamId > lastAccepted) {
            return UpstreamLoss.REFUSED;
        }
        return garbled ? UpstreamLoss.GARBLED : UpstreamLoss.CLOSED_BEFORE_ANSWER;
    }

    private void onWritabilityChanged(Http2Stream stream) {
        UpstreamHttp2Stream exchange = stream.getProperty(exchangeOf);
        if (exchange != null && isWritable(stream)) {
            exchange.onWritable();
        }
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception.StreamException fault) {
        UpstreamHttp2Stream exchange = exchangeOf(fault.streamId());
        if (exchange != null) {
            // What waited to be written to a stream fails when it is closed, before that itself is heard of.
            exchange.onClosed(outbound ? lossOf(fault.streamId()) : UpstreamLoss.GARBLED);
        }
        super.onStreamError(ctx, outbound, cause, fault);
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, @Nullable Http2Exception fault) {
        leaving = true;
        garbled = true;
        failOpening(new NotHttp2Exception(String.valueOf(cause.getMessage())));
        super.onConnectionError(ctx, outbound, cause, fault);
        // Its streams can't be trusted any more, and need not wait for the closing.
        for (UpstreamHttp2Stream exchange : exchanges()) {
            exchange.onClosed(UpstreamLoss.GARBLED);
        }
    }

    private List<UpstreamHttp2Stream> exchanges() {
        List<UpstreamHttp2Stream> all = new ArrayList<>();
        try {
            connection().forEachActiveStream(stream -> {
                UpstreamHttp2Stream exchange = stream.getProperty(exchangeOf);
                if (exchange != null) {
                    all.add(exchange);
                }
                return true;
            });
        } catch (Http2Exception e) {
            throw new IllegalStateException("the visitor throws nothing", e);
        }
        return all;
    }

    // --- the channel -------------------------------------------------------------------------------------------------

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
        connection()
                .local()
                .flowController()
                .incrementWindowSize(connection().connectionStream(), CONNECTION_WINDOW - 65_535);
        ctx.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
        reads++;
        pinged = false;
        super.channelRead(ctx, bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        lastReadNanos = System.nanoTime();
        super.channelReadComplete(ctx);
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).onBatchEnd();
        }
        touched.clear();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        leaving = true;
        pool.deadlines().cancel(watch);
        pool.closed(this);
        failOpening(new NotHttp2Exception("it closed the connection before its SETTINGS"));
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        if (cause instanceof Http2Exception || cause.getCause() instanceof Http2Exception) {
            super.exceptionCaught(ctx, cause);
        } else {
            ctx.channel().close();
        }
    }

    private void failOpening(NotHttp2Exception fault) {
        UpstreamHttp2Pool.Opening opened = opening;
        if (opened != null) {
            opening = null;
            opened.onFailed(fault);
        }
    }

    /** Takes nothing new, and closes once nothing is on it. */
    void leave() {
        leaving = true;
        pool.closed(this);
        onMaybeIdle();
    }

    private void onMaybeIdle() {
        if (promised > 0 || connection().numActiveStreams() > 0) {
            return;
        }
        idleSinceNanos = System.nanoTime();
        if (leaving || pinged) {
            leaving = true;
            pool.closed(this);
            later(() -> context().channel().close());
        }
    }

    private void look(long nowNanos) {
        boolean idle = promised == 0 && connection().numActiveStreams() == 0;
        if (idle && nowNanos - idleSinceNanos >= LONGEST_IDLE_NANOS) {
            leave();
            return;
        }
        boolean silent = nowNanos - lastReadNanos >= SILENCE_NANOS;
        if (!idle && silent && !pinged && pingsInSilence < MOST_PINGS_IN_SILENCE) {
            pinged = true;
            pingsInSilence++;
            encoder().writePing(context(), false, nowNanos, context().newPromise());
            flush(context());
        }
        // As soon as it may have been silent for long enough, not a whole period later.
        pool.deadlines().set(watch, (silent ? nowNanos : lastReadNanos) + SILENCE_NANOS);
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext known = context;
        if (known == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return known;
    }
}
