package io.inferencegateway.gateway.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;

/**
 * Ends a connection that asks on without awaiting answers. The codec takes so many requests at once and throws for each one
 * more, those that were read with the first included: one is enough, and a log is not to be filled from outside. Owner: the
 * connection's event loop.
 */
final class PipelineEnd extends ChannelInboundHandlerAdapter {
    private boolean ended;

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof DecoderException && cause.getCause() instanceof IllegalStateException)) {
            ctx.fireExceptionCaught(cause);
        } else if (!ended) {
            ended = true;
            ctx.channel().config().setAutoRead(false);
            ctx.close();
        }
    }
}
