package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.UpstreamTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of one event loop to one upstream. Owner: that event loop. It has no queue: whoever finds no idle
 * connection opens one, and the in-flight limit of the model bounds how many. The connection used last is taken first,
 * so that the surplus of a burst grows old and is closed.
 */
final class UpstreamPool {
    /** Below the keep-alive of the servers that models run on (uvicorn and Node close after 5 s). */
    private static final long LONGEST_IDLE_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final NetClient client;
    private final Upstream upstream;
    private final UpstreamTls tls;
    private final Deadlines deadlines;
    private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
    private final Deadlines.Deadline sweep = new Deadlines.Deadline() {
        @Override
        void due(long nowNanos) {
            closeStale(nowNanos);
        }
    };
    private long longestIdleNanos = LONGEST_IDLE_NANOS;

    /** Who waits for a new connection. */
    interface Waiter {
        void onConnected(UpstreamConnection connection);

        void onConnectFailed(Throwable cause);
    }

    UpstreamPool(NetClient client, Upstream upstream, UpstreamTls tls, Deadlines deadlines) {
        this.client = client;
        this.upstream = upstream;
        this.tls = tls;
        this.deadlines = deadlines;
    }

    /** An idle connection, no longer idle, or null. */
    @Nullable
    UpstreamConnection takeIdle() {
        UpstreamConnection connection = idle.pollFirst();
        while (connection != null && !connection.isOpen()) {
            connection = idle.pollFirst();
        }
        return connection;
    }

    /** Opens a connection; the waiter hears of it on this event loop, never before this call returns. */
    void connect(long timeoutMillis, Waiter waiter) {
        ConnectOptions options = new ConnectOptions()
                .setHost(upstream.host())
                .setPort(upstream.port())
                .setTimeout((int) Math.min(timeoutMillis, Integer.MAX_VALUE));
        if (upstream.tls()) {
            String name = tls.serverName() == null ? upstream.host() : tls.serverName();
            // The host that is connected to, and the one that has to stand in its certificate.
            options.setRemoteAddress(SocketAddress.inetSocketAddress(upstream.port(), upstream.host()))
                    .setHost(name)
                    .setSsl(true)
                    .setSslOptions(sslOptions(timeoutMillis));
            if (!NetUtil.isValidIpV4Address(name) && !NetUtil.isValidIpV6Address(name)) {
                options.setSniServerName(name);
            }
        }
        client.connect(options).onComplete(socket -> waiter.onConnected(adopt(socket)), waiter::onConnectFailed);
    }

    private ClientSSLOptions sslOptions(long timeoutMillis) {
        ClientSSLOptions options = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
        options.setEnabledSecureTransportProtocols(ListenerTls.PROTOCOLS);
        options.setSslHandshakeTimeout(timeoutMillis).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        if (tls.authorities() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(tls.authorities())));
        }
        if (tls.chain() != null && tls.key() != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(tls.chain()))
                    .addKeyValue(Buffer.buffer(tls.key())));
        }
        return options;
    }

    /** Vert.x resolves, connects and does TLS; from here on the bytes are ours. */
    private UpstreamConnection adopt(NetSocket socket) {
        ChannelPipeline pipeline =
                ((NetSocketInternal) socket).channelHandlerContext().pipeline();
        List<ChannelHandler> ofVertx = new ArrayList<>();
        for (Map.Entry<String, ChannelHandler> each : pipeline) {
            if (!(each.getValue() instanceof SslHandler)) {
                ofVertx.add(each.getValue());
            }
        }
        ofVertx.forEach(pipeline::remove);
        Channel channel = pipeline.channel();
        UpstreamCodec.Decoder decoder = new UpstreamCodec.Decoder();
        UpstreamConnection connection = new UpstreamConnection(this, channel, decoder);
        pipeline.addLast("encoder", new UpstreamCodec.Encoder());
        pipeline.addLast("decoder", decoder);
        pipeline.addLast("connection", connection);
        return connection;
    }

    void release(UpstreamConnection connection) {
        long now = System.nanoTime();
        connection.idleSince(now);
        idle.addFirst(connection);
        if (!sweep.isSet()) {
            deadlines.set(sweep, now + longestIdleNanos);
        }
    }

    void closed(UpstreamConnection connection) {
        idle.removeFirstOccurrence(connection);
    }

    void closeIdle() {
        List<UpstreamConnection> all = List.copyOf(idle);
        idle.clear();
        all.forEach(UpstreamConnection::abandon);
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
        UpstreamConnection oldest = idle.peekLast();
        while (oldest != null && nowNanos - oldest.idleSinceNanos() >= longestIdleNanos) {
            idle.removeLast();
            oldest.abandon();
            oldest = idle.peekLast();
        }
        if (oldest != null) {
            deadlines.set(sweep, oldest.idleSinceNanos() + longestIdleNanos);
        }
    }
}
