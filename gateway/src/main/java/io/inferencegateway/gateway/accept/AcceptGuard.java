package io.inferencegateway.gateway.accept;

import io.inferencegateway.gateway.accept.ConnectionCaps.Reason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands at the listening sockets of a Vert.x and closes connections beyond the caps the moment they are accepted: before
 * they are given to an event loop, and before TLS costs anything. Vert.x has no such place (its connection handler comes after
 * the handshake), so the sockets are made by a transport that puts this in front. Connections to the admin listener are paced there
 * as well. Thread-safe.
 */
@ChannelHandler.Sharable
public final class AcceptGuard extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptGuard.class);
    private static final String SERVER_CHANNELS = "serverChannelFactory";
    private static final long QUIET_NANOS = 10_000_000_000L;

    private final ConnectionCaps caps;
    private final Set<Integer> ports = new CopyOnWriteArraySet<>();
    private final Set<Integer> pacedPorts = new CopyOnWriteArraySet<>();
    private volatile long toldNanos = System.nanoTime() - QUIET_NANOS;

    public AcceptGuard(ConnectionCaps caps) {
        this.caps = caps;
    }

    public ConnectionCaps caps() {
        return caps;
    }

    /** From now on connections to this port are counted; those to others never are. */
    public void guard(int port) {
        ports.add(port);
    }

    /** From now on connections to this port pass one by one. */
    public void pace(int port) {
        pacedPorts.add(port);
    }

    /** A transport as that one, whose listening sockets are guarded. */
    public Transport inFrontOf(Transport transport) {
        io.vertx.core.spi.transport.Transport sockets = transport.implementation();
        Object guarded = Proxy.newProxyInstance(
                AcceptGuard.class.getClassLoader(),
                new Class<?>[] {io.vertx.core.spi.transport.Transport.class},
                (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(sockets, arguments);
                        return method.getName().equals(SERVER_CHANNELS) ? guarding((ChannelFactory<?>) answer) : answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause() == null ? thrown : thrown.getCause();
                    }
                });
        return new TransportInternal(transport.name(), true, null, (io.vertx.core.spi.transport.Transport) guarded);
    }

    private ChannelFactory<ServerChannel> guarding(ChannelFactory<?> sockets) {
        return () -> {
            ServerChannel socket = (ServerChannel) sockets.newChannel();
            socket.pipeline().addFirst(this, new AcceptPace(listening -> isAt(listening.localAddress(), pacedPorts)));
            return socket;
        };
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        if (accepted instanceof Channel caller && isAt(ctx.channel().localAddress(), ports)) {
            InetAddress address = addressOf(caller.remoteAddress());
            Reason reason = caps.tryOpen(address);
            if (reason != null) {
                caller.unsafe().closeForcibly();
                tell(reason, address);
                return;
            }
            caller.closeFuture().addListener(closed -> caps.closed(address));
        }
        ctx.fireChannelRead(accepted);
    }

    private static boolean isAt(SocketAddress listening, Set<Integer> ports) {
        return listening instanceof InetSocketAddress socket && ports.contains(socket.getPort());
    }

    private static @Nullable InetAddress addressOf(SocketAddress remote) {
        return remote instanceof InetSocketAddress socket ? socket.getAddress() : null;
    }

    /** A line every ten seconds at most: an attack must not fill the disk. */
    private void tell(Reason reason, @Nullable InetAddress address) {
        long now = System.nanoTime();
        if (now - toldNanos >= QUIET_NANOS) {
            toldNanos = now;
            LOG.warn(
                    "connections refused limit={} latest={} refused={}",
                    reason.label(),
                    address == null ? "unknown" : address.getHostAddress(),
                    caps.refused(reason));
        }
    }
}
