package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.upstream.UpstreamStream;
import io.inferencegateway.gateway.wire.RequestLength;
import io.inferencegateway.gateway.wire.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * Moves a request's body from the caller to the upstream at the pace of the slower one. Owner: the exchange's event loop.
 *
 * <p>What has arrived before there is a connection is gathered, up to {@value #GATHER_BYTES} bytes, so that a small body
 * leaves with its head in one write and can be sent again if the connection turns out to be dead.
 */
final class RequestPump implements RequestBody {
    static final int GATHER_BYTES = 64 * 1024;

    private static final int MOST_COMPONENTS = 64;

    private final HttpServerRequest request;
    private final Caller caller;
    private final Listener listener;
    private final long limitBytes;
    private final @Nullable Onlooker onlooker;
    private @Nullable ByteBuf gathered;
    private @Nullable UpstreamStream connection;
    private long received;
    private long taken;
    private boolean paused;
    private boolean ended;
    private boolean stopped;
    private boolean broken;
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;

    /** What the exchange wants to know of the body. */
    interface Listener {
        /** More of the body has come. */
        void onRequestBytes(int count);

        /** The body is whole. */
        void onRequestEnd();

        /** The body is larger than allowed. */
        void onRequestTooLarge();

        /** The body broke off: the caller left, or its framing is broken. */
        void onRequestBroken(Throwable fault);
    }

    RequestPump(Exchange exchange, Caller caller, long limitBytes, Listener listener) {
        this.request = exchange.request();
        this.caller = caller;
        this.limitBytes = limitBytes;
        this.onlooker = exchange.onlooker();
        this.listener = listener;
    }

    @Override
    public void start() {
        request.handler(this::onChunk).endHandler(end -> onEnd()).exceptionHandler(this::onBroken);
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public long wholeLength() {
        return ended && trailers.isEmpty() ? received : RequestLength.UNKNOWN;
    }

    @Override
    public HttpHeaders trailers() {
        return trailers;
    }

    @Override
    public boolean waitsForCaller() {
        return !ended && !paused && !stopped;
    }

    @Override
    public boolean movesOn() {
        UpstreamStream upstream = connection;
        if (!paused || upstream == null) {
            return false;
        }
        long before = taken;
        taken = upstream.taken();
        return taken != before;
    }

    @Override
    public @Nullable ByteBuf peekGathered() {
        ByteBuf all = gathered;
        if (all instanceof CompositeByteBuf) {
            // Who writes it releases it, and would leave nothing for a second try. Vert.x's own buffers mind no
            // release.
            return Unpooled.unreleasableBuffer(all.duplicate());
        }
        return all == null ? null : all.duplicate();
    }

    @Override
    public boolean isRepeatable() {
        return ended && connection == null;
    }

    @Override
    public boolean isStillHere() {
        return connection == null;
    }

    @Override
    public void attach(UpstreamStream opened) {
        if (ended) {
            return;
        }
        connection = opened;
        gathered = null;
        resume();
    }

    @Override
    public void onUpstreamWritable() {
        // While what was gathered is being sent there is no connection yet: more of it would come too late for that.
        if (connection != null) {
            resume();
        }
    }

    @Override
    public void stop() {
        stopped = true;
        connection = null;
        gathered = null;
    }

    private void onChunk(Buffer chunk) {
        if (stopped) {
            return;
        }
        received += chunk.length();
        listener.onRequestBytes(chunk.length());
        if (received > limitBytes) {
            listener.onRequestTooLarge();
            return;
        }
        ByteBuf bytes = ((BufferInternal) chunk).getByteBuf();
        if (onlooker != null) {
            onlooker.onRequestBody(bytes);
        }
        UpstreamStream upstream = connection;
        if (upstream == null) {
            gather(bytes);
        } else {
            upstream.write(bytes);
            if (!upstream.isWritable()) {
                pause();
            }
        }
    }

    private void gather(ByteBuf bytes) {
        ByteBuf before = gathered;
        if (before == null) {
            gathered = bytes;
        } else if (before instanceof CompositeByteBuf several) {
            several.addComponent(true, bytes);
        } else {
            // Of heap buffers, and so the collector's: nobody has to release it.
            gathered = new CompositeByteBuf(UnpooledByteBufAllocator.DEFAULT, false, MOST_COMPONENTS)
                    .addComponent(true, before)
                    .addComponent(true, bytes);
        }
        if (received >= GATHER_BYTES) {
            pause();
        }
    }

    private void onEnd() {
        ended = true;
        if (stopped) {
            return;
        }
        trailers = Trailers.endToEnd(caller.trailers().current());
        if (onlooker != null) {
            onlooker.onRequestEnd(trailers);
        }
        UpstreamStream upstream = connection;
        if (upstream != null) {
            upstream.endRequest(trailers);
        }
        listener.onRequestEnd();
    }

    private void onBroken(Throwable fault) {
        if (!ended && !broken) {
            broken = true;
            listener.onRequestBroken(fault);
        }
    }

    private void pause() {
        if (!paused) {
            paused = true;
            caller.holdBack(request);
        }
    }

    private void resume() {
        if (paused) {
            paused = false;
            caller.readOn(request);
        }
    }
}
