package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.wire.StrictRequestDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps what a caller goes on sending while nobody takes its request's body, and stops reading when that is too much. Owner:
 * the event loop of the connection. It stands in front of {@link Http1Caller} on connections that were held back once.
 *
 * <p>A paused request of Vert.x stops reading by itself only when two dozen messages wait for it, whatever their size: at
 * 64 KiB a read that is 1.7 MB for each caller. The decoder is stopped as well, in the middle of what it has. Some bytes are read all the same: they show that a caller has left, and a
 * short pause does not cost the system a word.
 */
final class HeldReads extends ChannelInboundHandlerAdapter {
    /** Kept before reading stops; the read that reaches it is kept whole. */
    static final int ENOUGH_BYTES = 64 * 1024;

    private final Channel channel;
    private final StrictRequestDecoder decoder;
    private final Deque<ByteBuf> kept = new ArrayDeque<>();
    private int keptBytes;
    private boolean holding;
    private boolean stopped;
    private boolean feeding;
    private boolean ended;

    /** @param decoder of the requests, somewhere behind it */
    HeldReads(Channel channel, StrictRequestDecoder decoder) {
        this.channel = channel;
        this.decoder = decoder;
    }

    void hold() {
        holding = true;
        if (!ended) {
            decoder.hold();
        }
    }

    /** What comes from now on passes, once {@link #feed} has passed on what was kept. */
    void letGo() {
        holding = false;
        decoder.goOn();
    }

    /** Passes on what was kept, until it is held back again, and reads on when nothing is left. */
    void feed() {
        if (feeding) {
            return;
        }
        boolean fed = passOn(false);
        if (stopped && !holding && kept.isEmpty()) {
            stopped = false;
            channel.config().setAutoRead(true);
        }
        // Vert.x has the last word on whether to read: its own queue may be long.
        if (fed) {
            context().fireChannelReadComplete();
        }
    }

    private boolean passOn(boolean regardless) {
        boolean fed = false;
        feeding = true;
        if ((regardless || !holding) && decoder.goOn()) {
            context().fireChannelRead(Unpooled.EMPTY_BUFFER);
            fed = true;
        }
        while (!kept.isEmpty() && (regardless || !holding)) {
            ByteBuf bytes = kept.remove();
            keptBytes -= bytes.readableBytes();
            context().fireChannelRead(bytes);
            fed = true;
        }
        feeding = false;
        return fed;
    }

    private ChannelHandlerContext context() {
        return channel.pipeline().context(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes) || (!holding && kept.isEmpty())) {
            ctx.fireChannelRead(message);
            return;
        }
        kept.add(bytes);
        keptBytes += bytes.readableBytes();
        // Vert.x, too, may let the channel read again.
        if (keptBytes >= ENOUGH_BYTES && channel.config().isAutoRead()) {
            stopped = true;
            channel.config().setAutoRead(false);
        }
    }

    /** The decoder must not hear of the end before what came ahead of it. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ended = true;
            if (passOn(true)) {
                ctx.fireChannelReadComplete();
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
    }

    private void drop() {
        kept.forEach(ByteBuf::release);
        kept.clear();
        keptBytes = 0;
    }
}
