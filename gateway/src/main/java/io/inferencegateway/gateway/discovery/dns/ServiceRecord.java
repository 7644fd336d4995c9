package io.inferencegateway.gateway.discovery.dns;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/** An SRV record (RFC 2782). Immutable. */
record ServiceRecord(int priority, int weight, int port, String target) {
    private static final int FIXED_BYTES = 6;
    private static final String DECLINE = ".";

    /** Null for what is no such record. */
    static @Nullable ServiceRecord of(DnsRecord record) {
        if (!(record instanceof DnsRawRecord raw) || raw.content().readableBytes() <= FIXED_BYTES) {
            return null;
        }
        ByteBuf data = raw.content().duplicate();
        int priority = data.readUnsignedShort();
        int weight = data.readUnsignedShort();
        int port = data.readUnsignedShort();
        try {
            return new ServiceRecord(priority, weight, port, DefaultDnsRecordDecoder.decodeName(data));
        } catch (RuntimeException garbled) {
            return null;
        }
    }

    /** The text of the address in an A or AAAA record, or null for what is none. */
    static @Nullable String addressOf(DnsRecord record) {
        if (!(record instanceof DnsRawRecord raw)) {
            return null;
        }
        int length = raw.content().readableBytes();
        if (length != 4 && length != 16) {
            return null;
        }
        byte[] bytes = new byte[length];
        raw.content().getBytes(raw.content().readerIndex(), bytes);
        return NetUtil.bytesToIpAddress(bytes);
    }

    /** Whether it says that the service is decidedly not to be had here. */
    boolean isDecline() {
        return target.equals(DECLINE) || port == 0;
    }
}
