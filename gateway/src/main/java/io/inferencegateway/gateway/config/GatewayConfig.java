package io.inferencegateway.gateway.config;

import io.inferencegateway.canary.rollout.FreezeWindows;
import io.inferencegateway.canary.split.Cohort;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A whole, valid configuration: every default filled in, every reference checked. Immutable; made by the loader only,
 * so that whoever holds one need not check it again. Models, versions and labels keep the order of the file.
 *
 * @param stateUrl {@code sqlite:PATH}
 * @param drain how long exchanges in flight may take after SIGTERM
 * @param requestHeadTimeout how long a caller may take to send a head. It runs before the model is known, so the
 *     listener grants what the most patient model grants
 * @param tracing null where no traces are recorded
 */
public record GatewayConfig(
        Listen listen,
        String stateUrl,
        Duration drain,
        Duration requestHeadTimeout,
        Set<MetricsDialect> dialects,
        TrustedProxies trustedProxies,
        Dns dns,
        Map<String, Model> models,
        List<Monitor> monitors,
        List<ConfiguredAlert> alerts,
        Samples samples,
        NotificationSettings notifications,
        @Nullable TracingSettings tracing,
        AdminAccess adminAccess) {

    static final String SQLITE = "sqlite:";

    public GatewayConfig {
        dialects = dialects.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(dialects));
        models = inOrder(models);
        monitors = List.copyOf(monitors);
        alerts = List.copyOf(alerts);
    }

    /** Where the SQLite state file stands; relative to the current directory unless absolute. */
    public Path stateFile() {
        return Path.of(stateUrl.substring(SQLITE.length()));
    }

    private static <K, V> Map<K, V> inOrder(Map<K, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /**
     * The sockets. Port 0 stands for any free one.
     *
     * @param tls how the traffic listener proves who it is, or null where it serves in clear
     * @param connections how many callers may have open
     */
    public record Listen(
            Endpoint traffic,
            @Nullable ServerTls tls,
            @Nullable Endpoint h2c,
            Endpoint admin,
            CallerConnections connections) {
        /** Whether the sockets can go from the one to the other without being opened anew: certificates may differ. */
        public boolean sameSockets(Listen other) {
            return traffic.equals(other.traffic)
                    && Objects.equals(h2c, other.h2c)
                    && admin.equals(other.admin)
                    && (tls == null) == (other.tls == null);
        }
    }

    /**
     * @param certificate the listener's own, then those of its issuers
     * @param key the private key of the first of them
     * @param clientAuthorities who may have issued the certificate that callers must have, or null where none is asked for
     * @param also shown to callers that ask for a server name in them
     */
    public record ServerTls(
            PemFile certificate, PemFile key, @Nullable PemFile clientAuthorities, List<CertifiedKey> also) {
        public ServerTls {
            also = List.copyOf(also);
        }
    }

    /**
     * @param certificate one, then those of its issuers
     * @param key the private key of the first of them
     */
    public record CertifiedKey(PemFile certificate, PemFile key) {}

    public record Endpoint(String host, int port) {}

    /**
     * @param all to the traffic listeners, from all addresses
     * @param perAddress from each, except trusted proxies
     */
    public record CallerConnections(int all, int perAddress) {}

    public enum MetricsDialect {
        INGRESS_NGINX,
        ML,
        NATIVE,
        OPENTELEMETRY
    }

    /** CIDR blocks whose forwarded headers are believed. */
    public record TrustedProxies(List<String> cidrs) {
        public TrustedProxies {
            cidrs = List.copyOf(cidrs);
        }
    }

    /**
     * How the hosts of upstreams are found.
     *
     * @param servers the name servers, in the order in which they are asked; none for those of the host
     * @param timeout how long one lookup may take
     * @param refreshLeast a name is not looked up more often
     * @param refreshMost a name is looked up at least as often
     */
    public record Dns(List<InetSocketAddress> servers, Duration timeout, Duration refreshLeast, Duration refreshMost) {
        public Dns {
            servers = List.copyOf(servers);
        }
    }

    /**
     * One model. Its timeouts and limits have the defaults merged in.
     *
     * @param stable the version that serves before any rollout
     * @param route the operation's name in the {@code route} label of the ML metrics
     * @param idempotent whether a request may be sent a second time after a reused connection died under it
     * @param generative whether the tokens of its answers are counted and timed
     * @param quality which of its requests and answers are looked at for drift, or null for none
     * @param hedgeAfter how long an answer may take to begin before another replica is asked as well, or null for ever
     * @param tokens who may call it; everyone where there are none
     * @param usage by what its callers are told apart where usage is counted
     * @param runbook what to do when something is wrong with it: a URL in which {@code {model}}, {@code {version}} and
     *     {@code {event}} may stand; null where there is none
     * @param dashboard its dashboard elsewhere: a URL in which {@code {model}} and {@code {version}} may stand, or null
     */
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
            boolean generative,
            @Nullable QualitySettings quality,
            @Nullable Duration hedgeAfter,
            List<CallerToken> tokens,
            UsageKey usage,
            @Nullable String runbook,
            @Nullable String dashboard) {
        public Model {
            tokens = List.copyOf(tokens);
            versions = inOrder(versions);
            labels = inOrder(labels);
        }
    }

    /**
     * @param framework what the model was built with, for {@code ml_model_info}; empty if unsaid
     * @param hostHeader the Host to send upstream, or null to pass on the caller's
     * @param upstreamTls null for the usual
     * @param protocol what the upstreams are spoken to in
     * @param check how its upstreams are asked whether they are well, the model's merged in; null where they are not asked
     */
    public record Version(
            int number,
            List<URI> upstreams,
            String framework,
            @Nullable String hostHeader,
            @Nullable UpstreamTls upstreamTls,
            UpstreamProtocol protocol,
            @Nullable Check check,
            @Nullable MetricsOfUpstreams metrics) {
        public Version {
            upstreams = List.copyOf(upstreams);
        }
    }

    /**
     * Where the upstreams of a version tell what they use.
     *
     * @param where a path that each of them answers, or one URL
     * @param cores how many processors each of them has
     */
    public record MetricsOfUpstreams(String where, int cores) {
        /** What is asked. */
        public List<URI> urls(List<URI> upstreams) {
            if (!where.startsWith("/")) {
                return List.of(URI.create(where));
            }
            return upstreams.stream()
                    .map(url -> URI.create(url.getScheme() + "://" + url.getRawAuthority() + where))
                    .distinct()
                    .toList();
        }
    }

    /** {@code HTTP2} is agreed on by ALPN over {@code https}, and known beforehand over {@code http}. */
    public enum UpstreamProtocol {
        HTTP1,
        HTTP2
    }

    /**
     * How the gateway and the {@code https} upstreams of a version prove to each other who they are.
     *
     * @param authorities whose certificates are believed, or null for those that this Java believes
     * @param certificate what the gateway shows, or null for nothing; {@code key} as well
     * @param serverName the name that the certificate must bear, or null for the URL's host
     */
    public record UpstreamTls(
            @Nullable PemFile authorities,
            @Nullable PemFile certificate,
            @Nullable PemFile key,
            @Nullable String serverName) {}

    /**
     * @param path with its query
     * @param healthy good answers in a row that make a failing upstream a good one
     * @param unhealthy failures in a row that make a good upstream a failing one
     */
    public record Check(
            String path, Duration interval, Duration timeout, int healthy, int unhealthy, StatusRange status) {}

    /** Both ends belong to it. */
    public record StatusRange(int least, int most) {}

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

    /**
     * @param requestBodyBytes the largest body a caller may send
     * @param connections how many may be open to each upstream; 0 for any number
     * @param adaptive between which bounds the number in flight is found, or null where it is {@code inFlight}
     * @param rate how many requests may come, or null for any number
     */
    public record Limits(
            long requestBodyBytes,
            int inFlight,
            int queue,
            Duration queueWait,
            int connections,
            @Nullable Adaptive adaptive,
            @Nullable Rate rate) {}

    /**
     * @param minimum so many may be in flight however slow the upstreams are
     * @param maximum so many, however fast they are; at most {@link Limits#inFlight}, at least {@code minimum}
     */
    public record Adaptive(int minimum, int maximum) {}

    /**
     * @param requests how many are let in per window in the long run, 1 to 999,999
     * @param window a second, a minute or an hour
     * @param burst how many may come at once after a rest, 1 to 1,000,000
     * @param per whose requests are counted together
     */
    public record Rate(int requests, Duration window, int burst, RateKey per) {}

    /** @param header the field whose value tells callers apart, or null where there is none */
    public record RateKey(boolean byAddress, @Nullable String header) {
        public static final RateKey MODEL = new RateKey(false, null);
        public static final RateKey ADDRESS = new RateKey(true, null);

        static RateKey ofHeader(String name) {
            return new RateKey(false, name);
        }
    }

    /**
     * @param match who takes part in a rollout, or null for everyone
     * @param shadow how requests are copied to the canary, or null for not at all
     * @param rescue whether stable answers for a canary that failed before its caller got a byte
     * @param warmUp what nothing is concluded from
     */
    public record Canary(
            List<Step> steps,
            Pace pace,
            Health health,
            OnCritical onCritical,
            @Nullable StickyKey sticky,
            @Nullable Cohort match,
            @Nullable Shadow shadow,
            boolean headerOverride,
            boolean splitPinned,
            boolean rescue,
            WarmUp warmUp,
            Conduct conduct) {
        public Canary {
            steps = List.copyOf(steps);
        }
    }

    /** A canary's first requests, and those within the time after the first of them; off by default. */
    public record WarmUp(int requests, Duration duration) {
        public static final WarmUp OFF = new WarmUp(0, Duration.ZERO);
    }

    /**
     * @param weightBasisPoints the canary's share of the split, 1 to 10,000
     * @param hold zero where none is given, which only an automatic pace allows
     */
    public record Step(int weightBasisPoints, Duration hold, StepGate gate) {}

    /** What lets a rollout go on behind a step. */
    public enum StepGate {
        EVIDENCE,
        MANUAL
    }

    /** Whether a step's hold is the least time it lasts or the longest. */
    public enum Pace {
        FIXED,
        AUTOMATIC
    }

    /**
     * @param shareBasisPoints of the requests that stable serves, 1 to 10,000
     * @param requestBodyBytes a request with a larger body is not copied
     * @param inFlight copies under way at a time
     * @param hold how long the canary gets nothing but copies
     */
    public record Shadow(int shareBasisPoints, long requestBodyBytes, int inFlight, Duration hold) {}

    /**
     * How rollouts are conducted besides their steps.
     *
     * @param bake how long a canary serves everything before it is the new stable version
     * @param watchAfter how long it is judged after that; zero for not at all
     * @param freeze when no rollout starts and no step is passed
     * @param dryRun whether the gateway only says that it would have rolled back or paused
     */
    public record Conduct(
            Duration bake,
            Duration watchAfter,
            OnRegression onRegression,
            OnStableChange onStableChange,
            FreezeWindows freeze,
            boolean dryRun) {}

    public enum OnRegression {
        NOTIFY,
        ROLLBACK
    }

    /** What a file that names another stable version does: give it everything, or start a rollout to it. */
    public enum OnStableChange {
        SWITCH,
        ROLLOUT
    }

    /** Limits on the error rate (fractions 0..1) and on the 99th percentile. */
    public record Health(
            double errorRateWarning, double errorRateCritical, Duration p99Warning, Duration p99Critical) {}

    public enum OnCritical {
        ROLLBACK,
        PAUSE
    }

    /** Exactly one of the two is set. */
    public record StickyKey(@Nullable String header, @Nullable String cookie) {}

    /**
     * @param window one of {@code 5m 15m 1h 6h 1d}
     * @param runbook a URL in which {@code {model}}, {@code {version}} and {@code {event}} may stand
     */
    public record Monitor(
            String name,
            String model,
            int version,
            String window,
            @Nullable String owner,
            @Nullable String description,
            @Nullable String runbook) {}

    /** @param slow requests that take at least this long are kept as slow ones */
    public record Samples(int perVersion, Duration slow) {}

    /** Who may use the admin listener. No tokens: anyone who reaches it, which is why it is on loopback then. */
    public record AdminAccess(List<AdminToken> tokens) {
        public AdminAccess {
            tokens = List.copyOf(tokens);
        }
    }

    public record AdminToken(String name, Role role, Secret secret) {}

    /** @param origin where the token came from, or null where the file gives its digest */
    public record CallerToken(String name, TokenDigest digest, Secret.@Nullable Origin origin) {}

    public enum Role {
        VIEWER,
        OPERATOR
    }
}
