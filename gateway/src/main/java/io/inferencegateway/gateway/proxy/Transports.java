package io.inferencegateway.gateway.proxy;

import io.vertx.core.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which socket implementation the gateway runs on: io_uring, else epoll, else NIO. io_uring saves about a third of the
 * CPU under load, but containers often forbid it; Vert.x falls back to NIO without a word, so the choice is made and
 * logged here, from what the kernel really grants this process.
 */
public final class Transports {
    /** Let the kernel's answer decide. */
    public static final String AUTOMATIC = "auto";

    private static final Logger LOG = LoggerFactory.getLogger(Transports.class);

    private Transports() {}

    /**
     * @param wanted {@code auto}, {@code io_uring}, {@code epoll} or {@code nio}; one that this host can't give, or
     *     doesn't know, falls back to the automatic choice
     * @return a transport that is available, for {@code Vertx.builder().withTransport}
     */
    public static Transport choose(String wanted) {
        Transport[] preferred = {Transport.IO_URING, Transport.EPOLL};
        StringBuilder refused = new StringBuilder();
        Transport chosen = Transport.NIO;
        for (Transport candidate : preferred) {
            if (isAvailable(candidate)) {
                boolean asked = wanted.equals(AUTOMATIC) || wanted.equals(candidate.name());
                if (asked) {
                    chosen = candidate;
                    break;
                }
            } else {
                refused.append(refused.isEmpty() ? "" : "; ").append(reason(candidate));
            }
        }
        if (!wanted.equals(AUTOMATIC) && !wanted.equals(chosen.name())) {
            refused.append(refused.isEmpty() ? "" : "; ").append("wanted ").append(wanted);
            chosen = isAvailable(Transport.EPOLL) ? Transport.EPOLL : Transport.NIO;
        }
        LOG.info("transport={} unavailable=\"{}\"", chosen.name(), refused);
        return chosen;
    }

    private static boolean isAvailable(@Nullable Transport transport) {
        return transport != null && transport.available();
    }

    private static String reason(@Nullable Transport transport) {
        if (transport == null) {
            return "native library not on the class path";
        }
        Throwable cause = transport.unavailabilityCause();
        return transport.name() + ": " + (cause == null ? "unavailable" : String.valueOf(cause.getMessage()));
    }
}
