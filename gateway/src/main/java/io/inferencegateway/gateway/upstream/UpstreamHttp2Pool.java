package io.inferencegateway.gateway.upstream;

import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.UpstreamTls;
import io.inferencegateway.gateway.time.Deadlines;
import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections that carry many exchanges at a time, each as many as its upstream takes. Owner: its event loop. The oldest
 * one with room is filled first, so that the surplus of a burst grows idle and is closed. Who finds no room opens
 * another connection or, while one is being opened, waits for that one: no longer than its own limit for connecting.
 */
final class UpstreamHttp2Pool extends CountedPool {
    private final List<UpstreamHttp2Connection> connections = new ArrayList<>(1);
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private @Nullable Opening opening;
    private boolean closing;

    UpstreamHttp2Pool(
            NetClient client,
            Upstream upstream,
            UpstreamTls tls,
            Deadlines deadlines,
            ConnectionBudgets budgets,
            Executor loop) {
        super(client, upstream, tls, deadlines, budgets, loop);
    }

    /** Not counted: {@link #hasRoom} does not go by it. */
    @Override
    public int resting() {
        return 0;
    }

    @Override
    public Future<Boolean> closeOneIdle() {
        for (UpstreamHttp2Connection connection : connections) {
            if (connection.isResting()) {
                Promise<Boolean> freed = Promise.promise();
                connection.onClosed(() -> freed.complete(true));
                connection.leave();
                return freed.future();
            }
        }
        return Future.succeededFuture(false);
    }

    /** Where the limit is reached, opening tells whether a connection of another loop rests. */
    @Override
    public boolean hasRoom(int connectionLimit) {
        budget.limit(connectionLimit);
        return true;
    }

    boolean tls() {
        return tls;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** {@code fresh} is not looked at: a connection that lost an exchange is gone or takes no more. */
    @Override
    public @Nullable UpstreamStream take(boolean fresh) {
        for (int i = 0; i < connections.size(); i++) {
            UpstreamHttp2Connection connection = connections.get(i);
            if (connection.hasRoom()) {
                return connection.open();
            }
        }
        return null;
    }

    @Override
    public void connect(long timeoutMillis, Waiter waiter) {
        waiters.addLast(waiter);
        if (opening == null) {
            open(timeoutMillis);
        }
    }

    private void open(long timeoutMillis) {
        Opening started = new Opening(timeoutMillis);
        opening = started;
        connector.connectHttp2(timeoutMillis).onComplete(started::onConnected, started::onFailed);
    }

    @Override
    public void closeIdle() {
        closing = true;
        List.copyOf(connections).forEach(UpstreamHttp2Connection::leave);
        leaveBudget();
    }

    void closed(UpstreamHttp2Connection connection) {
        connections.remove(connection);
    }

    /** A connection from the first packet to the upstream's SETTINGS, which say that it speaks HTTP/2 and how much it takes. */
    final class Opening extends Deadlines.Deadline {
        private final long timeoutMillis;
        private @Nullable UpstreamHttp2Connection connection;
        private boolean over;

        Opening(long timeoutMillis) {
            this.timeoutMillis = timeoutMillis;
        }

        private void onConnected(Channel channel) {
            deadlines.set(this, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
            UpstreamHttp2Connection connected = UpstreamHttp2Codec.connection(UpstreamHttp2Pool.this, this);
            connection = connected;
            channel.pipeline().addLast("http2", connected);
        }

        /** The upstream has said what it takes. */
        void onReady(UpstreamHttp2Connection connected) {
            if (end()) {
                return;
            }
            connections.add(connected);
            boolean served = false;
            while (!waiters.isEmpty() && connected.hasRoom()) {
                waiters.removeFirst().onConnected(connected.open());
                served = true;
            }
            if (closing || (!served && !waiters.isEmpty())) {
                connected.leave();
            }
            if (waiters.isEmpty()) {
                return;
            }
            if (served) {
                open(timeoutMillis);
            } else {
                failAll(new NotHttp2Exception("it takes no request at all"));
            }
        }

        void onFailed(Throwable cause) {
            if (!end()) {
                failAll(cause);
            }
        }

        @Override
        protected void due(long nowNanos) {
            UpstreamHttp2Connection late = connection;
            onFailed(new ConnectTimeoutException("no SETTINGS came"));
            if (late != null) {
                late.leave();
            }
        }

        private boolean end() {
            if (over) {
                return true;
            }
            over = true;
            opening = null;
            deadlines.cancel(this);
            return false;
        }
    }

    private void failAll(Throwable cause) {
        List<Waiter> all = List.copyOf(waiters);
        waiters.clear();
        all.forEach(waiter -> waiter.onConnectFailed(cause));
    }
}
