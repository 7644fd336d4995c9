package io.inferencegateway.gateway.wire;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The address ranges whose word about forwarded callers is believed. Immutable. Never asks a name server. */
public final class TrustedPeers {
    static final TrustedPeers NOBODY = new TrustedPeers(List.of());

    private final List<Range> ranges;

    private TrustedPeers(List<Range> ranges) {
        this.ranges = ranges;
    }

    /**
     * @param ranges addresses or CIDR ranges, IPv4 or IPv6, such as {@code 10.0.0.0/8} or {@code ::1}
     * @throws IllegalArgumentException if one of them is neither
     */
    public static TrustedPeers of(Collection<String> ranges) {
        return ranges.isEmpty()
                ? NOBODY
                : new TrustedPeers(ranges.stream().map(Range::parse).toList());
    }

    /** Whether this textual IP address lies in one of the ranges. An IPv4 address mapped into IPv6 counts as IPv4. */
    public boolean contains(String address) {
        byte @Nullable [] bytes = ranges.isEmpty() ? null : bytesOf(address);
        if (bytes == null) {
            return false;
        }
        for (Range range : ranges) {
            if (range.contains(bytes)) {
                return true;
            }
        }
        return false;
    }

    private static byte @Nullable [] bytesOf(String address) {
        int zone = address.indexOf('%');
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(zone < 0 ? address : address.substring(0, zone));
        return bytes != null && isMappedIpv4(bytes) ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
    }

    private static boolean isMappedIpv4(byte[] bytes) {
        if (bytes.length != 16 || bytes[10] != -1 || bytes[11] != -1) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static final class Range {
        private final byte[] network;
        private final int prefixBits;

        private Range(byte[] network, int prefixBits) {
            this.network = network;
            this.prefixBits = prefixBits;
        }

        static Range parse(String text) {
            int slash = text.indexOf('/');
            byte @Nullable [] network = bytesOf(slash < 0 ? text : text.substring(0, slash));
            if (network == null) {
                throw new IllegalArgumentException("not an IP address or CIDR range: " + text);
            }
            int bits = network.length * 8;
            int prefix = slash < 0 ? bits : PathRules.number(text, slash + 1, text.length(), 3);
            if (prefix < 0 || prefix > bits) {
                throw new IllegalArgumentException("not a prefix length from 0 to " + bits + ": " + text);
            }
            return new Range(network, prefix);
        }

        boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            int wholeBytes = prefixBits / 8;
            for (int i = 0; i < wholeBytes; i++) {
                if (address[i] != network[i]) {
                    return false;
                }
            }
            int rest = prefixBits % 8;
            return rest == 0 || ((address[wholeBytes] ^ network[wholeBytes]) & 0xff) >> (8 - rest) == 0;
        }
    }
}
