package io.inferencegateway.gateway.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inferencegateway.canary.split.Cohort;
import io.inferencegateway.gateway.config.GatewayConfig.CallerToken;
import io.inferencegateway.gateway.config.GatewayConfig.Canary;
import io.inferencegateway.gateway.config.GatewayConfig.Endpoint;
import io.inferencegateway.gateway.config.GatewayConfig.Health;
import io.inferencegateway.gateway.config.GatewayConfig.Model;
import io.inferencegateway.gateway.config.GatewayConfig.Shadow;
import io.inferencegateway.gateway.config.GatewayConfig.Version;
import io.netty.util.NetUtil;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as it is in force, in the keys of the file and with every default written out. It may be shown: of a
 * secret it names the origin, of a webhook's URL, which often is a credential, only the host. Apart from those URLs it
 * reads back to an equal configuration. Pure.
 */
public final class EffectiveConfig {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private EffectiveConfig() {}

    public static ObjectNode toJson(GatewayConfig config) {
        ObjectNode root = JSON.objectNode();
        ObjectNode listen = root.putObject("listen");
        ObjectNode traffic = endpoint(config.listen().traffic());
        GatewayConfig.ServerTls tls = config.listen().tls();
        if (tls != null) {
            ObjectNode files = traffic.putObject("tls");
            putPath(files, "cert", tls.certificate());
            putPath(files, "key", tls.key());
            putPath(files, "client-ca", tls.clientAuthorities());
            if (!tls.also().isEmpty()) {
                ArrayNode also = files.putArray("also");
                tls.also().forEach(pair -> {
                    ObjectNode shown = also.addObject();
                    putPath(shown, "cert", pair.certificate());
                    putPath(shown, "key", pair.key());
                });
            }
        }
        listen.set("traffic", traffic);
        Endpoint h2c = config.listen().h2c();
        if (h2c != null) {
            listen.set("h2c", endpoint(h2c));
        }
        ObjectNode admin = endpoint(config.listen().admin());
        ArrayNode tokens = admin.putArray("tokens");
        config.adminAccess().tokens().forEach(token -> {
            ObjectNode shown =
                    tokens.addObject().put("name", token.name()).put("role", ScalarType.written(token.role()));
            Secret.Origin origin = token.secret().origin();
            shown.putObject("secret").put(origin.kind().key(), origin.name());
        });
        listen.set("admin", admin);
        listen.putObject("connections")
                .put("all", config.listen().connections().all())
                .put("per-address", config.listen().connections().perAddress());
        root.putObject("state").put("url", config.stateUrl());
        root.put("drain", duration(config.drain()));
        ArrayNode dialects = root.putObject("metrics").putArray("dialects");
        config.dialects().forEach(dialect -> dialects.add(ScalarType.written(dialect)));
        ArrayNode proxies = root.putArray("trusted-proxies");
        config.trustedProxies().cidrs().forEach(proxies::add);
        root.set("dns", dns(config.dns()));
        ObjectNode models = root.putObject("models");
        config.models().forEach((id, model) -> models.set(id, model(model)));
        ArrayNode monitors = root.putArray("monitors");
        config.monitors().forEach(monitor -> {
            ObjectNode shown = monitor(monitor);
            AlertReader.show(config.alerts(), monitor.name(), shown);
            monitors.add(shown);
        });
        root.putObject("samples")
                .put("per-version", config.samples().perVersion())
                .put("slow", duration(config.samples().slow()));
        root.set("notifications", notifications(config.notifications()));
        TracingSettings tracing = config.tracing();
        if (tracing != null) {
            TracingReader.show(tracing, root.putObject("tracing"));
        }
        return root;
    }

    private static ObjectNode monitor(GatewayConfig.Monitor monitor) {
        ObjectNode shown = JSON.objectNode()
                .put("name", monitor.name())
                .put("model", monitor.model())
                .put("version", monitor.version())
                .put("window", monitor.window());
        putIfSet(shown, "owner", monitor.owner());
        putIfSet(shown, "description", monitor.description());
        putIfSet(shown, "runbook", monitor.runbook());
        return shown;
    }

    private static void putIfSet(ObjectNode shown, String key, @Nullable String value) {
        if (value != null) {
            shown.put(key, value);
        }
    }

    private static ObjectNode notifications(NotificationSettings settings) {
        ObjectNode shown = JSON.objectNode();
        if (settings.consoleUrl() != null) {
            shown.put("console-url", settings.consoleUrl().toString());
        }
        RouteReader.show(settings.routes(), shown);
        for (NotificationSettings.Kind kind : NotificationSettings.Kind.values()) {
            ArrayNode receivers = shown.putArray(kind.section());
            settings.receivers().stream()
                    .filter(receiver -> receiver.kind() == kind)
                    .forEach(receiver -> receivers.add(receiver(receiver)));
        }
        return shown;
    }

    private static ObjectNode receiver(NotificationSettings.Receiver receiver) {
        ObjectNode shown = JSON.objectNode();
        if (receiver.isNamed()) {
            shown.put("name", receiver.name());
        }
        if (receiver.mail() != null) {
            MailReader.show(receiver.mail(), shown);
        } else if (receiver.urlOrigin() == null) {
            shown.put("url", masked(receiver.url()));
        } else {
            putOrigin(shown, "url", receiver.urlOrigin());
        }
        if (receiver.secret() != null) {
            String key =
                    switch (receiver.kind()) {
                        case GRAFANA -> "token";
                        case PAGERDUTY -> "routing-key";
                        case MAIL -> "password";
                        case WEBHOOK, SLACK, TEAMS, ALERTMANAGER -> "secret";
                    };
            putOrigin(shown, key, receiver.secret().origin());
        }
        ArrayNode events = shown.putArray("events");
        receiver.topics().stream().sorted().forEach(topic -> events.add(topic.label()));
        return shown;
    }

    private static void putOrigin(ObjectNode to, String key, Secret.Origin origin) {
        to.putObject(key).put(origin.kind().key(), origin.name());
    }

    private static ObjectNode dns(GatewayConfig.Dns dns) {
        ObjectNode shown = JSON.objectNode();
        ArrayNode servers = shown.putArray("servers");
        dns.servers().forEach(server -> servers.add(NetUtil.toSocketAddressString(server)));
        return shown.put("timeout", duration(dns.timeout()))
                .put("refresh-least", duration(dns.refreshLeast()))
                .put("refresh-most", duration(dns.refreshMost()));
    }

    private static ObjectNode endpoint(Endpoint endpoint) {
        return JSON.objectNode().put("host", endpoint.host()).put("port", endpoint.port());
    }

    private static void putPath(ObjectNode to, String key, @Nullable PemFile file) {
        if (file != null) {
            to.put(key, file.path());
        }
    }

    private static ObjectNode model(Model model) {
        ObjectNode shown = JSON.objectNode().put("stable", model.stable());
        putIfSet(shown, "runbook", model.runbook());
        putIfSet(shown, "dashboard", model.dashboard());
        ObjectNode versions = shown.putObject("versions");
        model.versions().forEach((number, version) -> versions.set(String.valueOf(number), version(version)));
        ObjectNode labels = shown.putObject("labels");
        model.labels().forEach(labels::put);
        GatewayConfig.Timeouts timeouts = model.timeouts();
        shown.putObject("timeouts")
                .put("connect", duration(timeouts.connect()))
                .put("first-byte", duration(timeouts.firstByte()))
                .put("idle", duration(timeouts.idle()))
                .put("total", duration(timeouts.total()))
                .put("request-head", duration(timeouts.requestHead()))
                .put("request-body", duration(timeouts.requestBody()));
        GatewayConfig.Limits limits = model.limits();
        ObjectNode limited = shown.putObject("limits")
                .put("request-body", bytes(limits.requestBodyBytes()))
                .put("in-flight", limits.inFlight())
                .put("queue", limits.queue())
                .put("queue-wait", duration(limits.queueWait()))
                .put("connections", limits.connections());
        GatewayConfig.Adaptive adaptive = limits.adaptive();
        if (adaptive != null) {
            limited.putObject("adaptive").put("minimum", adaptive.minimum()).put("maximum", adaptive.maximum());
        }
        GatewayConfig.Rate rate = limits.rate();
        if (rate != null) {
            limited.putObject("rate")
                    .put("requests", RateReader.written(rate))
                    .put("burst", rate.burst())
                    .put("per", RateReader.written(rate.per()));
        }
        Duration hedgeAfter = model.hedgeAfter();
        if (hedgeAfter != null) {
            shown.putObject("hedge").put("after", duration(hedgeAfter));
        }
        shown.set("canary", canary(model.canary()));
        if (!model.tokens().isEmpty()) {
            ArrayNode tokens = shown.putObject("auth").putArray("tokens");
            model.tokens().forEach(token -> show(token, tokens.addObject()));
        }
        shown.putObject("usage").put("by", model.usage().written());
        QualitySettings quality = model.quality();
        if (quality != null) {
            QualityReader.show(quality, shown.putObject("quality"));
        }
        return shown.put("path", ScalarType.written(model.path()))
                .put("route", model.route())
                .put("idempotent", model.idempotent())
                .put("generative", model.generative());
    }

    private static void show(CallerToken token, ObjectNode shown) {
        shown.put("name", token.name());
        Secret.Origin origin = token.origin();
        if (origin == null) {
            shown.put("sha256", token.digest().hex());
        } else {
            shown.putObject("secret").put(origin.kind().key(), origin.name());
        }
    }

    private static ObjectNode version(Version version) {
        ObjectNode shown = JSON.objectNode();
        ArrayNode upstreams = shown.putArray("upstreams");
        version.upstreams().forEach(url -> upstreams.add(url.toString()));
        if (!version.framework().isEmpty()) {
            shown.put("framework", version.framework());
        }
        if (version.hostHeader() != null) {
            shown.put("host", version.hostHeader());
        }
        shown.put("protocol", ScalarType.written(version.protocol()));
        GatewayConfig.MetricsOfUpstreams metrics = version.metrics();
        if (metrics != null) {
            shown.put("metrics", metrics.where()).put("cores", metrics.cores());
        }
        GatewayConfig.Check check = version.check();
        if (check != null) {
            shown.putObject("check")
                    .put("path", check.path())
                    .put("interval", duration(check.interval()))
                    .put("timeout", duration(check.timeout()))
                    .put("healthy", check.healthy())
                    .put("unhealthy", check.unhealthy())
                    .put("status", CheckReader.written(check.status()));
        }
        GatewayConfig.UpstreamTls tls = version.upstreamTls();
        if (tls != null) {
            ObjectNode files = shown.putObject("upstream-tls");
            putPath(files, "ca", tls.authorities());
            putPath(files, "cert", tls.certificate());
            putPath(files, "key", tls.key());
            if (tls.serverName() != null) {
                files.put("server-name", tls.serverName());
            }
        }
        return shown;
    }

    private static ObjectNode canary(Canary canary) {
        ObjectNode shown = JSON.objectNode();
        ArrayNode steps = shown.putArray("steps");
        canary.steps().forEach(step -> steps.addObject()
                .put("weight", share(step.weightBasisPoints()))
                .put("hold", duration(step.hold()))
                .put("gate", ScalarType.written(step.gate())));
        shown.put("pace", ScalarType.written(canary.pace()));
        Health health = canary.health();
        ObjectNode limits = shown.putObject("health");
        limits.putObject("error-rate")
                .put("warning", share(Math.toIntExact(Math.round(health.errorRateWarning() * 10_000))))
                .put("critical", share(Math.toIntExact(Math.round(health.errorRateCritical() * 10_000))));
        limits.putObject("p99")
                .put("warning", duration(health.p99Warning()))
                .put("critical", duration(health.p99Critical()));
        shown.put("on-critical", ScalarType.written(canary.onCritical()));
        GatewayConfig.StickyKey sticky = canary.sticky();
        if (sticky != null) {
            ObjectNode key = shown.putObject("sticky");
            if (sticky.header() != null) {
                key.put("header", sticky.header());
            } else {
                key.put("cookie", sticky.cookie());
            }
        }
        Cohort match = canary.match();
        if (match != null) {
            ObjectNode who = shown.putObject("match");
            if (match.header() != null) {
                who.put("header", match.header());
            } else {
                who.put("cookie", match.cookie());
            }
            match.values().forEach(who.putArray("value")::add);
        }
        Shadow shadow = canary.shadow();
        if (shadow != null) {
            shown.putObject("shadow")
                    .put("share", share(shadow.shareBasisPoints()))
                    .put("request-body", bytes(shadow.requestBodyBytes()))
                    .put("in-flight", shadow.inFlight())
                    .put("hold", duration(shadow.hold()));
        }
        ConductReader.show(canary.conduct(), shown);
        shown.put("header-override", canary.headerOverride())
                .put("split-pinned", canary.splitPinned())
                .put("rescue", canary.rescue());
        shown.putObject("warm-up")
                .put("requests", canary.warmUp().requests())
                .put("duration", duration(canary.warmUp().duration()));
        return shown;
    }

    /** In the largest unit that divides it. */
    public static String duration(Duration length) {
        long millis = length.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 60 != 0 || seconds == 0) {
            return seconds + "s";
        } else if (seconds % 3_600 != 0) {
            return seconds / 60 + "m";
        }
        return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds / 3_600 + "h";
    }

    static String bytes(long size) {
        if (size % (1 << 10) != 0) {
            return size + "B";
        } else if (size % (1 << 20) != 0) {
            return (size >> 10) + "KiB";
        }
        return size % (1 << 30) == 0 ? (size >> 30) + "GiB" : (size >> 20) + "MiB";
    }

    /** As it is written in the file. */
    public static String share(int basisPoints) {
        int whole = basisPoints / 100;
        int rest = basisPoints % 100;
        if (rest == 0) {
            return whole + "%";
        }
        return rest % 10 == 0 ? whole + "." + rest / 10 + "%" : String.format("%d.%02d%%", whole, rest);
    }

    private static String masked(URI url) {
        boolean bare = url.getRawQuery() == null
                && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
        return url.getScheme() + "://" + url.getRawAuthority() + (bare ? "" : "/****");
    }
}
