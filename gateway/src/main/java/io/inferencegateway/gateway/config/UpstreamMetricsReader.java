package io.inferencegateway.gateway.config;

import io.inferencegateway.gateway.config.GatewayConfig.MetricsOfUpstreams;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys {@code metrics} and {@code cores} of a version. Owner: the reading thread. */
final class UpstreamMetricsReader {
    private static final Pattern PATH = Pattern.compile("/[!-~&&[^#]]{0,511}");
    private static final ScalarType<String> METRICS = ScalarType.text(
            "a path such as /metrics, asked for at each upstream, or http://HOST:PORT/PATH on the host of an upstream",
            text -> Optional.of(text)
                    .filter(it -> PATH.matcher(it).matches()
                            || ScalarType.WEBHOOK_URL.parse().apply(it).isPresent()));
    private static final ScalarType<Integer> CORES = ScalarType.integer(1, 1_024);

    private UpstreamMetricsReader() {}

    /** @param upstreams of the version, as far as they could be read */
    static @Nullable MetricsOfUpstreams read(Section version, Set<URI> upstreams, Problems problems) {
        Section.Entry at = version.entry("metrics");
        Optional<String> where = version.optional("metrics", METRICS);
        Optional<Integer> cores = version.optional("cores", CORES);
        Section.Entry coresAt = version.entry("cores");
        if (at == null && coresAt != null) {
            problems.add(coresAt.value(), coresAt.path(), "says nothing without metrics");
        }
        if (where.isEmpty() || at == null) {
            return null;
        }
        boolean isPath = where.get().startsWith("/");
        if (!isPath && !isOnOneOf(URI.create(where.get()), upstreams)) {
            problems.add(at.value(), at.path(), "must be on the host of one of the version's upstreams");
        }
        if (isPath
                && upstreams.stream()
                        .anyMatch(url -> String.valueOf(url.getScheme()).startsWith("srv"))) {
            problems.add(at.value(), at.path(), "an srv upstream has no one address to ask; give a URL");
        }
        return new MetricsOfUpstreams(where.get(), cores.orElse(1));
    }

    private static boolean isOnOneOf(URI metrics, Set<URI> upstreams) {
        List<String> hosts = upstreams.stream().map(URI::getHost).toList();
        return upstreams.isEmpty() || hosts.contains(metrics.getHost());
    }
}
