package io.inferencegateway.gateway.config;

import io.inferencegateway.gateway.config.GatewayConfig.AdminAccess;
import io.inferencegateway.gateway.config.GatewayConfig.CallerConnections;
import io.inferencegateway.gateway.config.GatewayConfig.CertifiedKey;
import io.inferencegateway.gateway.config.GatewayConfig.Dns;
import io.inferencegateway.gateway.config.GatewayConfig.Endpoint;
import io.inferencegateway.gateway.config.GatewayConfig.Limits;
import io.inferencegateway.gateway.config.GatewayConfig.Listen;
import io.inferencegateway.gateway.config.GatewayConfig.MetricsDialect;
import io.inferencegateway.gateway.config.GatewayConfig.Model;
import io.inferencegateway.gateway.config.GatewayConfig.Monitor;
import io.inferencegateway.gateway.config.GatewayConfig.Samples;
import io.inferencegateway.gateway.config.GatewayConfig.ServerTls;
import io.inferencegateway.gateway.config.GatewayConfig.Timeouts;
import io.inferencegateway.gateway.config.GatewayConfig.TrustedProxies;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** The top of the configuration: one method per section, in the order of the reference. Owner: the reading thread. */
final class ConfigReader {
    private static final Timeouts TIMEOUTS = new Timeouts(
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));
    private static final Limits LIMITS = new Limits(16L << 20, 1_000, 100, Duration.ofSeconds(1), 0, null, null);
    private static final ScalarType<Integer> CONNECTIONS = ScalarType.integer(1, 1_000_000);
    private static final int MOST_CONNECTIONS = 32_768;
    /** Half of all: one address never takes everything, and a balancer that is not declared as one still gets far. */
    private static final int MOST_CONNECTIONS_OF_ONE = 16_384;

    private static final int MOST_CERTIFICATES = 64;
    private static final String DEFAULT_STATE = "sqlite:data/igw.db";

    private static final ScalarType<MetricsDialect> DIALECT = ScalarType.oneOf(MetricsDialect.class);
    private static final ScalarType<String> STATE_URL =
            new ScalarType<>("sqlite:PATH", ScalarType.Form.TEXT, false, Optional::of);

    private final TokenReader tokens;
    private final SecretReader secrets;
    private final PemReader files;
    private final Problems problems;

    ConfigReader(SecretReader secrets, PemReader files, Problems problems) {
        this.tokens = new TokenReader(secrets, problems);
        this.secrets = secrets;
        this.files = files;
        this.problems = problems;
    }

    /** To be used only if no problem was found. */
    GatewayConfig read(Node document) {
        Section root = Section.of(document, "", problems);
        Section listen = root.section("listen");
        Section admin = listen.section("admin");
        AdminAccess access = new AdminAccess(tokens.adminTokens(admin));
        Listen sockets = listen(listen, admin, access);
        String state = state(root.section("state"));
        Duration drain = root.value("drain", ScalarType.POSITIVE_DURATION, Duration.ofSeconds(30));
        Set<MetricsDialect> dialects = dialects(root.section("metrics"));
        TrustedProxies proxies = new TrustedProxies(values(root, "trusted-proxies", ScalarType.CIDR));
        Dns dns = DnsReader.read(root.section("dns"), problems);
        Section defaults = root.section("defaults");
        Timeouts timeouts = ModelReader.timeouts(defaults.section("timeouts"), TIMEOUTS);
        Limits limits = ModelReader.limits(defaults.section("limits"), LIMITS, problems);
        String runbook = RunbookReader.read(defaults, null);
        String dashboard = RunbookReader.readDashboard(defaults, null);
        defaults.refuseTheRest();
        root.requiredEntry("models", "the models to serve, by their id");
        Map<String, Model> models = new ModelReader(problems, files, tokens, timeouts, limits, runbook, dashboard)
                .models(root.section("models"));
        AlertReader alerts = new AlertReader(problems);
        alerts.presets(root.section("alerts"));
        List<Monitor> monitors = MonitorReader.read(root, models, alerts, problems);
        Samples samples = samples(root.section("samples"));
        NotificationSettings notifications =
                new NotificationReader(secrets, files, problems).read(root.section("notifications"));
        TracingSettings tracing = root.entry("tracing") == null
                ? null
                : new TracingReader(secrets, files, problems).read(root.section("tracing"));
        root.refuseTheRest();
        Duration head = models.values().stream()
                .map(model -> model.timeouts().requestHead())
                .max(Duration::compareTo)
                .orElse(timeouts.requestHead());
        return new GatewayConfig(
                sockets,
                state,
                drain,
                head,
                dialects,
                proxies,
                dns,
                models,
                monitors,
                alerts.alerts(),
                samples,
                notifications,
                tracing,
                access);
    }

    private Listen listen(Section listen, Section adminSection, AdminAccess access) {
        Section trafficSection = listen.section("traffic");
        ServerTls tls = trafficSection.entry("tls") == null ? null : tls(trafficSection.section("tls"));
        Endpoint traffic = endpoint(trafficSection, "0.0.0.0", 8080);
        Section h2cSection = listen.section("h2c");
        Endpoint h2c = h2cSection.isPresent() ? endpoint(h2cSection, "0.0.0.0", 8081) : null;
        Endpoint admin = endpoint(adminSection, "127.0.0.1", 9901);
        Section limits = listen.section("connections");
        CallerConnections connections = new CallerConnections(
                limits.value("all", CONNECTIONS, MOST_CONNECTIONS),
                limits.value("per-address", CONNECTIONS, MOST_CONNECTIONS_OF_ONE));
        limits.refuseTheRest();
        listen.refuseTheRest();
        Section.Entry adminHost = adminSection.entry("host");
        if (!isLoopback(admin.host()) && access.tokens().isEmpty() && adminHost != null) {
            String mend = "add listen.admin.tokens, or listen on 127.0.0.1";
            problems.add(adminHost.value(), adminHost.path(), "opens the admin API to others without a token; " + mend);
        }
        refuseSharedPort(listen, "admin", admin, traffic, "traffic");
        if (h2c != null) {
            refuseSharedPort(listen, "h2c", h2c, traffic, "traffic");
            refuseSharedPort(listen, "admin", admin, h2c, "h2c");
        }
        return new Listen(traffic, tls, h2c, admin, connections);
    }

    private void refuseSharedPort(Section listen, String key, Endpoint mine, Endpoint other, String otherKey) {
        boolean sameHost = mine.host().equals(other.host()) || isWildcard(mine.host()) || isWildcard(other.host());
        Section.Entry at = listen.entry(key) == null ? listen.entry(otherKey) : listen.entry(key);
        if (at != null && mine.port() != 0 && mine.port() == other.port() && sameHost) {
            String ports = "the " + key + " and " + otherKey + " listeners both want port " + mine.port();
            problems.add(at.value(), at.path(), ports + "; give each its own");
        }
    }

    private static Endpoint endpoint(Section section, String host, int port) {
        Endpoint endpoint = new Endpoint(
                section.value("host", ScalarType.LISTEN_HOST, host), section.value("port", ScalarType.PORT, port));
        section.refuseTheRest();
        return endpoint;
    }

    /** Null stands for a problem here, too. */
    private @Nullable ServerTls tls(Section tls) {
        PemFile clientAuthorities = files.authorities(tls, "client-ca");
        List<Section.Entry> elements = tls.list("also");
        Section.Entry given = tls.entry("also");
        if (given != null && elements.size() > MOST_CERTIFICATES) {
            problems.add(given.value(), given.path(), "must not have more than " + MOST_CERTIFICATES + " certificates");
        }
        CertifiedKey first = certifiedKey(tls);
        List<CertifiedKey> also = new ArrayList<>();
        for (Section.Entry element : elements.stream().limit(MOST_CERTIFICATES).toList()) {
            CertifiedKey one = certifiedKey(Section.of(element.value(), element.path(), problems));
            if (one != null) {
                also.add(one);
            }
        }
        return first == null ? null : new ServerTls(first.certificate(), first.key(), clientAuthorities, also);
    }

    private @Nullable CertifiedKey certifiedKey(Section pair) {
        pair.requiredEntry("cert", "the file with the listener's certificate");
        pair.requiredEntry("key", "the file with the private key of the certificate");
        PemFile certificate = files.file(pair, "cert");
        PemFile key = files.file(pair, "key");
        pair.refuseTheRest();
        return certificate != null && key != null && files.isPair(pair, "cert", certificate, "key", key)
                ? new CertifiedKey(certificate, key)
                : null;
    }

    private String state(Section state) {
        Section.Entry url = state.entry("url");
        Optional<String> text = state.optional("url", STATE_URL);
        state.refuseTheRest();
        if (url == null || text.isEmpty()) {
            return DEFAULT_STATE;
        }
        String value = text.get();
        if (value.startsWith("postgresql:") || value.startsWith("postgres:")) {
            problems.add(url.value(), url.path(), "PostgreSQL is not supported by this build yet; use sqlite:PATH");
            return DEFAULT_STATE;
        }
        if (isSqliteFile(value)) {
            return value;
        }
        problems.add(url.value(), url.path(), "must be sqlite:PATH, with the path of a file and without parameters");
        return DEFAULT_STATE;
    }

    /** Parameters behind a question mark would change how the driver opens the file. */
    private static boolean isSqliteFile(String url) {
        if (!url.startsWith(GatewayConfig.SQLITE) || url.indexOf('?') >= 0 || url.indexOf('\0') >= 0) {
            return false;
        }
        String name = new File(url.substring(GatewayConfig.SQLITE.length())).getName();
        return !name.isBlank() && !name.startsWith(":") && !name.equals(".") && !name.equals("..");
    }

    private Set<MetricsDialect> dialects(Section metrics) {
        boolean chosen = metrics.entry("dialects") != null;
        List<MetricsDialect> dialects = values(metrics, "dialects", DIALECT);
        metrics.refuseTheRest();
        if (!chosen) {
            return EnumSet.allOf(MetricsDialect.class);
        }
        return dialects.isEmpty() ? Set.of() : EnumSet.copyOf(dialects);
    }

    private static Samples samples(Section samples) {
        int perVersion = samples.value("per-version", ScalarType.integer(0, 10_000), 200);
        Duration slow = samples.value("slow", ScalarType.POSITIVE_DURATION, Duration.ofSeconds(1));
        samples.onlyOff("bodies", ScalarType.FLAG, false);
        samples.refuseTheRest();
        return new Samples(perVersion, slow);
    }

    private static <T> List<T> values(Section section, String key, ScalarType<T> type) {
        List<T> values = new ArrayList<>();
        for (Section.Entry element : section.list(key)) {
            section.scalar(element.value(), element.path(), type).ifPresent(values::add);
        }
        return values;
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }
}
