package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.upstream.Unsent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link Tunnel}: hands on what it reads and stops reading where the other can't keep up. Owner: the
 * event loop of both. It writes from its own place in the pipeline, so that no encoder behind it sees what it writes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a write or a close comes to shows in channelInactive
final class TunnelEnd extends ChannelInboundHandlerAdapter {
    private final Tunnel tunnel;
    private final ChannelFutureListener moved;
    private @Nullable ChannelHandlerContext place;
    private boolean ended;
    private boolean finishing;
    private boolean finished;
    private boolean gone;

    TunnelEnd(Tunnel tunnel) {
        this.tunnel = tunnel;
        this.moved = written -> {
            if (written.isSuccess()) {
                tunnel.onMoved();
            }
        };
    }

    /** Whether it has said that it will send no more. */
    boolean hasEnded() {
        return ended;
    }

    /** Whether everything for it was written and its end was said, or it is gone. */
    boolean isFinished() {
        return finished || gone;
    }

    boolean isWritable() {
        ChannelHandlerContext ctx = place;
        return ctx != null && ctx.channel().isWritable();
    }

    /** Whether something waits for it to read. */
    boolean hasUnsent() {
        ChannelHandlerContext ctx = place;
        return ctx != null && Unsent.isLeft(ctx.channel());
    }

    /** @param bytes owned by this end from now on */
    void write(ByteBuf bytes) {
        ChannelHandlerContext ctx = place;
        if (ctx == null || finishing || gone) {
            bytes.release();
        } else {
            ctx.write(bytes).addListener(moved);
        }
    }

    void flush() {
        ChannelHandlerContext ctx = place;
        if (ctx != null) {
            ctx.flush();
        }
    }

    void read(boolean wanted) {
        ChannelHandlerContext ctx = place;
        if (ctx != null) {
            ctx.channel().config().setAutoRead(wanted);
        }
    }

    /** Writes out what waits, then says that nothing follows. TLS has no half of an end, so there it is the whole one. */
    void finish() {
        ChannelHandlerContext ctx = place;
        if (ctx == null || finishing || gone) {
            return;
        }
        finishing = true;
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (gone || !written.isSuccess()) {
                return;
            }
            finished = true;
            if (isPlain(ctx)) {
                ((DuplexChannel) ctx.channel()).shutdownOutput();
            } else {
                ctx.close();
            }
            tunnel.onFinished();
        });
    }

    void close() {
        ChannelHandlerContext ctx = place;
        if (ctx != null) {
            ctx.channel().close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        place = ctx;
        if (isPlain(ctx)) {
            ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            tunnel.onRead(this, bytes);
        } else {
            // The empty end of the head that opened the tunnel.
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        tunnel.onReadComplete(this);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            tunnel.onWritable(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        boolean closedByTls = event instanceof SslCloseCompletionEvent said && said.isSuccess();
        if ((event instanceof ChannelInputShutdownEvent || closedByTls) && !ended) {
            ended = true;
            tunnel.onEnd(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone = true;
        tunnel.onGone(this);
        ctx.fireChannelInactive();
    }

    private static boolean isPlain(ChannelHandlerContext ctx) {
        return ctx.pipeline().get(SslHandler.class) == null;
    }
}
