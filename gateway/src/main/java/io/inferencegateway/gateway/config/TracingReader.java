package io.inferencegateway.gateway.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inferencegateway.gateway.config.TracingSettings.Follow;
import io.inferencegateway.gateway.config.TracingSettings.Header;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/** The section {@code tracing}. Owner: the reading thread. */
final class TracingReader {
    private static final String TRACES_PATH = "/v1/traces";
    private static final String SERVICE_NAME = "service.name";
    private static final int MOST_ATTRIBUTES = 32;
    private static final int MOST_HEADERS = 16;
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

    private static final Pattern ATTRIBUTE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z0-9_]+)*");
    private static final Pattern CREDENTIAL = Pattern.compile(".*(auth|cookie|key|password|secret|token).*");
    private static final Set<String> FRAMING = Set.of(
            "authorization",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    private static final ScalarType<URI> COLLECTOR = new ScalarType<>(
            "http://HOST[:PORT][/PATH] or the same with https, without user, query and fragment",
            ScalarType.Form.TEXT,
            false,
            text -> ScalarType.WEBHOOK_URL
                    .parse()
                    .apply(text)
                    .filter(url -> url.getRawQuery() == null)
                    .map(TracingReader::withTracesPath));
    private static final ScalarType<Follow> FOLLOW = ScalarType.oneOf(Follow.class);
    private static final ScalarType<Duration> TIMEOUT =
            ScalarType.text("a duration above zero and of at most 60s such as 10s", text -> Notation.duration(text)
                    .filter(length -> !length.isZero() && length.compareTo(LONGEST_TIMEOUT) <= 0));
    private static final ScalarType<Integer> QUEUE = ScalarType.integer(64, 1_000_000);

    private final SecretReader secrets;
    private final PemReader files;
    private final Problems problems;

    TracingReader(SecretReader secrets, PemReader files, Problems problems) {
        this.secrets = secrets;
        this.files = files;
        this.problems = problems;
    }

    /** Null where nothing is traced, or where the collector is not known. */
    @Nullable
    TracingSettings read(Section tracing) {
        Optional<URI> collector =
                tracing.required("otlp", COLLECTOR, "the URL of a collector that takes OTLP over HTTP");
        int share = tracing.value("sample", ScalarType.SHARE_OF_ALL, 100);
        Follow follow = tracing.value("follow", FOLLOW, Follow.EVERYONE);
        String service = tracing.value("service", ScalarType.LINE, "inference-gateway");
        Map<String, String> resource = resource(tracing.section("resource"));
        Section.Entry tokenAt = tracing.entry("token");
        @Nullable
        Secret token = tokenAt == null
                ? null
                : secrets.read(tokenAt.value(), tokenAt.path(), problems).orElse(null);
        Map<String, Header> headers = headers(tracing.section("headers"));
        @Nullable PemFile authorities = files.authorities(tracing, "ca");
        Duration timeout = tracing.value("timeout", TIMEOUT, Duration.ofSeconds(10));
        int queue = tracing.value("queue", QUEUE, 8_192);
        tracing.refuseTheRest();
        if (collector.isEmpty()) {
            return null;
        }
        boolean secret = token != null || headers.values().stream().anyMatch(header -> header.secret() != null);
        Section.Entry urlAt = tracing.entry("otlp");
        if (secret && urlAt != null && !isSafe(collector.get())) {
            problems.add(urlAt.value(), urlAt.path(), "would carry a secret across the network in clear; use https");
        }
        return new TracingSettings(
                collector.get(), share, follow, service, resource, token, headers, authorities, timeout, queue);
    }

    /** The file gives the collector's base, as OTEL_EXPORTER_OTLP_ENDPOINT does, or the whole URL. */
    private static URI withTracesPath(URI url) {
        String text = url.toString().replaceAll("/+$", "");
        return URI.create(text.endsWith(TRACES_PATH) ? text : text + TRACES_PATH);
    }

    private static boolean isSafe(URI url) {
        String host = url.getHost();
        return url.getScheme().equalsIgnoreCase("https")
                || host.equals("localhost")
                || host.equals("[::1]")
                || host.startsWith("127.");
    }

    private Map<String, String> resource(Section section) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Section.Entry entry : section.entries()) {
            if (!ATTRIBUTE.matcher(entry.key()).matches() || entry.key().length() > 128) {
                String rule = "such as deployment.environment.name: a-z 0-9 _ and dots between";
                problems.add(entry.keyNode(), entry.path(), "is no name of an attribute; they are " + rule);
            } else if (entry.key().equals(SERVICE_NAME)) {
                problems.add(entry.keyNode(), entry.path(), "is what tracing.service gives");
            } else {
                section.scalar(entry.value(), entry.path(), ScalarType.LINE)
                        .ifPresent(value -> attributes.put(entry.key(), value));
            }
        }
        if (attributes.size() > MOST_ATTRIBUTES) {
            problems.add(section.start(), section.path(), "must not have more than " + MOST_ATTRIBUTES + " attributes");
        }
        return attributes;
    }

    private Map<String, Header> headers(Section section) {
        Map<String, Header> headers = new LinkedHashMap<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Section.Entry entry : section.entries()) {
            String name = entry.key().toLowerCase(Locale.ROOT);
            if (ScalarType.HEADER_NAME.parse().apply(name).isEmpty()) {
                problems.add(entry.keyNode(), entry.path(), "is no name of a header");
            } else if (name.equals("authorization")) {
                problems.add(entry.keyNode(), entry.path(), "is what tracing.token gives");
            } else if (FRAMING.contains(name)) {
                problems.add(entry.keyNode(), entry.path(), "is set by the gateway");
            } else if (!seen.add(name)) {
                problems.add(entry.keyNode(), entry.path(), "is given twice, in another case; remove one");
            } else if (entry.value() instanceof MappingNode) {
                secrets.read(entry.value(), entry.path(), problems)
                        .ifPresent(secret -> headers.put(entry.key(), new Header(null, secret)));
            } else if (CREDENTIAL.matcher(name).matches()) {
                problems.add(
                        entry.value(),
                        entry.path(),
                        "must be { file: PATH } or { env: NAME }; a secret is never written here");
            } else {
                section.scalar(entry.value(), entry.path(), ScalarType.LINE)
                        .ifPresent(text -> headers.put(entry.key(), new Header(text, null)));
            }
        }
        if (headers.size() > MOST_HEADERS) {
            problems.add(section.start(), section.path(), "must not have more than " + MOST_HEADERS + " headers");
        }
        return headers;
    }

    static void show(TracingSettings settings, ObjectNode shown) {
        shown.put("otlp", settings.collector().toString())
                .put("sample", EffectiveConfig.share(settings.sampleBasisPoints()))
                .put("follow", ScalarType.written(settings.follow()))
                .put("service", settings.service());
        ObjectNode resource = shown.putObject("resource");
        settings.resource().forEach(resource::put);
        Secret token = settings.token();
        if (token != null) {
            show(token, shown.putObject("token"));
        }
        ObjectNode headers = shown.putObject("headers");
        settings.headers().forEach((name, header) -> {
            Secret secret = header.secret();
            if (secret == null) {
                headers.put(name, header.text());
            } else {
                show(secret, headers.putObject(name));
            }
        });
        PemFile authorities = settings.authorities();
        if (authorities != null) {
            shown.put("ca", authorities.path());
        }
        shown.put("timeout", EffectiveConfig.duration(settings.timeout())).put("queue", settings.queue());
    }

    private static void show(Secret secret, ObjectNode shown) {
        shown.put(secret.origin().kind().key(), secret.origin().name());
    }
}
