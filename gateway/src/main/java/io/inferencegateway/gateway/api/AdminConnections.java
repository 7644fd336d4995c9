package io.inferencegateway.gateway.api;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections of the admin listener, so many at once. When all are taken, the one on which nothing has been asked for the
 * longest time makes room: whoever opens connections to keep them costs others nothing, and one that is at work, an event
 * stream among them, is never cut for another. Owner: the control context.
 */
final class AdminConnections {
    private final int most;
    private final Set<HttpConnection> open = new HashSet<>();
    private final LinkedHashSet<HttpConnection> idle = new LinkedHashSet<>();

    AdminConnections(int most) {
        this.most = most;
    }

    /** Cuts the new one where all are at work. */
    void admit(HttpConnection connection) {
        if (open.size() >= most && !makeRoom()) {
            cut(connection);
            return;
        }
        open.add(connection);
        idle.add(connection);
        ChannelHandlerContext channel = ((ConnectionBase) connection).channelHandlerContext();
        channel.pipeline().addBefore(channel.name(), "pipelineEnd", new PipelineEnd());
        connection.closeHandler(closed -> {
            open.remove(connection);
            idle.remove(connection);
        });
    }

    private boolean makeRoom() {
        Iterator<HttpConnection> longestFirst = idle.iterator();
        if (!longestFirst.hasNext()) {
            return false;
        }
        HttpConnection longest = longestFirst.next();
        longestFirst.remove();
        open.remove(longest);
        cut(longest);
        return true;
    }

    /** The connection is at work until the answer has ended. */
    void atWork(RoutingContext ctx) {
        HttpConnection connection = ctx.request().connection();
        idle.remove(connection);
        ctx.addEndHandler(ended -> {
            if (open.contains(connection)) {
                idle.add(connection);
            }
        });
    }

    int open() {
        return open.size();
    }

    /** At once. {@link HttpConnection#close} waits until all that was written is read, which is what somebody does not do. */
    static void cut(HttpConnection connection) {
        ChannelHandlerContext channel = ((ConnectionBase) connection).channelHandlerContext();
        channel.close();
    }
}
