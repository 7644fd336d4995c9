package io.inferencegateway.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;

/**
 * Hears that a caller has ended while it is held back. Owner: the event loop of the connection, whose first handler it is.
 *
 * <p>Nobody reads then, so neither an end nor a reset can show. Where the system tells of it all the same (io_uring and
 * epoll: POLLRDHUP), Netty reads without having been asked to, epoll even to the end of what the system holds, which may be
 * MiB that nobody wants. The system does not tell of an end that waits behind bytes for which it has no room, and NIO tells of
 * nothing: those are for the idle limit ({@link Patience}).
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a close comes to shows in channelInactive
final class UnaskedReads extends ChannelDuplexHandler {
    /** What is kept of that for a caller that may be there still. */
    private static final int MOST_BYTES = 256 * 1024;

    private final Runnable hasEnded;
    /** It comes to a connection that is being read already. */
    private boolean asked = true;

    private boolean told;
    private int unaskedBytes;

    /** @param hasEnded told once, from within a read */
    UnaskedReads(Runnable hasEnded) {
        this.hasEnded = hasEnded;
    }

    /** The connection is not HTTP any more, and its end is for others. */
    static void remove(Channel channel) {
        channel.pipeline().remove(UnaskedReads.class);
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        asked = true;
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (asked || ctx.channel().config().isAutoRead()) {
            ctx.fireChannelRead(message);
            return;
        }
        unaskedBytes += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        if (unaskedBytes > MOST_BYTES) {
            ReferenceCountUtil.release(message);
            ctx.channel().close();
            return;
        }
        ctx.fireChannelRead(message);
        if (!told) {
            told = true;
            hasEnded.run();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        asked = false;
        ctx.fireChannelReadComplete();
    }
}
