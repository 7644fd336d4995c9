package io.inferencegateway.gateway.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A whole, valid configuration: every default filled in, every reference checked. Immutable; made by the loader only,
 * so that whoever holds one need not check it again.
 */
public record GatewayConfig(
        Listen listen,
        String stateUrl,
        Duration drain,
        Set<MetricsDialect> dialects,
        TrustedProxies trustedProxies,
        Map<String, Model> models,
        List<Monitor> monitors,
        Samples samples,
        Notifications notifications,
        AdminAccess adminAccess) {

    public GatewayConfig {
        dialects = Set.copyOf(dialects);
        models = Map.copyOf(models);
        monitors = List.copyOf(monitors);
    }

    /** The sockets. Port 0 stands for any free one. */
    public record Listen(Endpoint traffic, @Nullable Endpoint h2c, Endpoint admin) {}

    public record Endpoint(String host, int port, @Nullable Tls tls) {}

    public record Tls(Path certificate, Path key, @Nullable Path clientCa) {}

    public enum MetricsDialect {
        INGRESS_NGINX,
        ML,
        NATIVE,
        OTEL
    }

    /** CIDR blocks whose forwarded headers are believed. */
    public record TrustedProxies(List<String> cidrs) {
        public TrustedProxies {
            cidrs = List.copyOf(cidrs);
        }
    }

    /** One model. Its timeouts and limits have the defaults merged in. */
    public record Model(
            String id,
            int stable,
            Map<Integer, Version> versions,
            Map<String, Integer> labels,
            Timeouts timeouts,
            Limits limits,
            Canary canary,
            PathMode path,
            String route,
            boolean idempotent,
            Set<String> hosts) {
        public Model {
            versions = Map.copyOf(versions);
            labels = Map.copyOf(labels);
            hosts = Set.copyOf(hosts);
        }
    }

    public record Version(
            int number,
            List<URI> upstreams,
            String framework,
            @Nullable String hostHeader,
            @Nullable String metricsPath) {
        public Version {
            upstreams = List.copyOf(upstreams);
        }
    }

    public enum PathMode {
        STRIP,
        KEEP
    }

    public record Timeouts(
            Duration connect,
            Duration firstByte,
            Duration idle,
            Duration total,
            Duration requestHead,
            Duration requestBody) {}

    /** @param requestBodyBytes the largest body a caller may send */
    public record Limits(long requestBodyBytes, int inFlight, int queue, Duration queueWait) {}

    public record Canary(
            List<Step> steps,
            Health health,
            OnCritical onCritical,
            @Nullable StickyKey sticky,
            int shadowBasisPoints,
            boolean headerOverride,
            boolean splitPinned,
            boolean rescue,
            OptionalInt warmUpRequests) {
        public Canary {
            steps = List.copyOf(steps);
        }
    }

    /** @param weightBasisPoints the canary's share of the split, 1 to 10,000 */
    public record Step(int weightBasisPoints, Duration hold) {}

    /** Limits on the error rate (fractions 0..1) and on the 99th percentile. */
    public record Health(
            double errorRateWarning, double errorRateCritical, Duration p99Warning, Duration p99Critical) {}

    public enum OnCritical {
        ROLLBACK,
        PAUSE
    }

    /** Exactly one of the two is set. */
    public record StickyKey(@Nullable String header, @Nullable String cookie) {}

    /** @param window one of {@code 5m 15m 1h 6h 1d} */
    public record Monitor(String name, String model, int version, String window) {}

    public record Samples(int perVersion, Duration slow, boolean bodies, List<String> redactJsonPointers) {
        public Samples {
            redactJsonPointers = List.copyOf(redactJsonPointers);
        }
    }

    public record Notifications(List<Webhook> webhooks) {
        public Notifications {
            webhooks = List.copyOf(webhooks);
        }
    }

    public record Webhook(URI url, @Nullable Secret signingSecret) {}

    /** Who may use the admin listener where it is not on loopback; no tokens: loopback only. */
    public record AdminAccess(List<AdminToken> tokens) {
        public AdminAccess {
            tokens = List.copyOf(tokens);
        }
    }

    public record AdminToken(String name, Role role, Secret secret) {}

    public enum Role {
        VIEWER,
        OPERATOR
    }
}
