package io.inferencegateway.gateway.config;

import io.inferencegateway.gateway.config.GatewayConfig.Dns;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How the hosts of upstreams are found. Owner: the reading thread. */
final class DnsReader {
    private static final int MOST_SERVERS = 8;

    private DnsReader() {}

    static Dns read(Section dns, Problems problems) {
        List<Section.Entry> elements = dns.list("servers");
        Section.Entry given = dns.entry("servers");
        if (given != null && elements.size() > MOST_SERVERS) {
            problems.add(given.value(), given.path(), "must not have more than " + MOST_SERVERS + " servers");
        }
        List<InetSocketAddress> servers = new ArrayList<>();
        elements.stream().limit(MOST_SERVERS).forEach(element -> dns.scalar(
                        element.value(), element.path(), ScalarType.NAME_SERVER)
                .ifPresent(servers::add));
        Duration timeout = dns.value("timeout", ScalarType.POSITIVE_DURATION, Duration.ofSeconds(2));
        int before = problems.count();
        Duration least = dns.value("refresh-least", ScalarType.POSITIVE_DURATION, Duration.ofSeconds(5));
        Duration most = dns.value("refresh-most", ScalarType.POSITIVE_DURATION, Duration.ofSeconds(60));
        Section.Entry at = dns.entry("refresh-least") == null ? dns.entry("refresh-most") : dns.entry("refresh-least");
        if (problems.count() == before && at != null && least.compareTo(most) > 0) {
            problems.add(
                    at.value(), at.path(), "refresh-least must not be above refresh-most (5s, 60s where not given)");
        }
        dns.refuseTheRest();
        return new Dns(servers, timeout, least, most);
    }
}
