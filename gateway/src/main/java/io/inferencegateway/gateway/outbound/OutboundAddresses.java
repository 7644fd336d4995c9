package io.inferencegateway.gateway.outbound;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses something may go to that the gateway tells of itself. Asked of the connection that was made, not of a name: what a name meant a
 * moment ago does not count. Pure.
 */
public final class OutboundAddresses {
    /** Where clouds tell a machine its credentials, beside the link-local 169.254.169.254 that most of them use. */
    private static final Set<String> METADATA = Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200", "192.0.0.192");

    private OutboundAddresses() {}

    /** Why nothing is sent to this peer, or null where nothing stands against it. */
    public static @Nullable String objection(SocketAddress peer) {
        String text = peer.hostAddress();
        return text == null ? "its address is not known" : objection(text);
    }

    /** @param text an address, not a name */
    static @Nullable String objection(String text) {
        InetAddress address;
        try {
            address = InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            return "its address is not known";
        }
        if (address.isLinkLocalAddress()) {
            return "its address is link-local, where machines keep their credentials";
        }
        int zone = text.indexOf('%');
        String plain = address.getHostAddress();
        if (METADATA.contains(zone < 0 ? plain : plain.substring(0, plain.indexOf('%')))) {
            return "its address is a cloud's metadata service";
        }
        return address.isMulticastAddress() || address.isAnyLocalAddress() ? "its address is nobody's" : null;
    }
}
