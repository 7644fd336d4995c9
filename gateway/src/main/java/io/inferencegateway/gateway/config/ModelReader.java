package io.inferencegateway.gateway.config;

import io.inferencegateway.gateway.config.GatewayConfig.CallerToken;
import io.inferencegateway.gateway.config.GatewayConfig.Check;
import io.inferencegateway.gateway.config.GatewayConfig.Limits;
import io.inferencegateway.gateway.config.GatewayConfig.Model;
import io.inferencegateway.gateway.config.GatewayConfig.PathMode;
import io.inferencegateway.gateway.config.GatewayConfig.Timeouts;
import io.inferencegateway.gateway.config.GatewayConfig.UpstreamProtocol;
import io.inferencegateway.gateway.config.GatewayConfig.UpstreamTls;
import io.inferencegateway.gateway.config.GatewayConfig.Version;
import io.inferencegateway.monitoring.stats.ModelVersion;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The models of a configuration. Owner: the reading thread. */
final class ModelReader {
    private static final int MOST_UPSTREAMS = 256;
    private static final int MOST_VERSIONS = 100_000;

    private static final ScalarType<Integer> COUNT = ScalarType.integer(1, 1_000_000);
    private static final ScalarType<Integer> COUNT_OR_NONE = ScalarType.integer(0, 1_000_000);
    private static final ScalarType<PathMode> PATH_MODE = ScalarType.oneOf(PathMode.class);

    private static final ScalarType<UpstreamProtocol> PROTOCOL = ScalarType.oneOf(UpstreamProtocol.class);

    private final Problems problems;
    private final PemReader files;
    private final TokenReader tokens;
    private final Timeouts timeouts;
    private final Limits limits;
    private final @Nullable String runbook;
    private final @Nullable String dashboard;
    private int versionsRead;

    ModelReader(
            Problems problems,
            PemReader files,
            TokenReader tokens,
            Timeouts timeouts,
            Limits limits,
            @Nullable String runbook,
            @Nullable String dashboard) {
        this.problems = problems;
        this.files = files;
        this.tokens = tokens;
        this.timeouts = timeouts;
        this.limits = limits;
        this.runbook = runbook;
        this.dashboard = dashboard;
    }

    Map<String, Model> models(Section section) {
        Map<String, Model> models = new LinkedHashMap<>();
        for (Section.Entry entry : section.entries()) {
            if (!ModelVersion.isModelId(entry.key())) {
                String rule = "1 to 64 characters out of A-Z a-z 0-9 . _ - and neither . nor ..";
                problems.add(entry.keyNode(), entry.path(), "is not a model id; it must be " + rule);
            }
            models.put(entry.key(), model(entry));
        }
        if (section.isPresent() && models.isEmpty()) {
            problems.add(section.start(), section.path(), "must have at least one model");
        }
        return models;
    }

    private Model model(Section.Entry entry) {
        Section model = Section.of(entry.value(), entry.path(), problems);
        Optional<Integer> stable =
                model.required("stable", ScalarType.VERSION, "the version that serves before any rollout");
        model.requiredEntry("versions", "the model's versions by their number");
        Check check = CheckReader.read(model.section("check"), null, problems);
        Map<Integer, Version> versions = versions(model.section("versions"), check);
        List<CallerToken> callers = tokens.callerTokens(model.section("auth"));
        stable.ifPresent(number -> mustExist(number, model.entry("stable"), versions));
        Model result = new Model(
                entry.key(),
                stable.orElse(0),
                versions,
                labels(model.section("labels"), versions),
                timeouts(model.section("timeouts"), timeouts),
                limits(model.section("limits"), limits, problems),
                new CanaryReader(problems).read(model.section("canary")),
                model.value("path", PATH_MODE, PathMode.STRIP),
                model.value("route", ScalarType.NAME, "predict"),
                model.value("idempotent", ScalarType.FLAG, false),
                model.value("generative", ScalarType.FLAG, false),
                new QualityReader(problems).read(model.section("quality")),
                hedgeAfter(model.section("hedge")),
                callers,
                UsageKey.read(model.section("usage"), !callers.isEmpty(), problems),
                RunbookReader.read(model, runbook),
                RunbookReader.readDashboard(model, dashboard));
        model.refuseTheRest();
        return result;
    }

    private static @Nullable Duration hedgeAfter(Section hedge) {
        Optional<Duration> after =
                hedge.required("after", ScalarType.POSITIVE_DURATION, "how long to wait for an answer, such as 200ms");
        hedge.refuseTheRest();
        return after.orElse(null);
    }

    private Map<Integer, Version> versions(Section section, @Nullable Check check) {
        Map<Integer, Version> versions = new LinkedHashMap<>();
        for (Section.Entry entry : section.entries()) {
            if (++versionsRead > MOST_VERSIONS) {
                problems.add(entry.keyNode(), entry.path(), "more than " + MOST_VERSIONS + " versions are not read");
                return versions;
            }
            Optional<Integer> number = ScalarType.versionNumber(entry.key());
            if (number.isEmpty()) {
                String rule = "a whole number from 0 to 999999999 without leading zeros";
                problems.add(entry.keyNode(), entry.path(), "is not a version; it must be " + rule);
            }
            Version version = version(number.orElse(0), entry, check);
            number.ifPresent(it -> versions.put(it, version));
        }
        if (section.isPresent() && versions.isEmpty()) {
            problems.add(section.start(), section.path(), "must have at least one version");
        }
        return versions;
    }

    private Version version(int number, Section.Entry entry, @Nullable Check check) {
        Section version = Section.of(entry.value(), entry.path(), problems);
        Section.Entry upstreams = version.requiredEntry("upstreams", "the URLs that serve this version");
        List<Section.Entry> elements = version.list("upstreams");
        if (upstreams != null && (elements.isEmpty() || elements.size() > MOST_UPSTREAMS)) {
            problems.add(
                    upstreams.value(), upstreams.path(), "must be a list of 1 to " + MOST_UPSTREAMS + " upstream URLs");
        }
        LinkedHashSet<URI> urls = new LinkedHashSet<>();
        elements.stream().limit(MOST_UPSTREAMS).forEach(element -> version.scalar(
                        element.value(), element.path(), ScalarType.UPSTREAM_URL)
                .ifPresent(url -> {
                    if (!urls.add(url)) {
                        problems.add(element.value(), element.path(), "is in the list twice; remove one");
                    }
                }));
        Version result = new Version(
                number,
                List.copyOf(urls),
                version.value("framework", ScalarType.LINE, ""),
                version.optional("host", ScalarType.HOST_HEADER).orElse(null),
                version.entry("upstream-tls") == null ? null : upstreamTls(version.section("upstream-tls")),
                version.value("protocol", PROTOCOL, UpstreamProtocol.HTTP1),
                CheckReader.read(version.section("check"), check, problems),
                UpstreamMetricsReader.read(version, urls, problems));
        version.refuseTheRest();
        return result;
    }

    private UpstreamTls upstreamTls(Section tls) {
        PemFile authorities = files.authorities(tls, "ca");
        boolean shown = tls.entry("cert") != null || tls.entry("key") != null;
        if (shown) {
            tls.requiredEntry("cert", "the certificate that the gateway shows to the upstreams");
            tls.requiredEntry("key", "the private key of that certificate");
        }
        PemFile certificate = files.file(tls, "cert");
        PemFile key = files.file(tls, "key");
        if (certificate != null && key != null) {
            files.isPair(tls, "cert", certificate, "key", key);
        }
        String serverName = tls.optional("server-name", ScalarType.LISTEN_HOST).orElse(null);
        tls.refuseTheRest();
        return new UpstreamTls(authorities, certificate, key, serverName);
    }

    private Map<String, Integer> labels(Section section, Map<Integer, Version> versions) {
        Map<String, Integer> labels = new LinkedHashMap<>();
        for (Section.Entry entry : section.entries()) {
            if (!ModelVersion.isModelId(entry.key())) {
                problems.add(
                        entry.keyNode(), entry.path(), "is not a label; it must be " + ScalarType.NAME.expectation());
            }
            section.scalar(entry.value(), entry.path(), ScalarType.VERSION).ifPresent(number -> {
                mustExist(number, entry, versions);
                labels.put(entry.key(), number);
            });
        }
        return labels;
    }

    private void mustExist(int number, Section.@Nullable Entry at, Map<Integer, Version> versions) {
        if (at != null && !versions.containsKey(number)) {
            problems.add(
                    at.value(),
                    at.path(),
                    "there is no version " + number + " under 'versions'; there are " + listed(versions.keySet()));
        }
    }

    static String listed(Collection<Integer> numbers) {
        if (numbers.isEmpty()) {
            return "none";
        }
        String first = numbers.stream().limit(10).map(String::valueOf).collect(Collectors.joining(", "));
        return numbers.size() > 10 ? first + ", …" : first;
    }

    static Timeouts timeouts(Section section, Timeouts inherited) {
        Timeouts timeouts = new Timeouts(
                section.value("connect", ScalarType.POSITIVE_DURATION, inherited.connect()),
                section.value("first-byte", ScalarType.POSITIVE_DURATION, inherited.firstByte()),
                section.value("idle", ScalarType.POSITIVE_DURATION, inherited.idle()),
                section.value("total", ScalarType.POSITIVE_DURATION, inherited.total()),
                section.value("request-head", ScalarType.POSITIVE_DURATION, inherited.requestHead()),
                section.value("request-body", ScalarType.POSITIVE_DURATION, inherited.requestBody()));
        section.refuseTheRest();
        return timeouts;
    }

    static Limits limits(Section section, Limits inherited, Problems problems) {
        int inFlight = section.value("in-flight", COUNT, inherited.inFlight());
        Limits limits = new Limits(
                section.value("request-body", ScalarType.BYTES, inherited.requestBodyBytes()),
                inFlight,
                section.value("queue", COUNT_OR_NONE, inherited.queue()),
                section.value("queue-wait", ScalarType.DURATION_OR_ZERO, inherited.queueWait()),
                section.value("connections", COUNT_OR_NONE, inherited.connections()),
                AdaptiveReader.read(section.section("adaptive"), inherited.adaptive(), inFlight, problems),
                RateReader.read(section.section("rate"), inherited.rate()));
        section.refuseTheRest();
        return limits;
    }
}
