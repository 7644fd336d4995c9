package io.inferencegateway.gateway.accept;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Lets the connections of one listening socket pass one by one, with a rest after each. Two hundred scrapers that come at
 * once would keep the event loops of traffic on the same core waiting until all are greeted; in a row, each costs them a
 * fraction of a millisecond. Owner: the socket's event loop.
 */
final class AcceptPace extends ChannelInboundHandlerAdapter {
    static final long REST_MICROS = 1_000;

    /** Further ones are closed at once: the last of these passes after a second. */
    static final int MOST_WAITING = 1_000;

    private final Predicate<Channel> isPaced;
    private final Queue<Channel> waiting = new ArrayDeque<>();
    private boolean resting;

    /** @param isPaced whether a listening socket is; on others everybody passes at once */
    AcceptPace(Predicate<Channel> isPaced) {
        this.isPaced = isPaced;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        if (!(accepted instanceof Channel caller) || !isPaced.test(ctx.channel())) {
            ctx.fireChannelRead(accepted);
        } else if (!resting) {
            pass(ctx, caller);
        } else if (waiting.size() < MOST_WAITING) {
            waiting.add(caller);
        } else {
            caller.unsafe().closeForcibly();
        }
    }

    private void pass(ChannelHandlerContext ctx, Channel caller) {
        resting = true;
        ctx.executor().schedule(() -> rested(ctx), REST_MICROS, TimeUnit.MICROSECONDS);
        ctx.fireChannelRead(caller);
    }

    private void rested(ChannelHandlerContext ctx) {
        resting = false;
        Channel next = waiting.poll();
        if (next != null) {
            pass(ctx, next);
        }
    }

    /** The socket is closed: nobody will greet those that wait. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.forEach(caller -> caller.unsafe().closeForcibly());
        waiting.clear();
        ctx.fireChannelInactive();
    }
}
