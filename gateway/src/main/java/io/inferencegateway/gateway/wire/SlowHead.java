package io.inferencegateway.gateway.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The time that a request's head may take once a part of it is there. Owner: one connection's event loop. */
final class SlowHead {
    private final long limitMillis;
    private @Nullable ScheduledFuture<?> timeout;

    SlowHead(long limitMillis) {
        this.limitMillis = limitMillis;
    }

    /** A head has begun and is not whole. Only the first call for a head counts. */
    void isIncomplete(ChannelHandlerContext ctx, Runnable onTimeout) {
        if (timeout == null) {
            timeout = ctx.executor().schedule(onTimeout, limitMillis, TimeUnit.MILLISECONDS);
        }
    }

    void isOver() {
        ScheduledFuture<?> running = timeout;
        if (running != null) {
            running.cancel(false);
            timeout = null;
        }
    }
}
