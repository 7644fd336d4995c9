package io.inferencegateway.gateway.wire;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Who is at the other end of a caller's connection. Immutable; worked out once per connection.
 *
 * @param address the textual IP address
 * @param trusted whether what it says about the callers behind it is believed
 * @param secure whether the connection is encrypted
 * @param localPort the port that it connected to, as text
 */
public record Peer(String address, boolean trusted, boolean secure, String localPort) {
    private static final AttributeKey<Peer> KEY = AttributeKey.valueOf(Peer.class, "connection");

    /** The peer of this connection, kept with the connection after the first call. */
    public static Peer of(HttpConnection connection, TrustedPeers trusted) {
        Channel channel = ((ConnectionBase) connection).channel();
        Peer known = channel.attr(KEY).get();
        if (known == null) {
            known = read(connection, trusted);
            channel.attr(KEY).set(known);
        }
        return known;
    }

    private static Peer read(HttpConnection connection, TrustedPeers trusted) {
        SocketAddress remote = connection.remoteAddress();
        String address = remote == null ? null : remote.hostAddress();
        SocketAddress local = connection.localAddress();
        String port = Integer.toString(local == null ? 0 : local.port());
        return address == null
                ? new Peer("unknown", false, connection.isSsl(), port)
                : new Peer(address, trusted.contains(address), connection.isSsl(), port);
    }

    /** Of the URLs that it asks for. */
    public String scheme() {
        return secure ? "https" : "http";
    }
}
