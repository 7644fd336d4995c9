package io.inferencegateway.gateway.discovery.dns;

import io.inferencegateway.gateway.discovery.Resolution.Refresh;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Whom to ask for names, and how often. Immutable.
 *
 * @param servers tried in this order; none for those of the host ({@code /etc/resolv.conf})
 * @param timeout how long one lookup may take in all
 */
public record DnsSettings(List<InetSocketAddress> servers, Duration timeout, Refresh refresh) {
    /** Asks the host's servers, and at least once a minute. */
    public static final DnsSettings DEFAULT = new DnsSettings(
            List.of(), Duration.ofSeconds(2), new Refresh(Duration.ofSeconds(5), Duration.ofSeconds(60)));

    public DnsSettings {
        servers = List.copyOf(servers);
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("no time for a lookup: " + timeout);
        }
    }
}
