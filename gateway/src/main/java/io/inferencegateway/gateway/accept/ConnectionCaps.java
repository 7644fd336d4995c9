package io.inferencegateway.gateway.accept;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How many connections callers have open, in all and from each address, against their limits. Thread-safe. It keeps as many
 * addresses as there are connections, at most.
 */
public final class ConnectionCaps {
    private final Predicate<InetAddress> exempt;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Origin, Integer> openFrom = new ConcurrentHashMap<>();
    private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);
    private volatile Limits limits;

    /**
     * @param all over all addresses, at least 1
     * @param perAddress from one IPv4 address or one IPv6 network of 64 bits, which is what one host is given; at least 1
     */
    public record Limits(int all, int perAddress) {
        public Limits {
            if (all < 1 || perAddress < 1) {
                throw new IllegalArgumentException("nobody could come in: " + all + ", " + perAddress);
            }
        }
    }

    /** Why a connection was refused. */
    public enum Reason {
        /** There are as many as there may be. */
        ALL("all"),
        /** Its address has as many as it may have. */
        ADDRESS("address");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        /** As metrics call it. */
        public String label() {
            return label;
        }
    }

    /** Whose connections are counted together. */
    private record Origin(long high, long low) {
        static Origin of(InetAddress address) {
            byte[] bytes = address.getAddress();
            long high = bits(bytes, 0, Math.min(8, bytes.length));
            return new Origin(high, address instanceof Inet6Address ? 1 : 0);
        }

        private static long bits(byte[] bytes, int from, int to) {
            long value = 0;
            for (byte each : Arrays.copyOfRange(bytes, from, to)) {
                value = value << 8 | (each & 0xff);
            }
            return value;
        }
    }

    /** @param exempt addresses that stand for many callers, and of which only the sum is limited */
    public ConnectionCaps(Limits limits, Predicate<InetAddress> exempt) {
        this.limits = limits;
        this.exempt = exempt;
        for (Reason reason : Reason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** For those who come from now on. */
    public void limit(Limits changed) {
        limits = changed;
    }

    /**
     * Takes a place; exactly one {@link #closed} follows where this returned null.
     *
     * @param address null where it is not known: then only the sum is limited
     * @return why it may not come in, or null
     */
    @Nullable
    Reason tryOpen(@Nullable InetAddress address) {
        Limits now = limits;
        if (!take(now.all())) {
            return refuse(Reason.ALL);
        }
        if (address != null && !exempt.test(address) && !take(Origin.of(address), now.perAddress())) {
            open.decrementAndGet();
            return refuse(Reason.ADDRESS);
        }
        return null;
    }

    /** @param address as in {@link #tryOpen} */
    void closed(@Nullable InetAddress address) {
        open.decrementAndGet();
        if (address != null && !exempt.test(address)) {
            openFrom.computeIfPresent(Origin.of(address), (origin, count) -> count == 1 ? null : count - 1);
        }
    }

    /** How many were refused, since the start. */
    public long refused(Reason reason) {
        LongAdder count = refused.get(reason);
        return count == null ? 0 : count.sum();
    }

    /** How many are open. */
    public int open() {
        return open.get();
    }

    /** How many addresses are remembered. */
    int origins() {
        return openFrom.size();
    }

    private Reason refuse(Reason reason) {
        LongAdder count = refused.get(reason);
        if (count != null) {
            count.increment();
        }
        return reason;
    }

    private boolean take(int most) {
        int now = open.get();
        while (now < most) {
            if (open.compareAndSet(now, now + 1)) {
                return true;
            }
            now = open.get();
        }
        return false;
    }

    private boolean take(Origin origin, int most) {
        boolean[] taken = {false};
        openFrom.compute(origin, (key, count) -> {
            int had = count == null ? 0 : count;
            taken[0] = had < most;
            return taken[0] ? Integer.valueOf(had + 1) : count;
        });
        return taken[0];
    }
}
