package io.inferencegateway.gateway.upstream;

import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.UpstreamTls;
import io.inferencegateway.gateway.time.Deadlines;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetClient;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Connections that carry one exchange at a time. Owner: its event loop. The one used last is taken first, so that the
 * surplus of a burst grows old and is closed.
 */
final class UpstreamHttp1Pool extends CountedPool {
    /** Below the keep-alive of the servers that models run on (uvicorn and Node close after 5 s). */
    private static final long LONGEST_IDLE_NANOS = TimeUnit.SECONDS.toNanos(4);

    private static final AtomicIntegerFieldUpdater<UpstreamHttp1Pool> RESTING =
            AtomicIntegerFieldUpdater.newUpdater(UpstreamHttp1Pool.class, "resting");

    private final Deque<UpstreamHttp1Connection> idle = new ArrayDeque<>();
    private final Deadlines.Deadline sweep = new Deadlines.Deadline() {
        @Override
        protected void due(long nowNanos) {
            closeStale(nowNanos);
        }
    };
    private volatile int resting;
    private boolean closing;
    private long longestIdleNanos = LONGEST_IDLE_NANOS;

    UpstreamHttp1Pool(
            NetClient client,
            Upstream upstream,
            UpstreamTls tls,
            Deadlines deadlines,
            ConnectionBudgets budgets,
            Executor loop) {
        super(client, upstream, tls, deadlines, budgets, loop);
    }

    @Override
    public int resting() {
        return resting;
    }

    /** For the other loops, who only want to know whether it is worth asking. */
    private void noteResting() {
        RESTING.lazySet(this, idle.size());
    }

    @Override
    public Future<Boolean> closeOneIdle() {
        UpstreamHttp1Connection oldest = idle.pollLast();
        if (oldest == null) {
            return Future.succeededFuture(false);
        }
        noteResting();
        Promise<Boolean> freed = Promise.promise();
        oldest.onClosed(() -> freed.complete(true));
        oldest.abandon();
        return freed.future();
    }

    @Override
    public boolean hasRoom(int connectionLimit) {
        budget.limit(connectionLimit);
        return !idle.isEmpty() || budget.hasRoom();
    }

    @Override
    public @Nullable UpstreamHttp1Connection take(boolean fresh) {
        if (fresh) {
            return null;
        }
        UpstreamHttp1Connection connection = idle.pollFirst();
        while (connection != null && !connection.isOpen()) {
            connection = idle.pollFirst();
        }
        noteResting();
        return connection;
    }

    @Override
    public void connect(long timeoutMillis, Waiter waiter) {
        connector
                .connect(timeoutMillis)
                .onComplete(channel -> waiter.onConnected(adopt(channel)), waiter::onConnectFailed);
    }

    private UpstreamHttp1Connection adopt(Channel channel) {
        UpstreamHttp1Codec.Decoder decoder = new UpstreamHttp1Codec.Decoder();
        UpstreamHttp1Connection connection = new UpstreamHttp1Connection(this, channel, decoder);
        channel.pipeline()
                .addLast("encoder", new UpstreamHttp1Codec.Encoder())
                .addLast("decoder", decoder)
                .addLast("connection", connection);
        return connection;
    }

    void release(UpstreamHttp1Connection connection) {
        if (closing) {
            connection.abandon();
            return;
        }
        long now = System.nanoTime();
        connection.idleSince(now);
        idle.addFirst(connection);
        noteResting();
        if (!sweep.isSet()) {
            deadlines.set(sweep, now + longestIdleNanos);
        }
    }

    void closed(UpstreamHttp1Connection connection) {
        idle.removeFirstOccurrence(connection);
        noteResting();
    }

    @Override
    public void closeIdle() {
        closing = true;
        List<UpstreamHttp1Connection> all = List.copyOf(idle);
        idle.clear();
        noteResting();
        all.forEach(UpstreamHttp1Connection::abandon);
        leaveBudget();
    }

    /** Heeds an upstream that announces a shorter keep-alive than ours: {@code Keep-Alive: timeout=2}. */
    void noteKeepAlive(@Nullable String field) {
        if (field == null) {
            return;
        }
        int at = field.indexOf("timeout=");
        if (at < 0) {
            return;
        }
        long seconds = 0;
        int digit = at + "timeout=".length();
        while (digit < field.length() && Character.isDigit(field.charAt(digit)) && seconds < 3600) {
            seconds = seconds * 10 + field.charAt(digit++) - '0';
        }
        if (seconds > 0) {
            // Half of it: our clock started when the answer arrived, the upstream's when it was sent.
            longestIdleNanos = Math.min(LONGEST_IDLE_NANOS, TimeUnit.SECONDS.toNanos(seconds) / 2);
        }
    }

    private void closeStale(long nowNanos) {
        UpstreamHttp1Connection oldest = idle.peekLast();
        while (oldest != null && nowNanos - oldest.idleSinceNanos() >= longestIdleNanos) {
            idle.removeLast();
            oldest.abandon();
            oldest = idle.peekLast();
        }
        noteResting();
        if (oldest != null) {
            deadlines.set(sweep, oldest.idleSinceNanos() + longestIdleNanos);
        }
    }
}
